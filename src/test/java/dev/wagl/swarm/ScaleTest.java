package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 10,000 tasks in 1,000 services on 100 nodes, in bodies as large as an engine's. How long it takes is measured by src/load/scale. */
class ScaleTest {

    private static final int SERVICES = 1_000;
    private static final int TASKS = 10_000;
    private static final int NODES = 100;

    /** In octets, of a JVM in the image under the memory limit of stack.yml. */
    private static final long SMALLEST_HEAP = 51L << 20;

    /** What a spec holds beside what is read: a task is some 2.5 kB then. */
    private static final String REST = IntStream.range(0, 60)
            .mapToObj(i -> "\"Setting" + i + "\":{\"Value\":\"some value\"}")
            .collect(Collectors.joining(",", "{", "}"));

    private final FakeSwarm fake = FakeSwarm.builder().start();
    private DockerSwarm docker;

    @BeforeEach
    void fill() {
        fake.body(
                "/services",
                list(
                        SERVICES,
                        i -> service("svc" + i)
                                .label("dns.service", "svc" + i)
                                .label("dns.port", "8080")
                                .network("back")
                                .virtualIp("back", "10.0." + i / 250 + "." + i % 250 + "/8")
                                .status(TASKS / SERVICES, TASKS / SERVICES)
                                .json()
                                .toString()));
        fake.body("/tasks", list(TASKS, i -> task(i, "10.1." + i / 250 + "." + i % 250)));
        fake.body(
                "/nodes",
                list(NODES, i -> node("node" + i, "192.0.2." + i).json().toString()));
        fake.body("/networks", "[" + network("back").json() + "]");
        docker = new DockerSwarm(
                new SwarmConfig(List.of(fake.endpoint()), null, false, null, Duration.ofSeconds(60)),
                EventStream.Pace.USUAL,
                SMALLEST_HEAP / Allowance.SHARE);
    }

    private static String task(int number, String address) {
        String json = SwarmJson.task(
                        "task" + number, "svc" + number % SERVICES, 1 + number / SERVICES, "node" + number % NODES)
                .address("back", address + "/8")
                .json()
                .toString();
        return "{\"Spec\":" + REST + "," + json.substring(1);
    }

    private static String list(int count, Function<Integer, String> element) {
        return IntStream.range(0, count).mapToObj(element::apply).collect(Collectors.joining(",", "[", "]"));
    }

    @AfterEach
    void close() {
        docker.close();
        fake.close();
    }

    @Test
    void fourCallsWhateverTheSize() throws Exception {
        docker.snapshot();
        fake.forgetRequests();

        assertThat(docker.snapshot().tasks()).hasSize(TASKS);

        assertThat(fake.requests()).hasSize(4);
        docker.fingerprint();
        assertThat(fake.requests()).hasSize(6);
    }

    @Test
    void whatHasNotChangedIsNotKeptTwice() throws Exception {
        Snapshot before = docker.snapshot();
        String bodies = list(TASKS, i -> task(i, i == 7 ? "10.2.0.0" : "10.1." + i / 250 + "." + i % 250));
        fake.body("/tasks", bodies);

        Snapshot after = docker.snapshot();

        long same = IntStream.range(0, TASKS)
                .filter(i -> before.tasks().get(i) == after.tasks().get(i))
                .count();
        assertThat(same).isEqualTo(TASKS - 1);
        assertThat(after.services().get(3)).isSameAs(before.services().get(3));
        Task changed = after.tasks().get(7);
        assertThat(changed.attachments().get(0).addresses().get(0).getHostAddress())
                .isEqualTo("10.2.0.0");
        assertThat(changed.serviceId()).isSameAs(after.services().get(7).id());
        assertThat(changed.nodeId()).isSameAs(after.nodes().get(7).id());
    }

    /** Of a body of 25 MB, of which most is skipped: it is read as a stream, and nobody holds it. */
    @Test
    void whatIsSkippedTakesNoMemory() throws Exception {
        docker.snapshot();
        long before = allocated();
        docker.snapshot();
        long small = allocated() - before;

        String more = "{\"More\":\"" + "x".repeat(2_000) + "\",";
        fake.body(
                "/tasks",
                list(
                        TASKS,
                        i -> more + task(i, "10.1." + i / 250 + "." + i % 250).substring(1)));
        docker.snapshot();
        before = allocated();
        docker.snapshot();

        assertThat(allocated() - before).isLessThan(small + (4 << 20));
    }

    /** By the threads that read. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().startsWith("wagl-docker"))
                .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
                .sum();
    }
}

package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One deadline for a whole refresh, whatever the endpoint does or leaves undone; and no thread is lost. */
class DeadlineTest {

    private static final Duration TIMEOUT = Duration.ofMillis(800);
    /** What a busy machine, or one that stands still for a while, may add: less than what is slow would take. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        await("no thread is lost").atMost(SLACK).until(() -> threads().isEmpty());
    }

    static Stream<Fault> slowOnes() {
        return Stream.of(
                Fault.never(),
                Fault.late(Duration.ofHours(1)),
                Fault.dripHead(Duration.ofMillis(300)),
                Fault.drip(0, Duration.ofMillis(300)),
                Fault.drip(20, Duration.ofMillis(300)));
    }

    @ParameterizedTest
    @MethodSource("slowOnes")
    void anEndpointThatIsSlowInAnyWay(Fault fault) throws Exception {
        FakeSwarm fake = cluster(FakeSwarm.builder());
        DockerSwarm docker = docker(fake.endpoint());
        for (String call : List.of("/info", "/services", "/tasks", "/nodes", "/networks")) {
            fake.fault(call, fault);
            assertTimesOut(docker, fake.endpoint() + ": no complete answer in time (--refresh-timeout 0.8 s)");
            await("the thread of it is free again").atMost(SLACK).until(() -> busyThreads() == 0);
            fake.heal();
        }
        answersAgain(docker);
    }

    @ParameterizedTest
    @MethodSource("slowOnes")
    void aUnixSocketThatIsSlowInAnyWay(Fault fault, @TempDir Path directory) throws Exception {
        FakeSwarm fake = cluster(FakeSwarm.builder().unix(directory.resolve("docker.sock")));
        DockerSwarm docker = docker(fake.endpoint());
        for (String call : List.of("/info", "/tasks")) {
            fake.fault(call, fault);
            assertTimesOut(docker, "no complete answer in time (--refresh-timeout 0.8 s)");
            await("the thread of it is free again").atMost(SLACK).until(() -> busyThreads() == 0);
            fake.heal();
        }
        answersAgain(docker);
    }

    @Test
    void oneDeadlineForAllCallsTogether() throws Exception {
        FakeSwarm fake = cluster(FakeSwarm.builder());
        DockerSwarm docker = docker(fake.endpoint());
        for (String call : List.of("/info", "/services", "/tasks", "/nodes", "/networks")) {
            fake.fault(call, Fault.late(Duration.ofMillis(300)));
        }

        assertTimesOut(docker, "no complete answer in time (--refresh-timeout 0.8 s)");
    }

    @Test
    void anEndpointThatTakesConnectionsIntoItsBacklogOnly() throws Exception {
        ServerSocket deaf = closed(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        DockerSwarm docker = docker("tcp://127.0.0.1:" + deaf.getLocalPort());

        assertTimesOut(docker, "no complete answer in time (--refresh-timeout 0.8 s)");
        assertTimesOut(docker, "no complete answer in time (--refresh-timeout 0.8 s)");
    }

    @Test
    void aUnixSocketWhoseBacklogIsFull(@TempDir Path directory) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("full.sock"));
        ServerSocketChannel deaf = closed(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
        deaf.bind(address, 1);
        fill(address);
        DockerSwarm docker = docker("unix://" + directory.resolve("full.sock"));

        assertTimesOut(docker, "no complete answer in time (--refresh-timeout 0.8 s)");
        await().atMost(SLACK).until(() -> busyThreads() == 0);
    }

    /** As packets are dropped on a way that is cut: they would be sent again after 1 s, 2 s, 4 s, ... */
    @Test
    void aConnectionThatDoesNotComeAboutIsGivenUpLongBeforeTheDeadline() throws Exception {
        ServerSocket cutOff = closed(new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")));
        for (int i = 0; i < 10; i++) {
            SocketChannel channel = closed(SocketChannel.open());
            channel.configureBlocking(false);
            channel.connect(cutOff.getLocalSocketAddress());
        }
        FakeSwarm well = cluster(FakeSwarm.builder());
        String unreachable = "tcp://127.0.0.1:" + cutOff.getLocalPort();
        DockerSwarm docker = closed(new DockerSwarm(
                new SwarmConfig(List.of(unreachable, well.endpoint()), null, false, null, Duration.ofMinutes(1))));

        long begun = System.nanoTime();
        assertThat(docker.snapshot().endpoint()).isEqualTo(well.endpoint());
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(1900), SLACK.plusSeconds(2));

        // Alone, as on a busy machine the other one may be asked beside it, and be faster.
        DockerSwarm alone = closed(
                new DockerSwarm(new SwarmConfig(List.of(unreachable), null, false, null, Duration.ofMinutes(1))));
        Duration quickest = Duration.ofMinutes(1);
        for (int attempt = 0; attempt < 3; attempt++) {
            long asked = System.nanoTime();
            assertThatThrownBy(alone::snapshot).hasMessageContaining("no connection in time");
            Duration took = Duration.ofNanos(System.nanoTime() - asked);
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
        }
        // Who stands still for a while does not do so three times.
        assertThat(quickest).isLessThan(Duration.ofSeconds(6));
    }

    private void fill(UnixDomainSocketAddress address) throws IOException {
        while (true) {
            SocketChannel channel = closed(SocketChannel.open(StandardProtocolFamily.UNIX));
            channel.configureBlocking(false);
            try {
                if (!channel.connect(address)) {
                    return;
                }
            } catch (IOException e) {
                // "Resource temporarily unavailable": full.
                return;
            }
        }
    }

    /** Frozen, a manager keeps its connections and says nothing: its names must not wait until half of the deadline is over. */
    @Test
    void anEndpointThatFallsSilentIsLeftLongBeforeTheDeadline() throws Exception {
        FakeSwarm frozen = cluster(FakeSwarm.builder());
        FakeSwarm well = cluster(FakeSwarm.builder());
        DockerSwarm docker = closed(new DockerSwarm(new SwarmConfig(
                List.of(frozen.endpoint(), well.endpoint()), null, false, null, Duration.ofMinutes(1))));
        assertThat(docker.snapshot().endpoint()).isEqualTo(frozen.endpoint());
        docker.fingerprint();

        frozen.fault("/services", Fault.never());
        long begun = System.nanoTime();
        assertThatThrownBy(docker::fingerprint).hasMessageContaining("no complete answer in time");
        assertThat(docker.snapshot().endpoint()).isEqualTo(well.endpoint());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SLACK.plusSeconds(1));

        // The same where it is found by a refresh.
        frozen.heal();
        well.fault("/tasks", Fault.never());
        begun = System.nanoTime();
        assertThat(docker.snapshot().endpoint()).isEqualTo(frozen.endpoint());
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SLACK.plusSeconds(1));
    }

    /** Of a few tries the best counts: on a machine that stands still for a moment every endpoint says nothing. */
    @Test
    void anEndpointThatAlwaysTakesLongIsNotLeftForThat() throws Exception {
        FakeSwarm slow = cluster(FakeSwarm.builder());
        slow.fault("/services", Fault.late(Duration.ofMillis(600)));
        slow.fault("/tasks", Fault.late(Duration.ofMillis(600)));
        FakeSwarm other = cluster(FakeSwarm.builder());
        List<String> read = List.of();
        for (int attempt = 0; attempt < 3 && (attempt == 0 || !other.requests().isEmpty()); attempt++) {
            DockerSwarm docker = closed(new DockerSwarm(new SwarmConfig(
                    List.of(slow.endpoint(), other.endpoint()), null, false, null, Duration.ofMinutes(1))));
            other.forgetRequests();
            read = List.of(docker.snapshot().endpoint(), docker.snapshot().endpoint());
        }
        assertThat(other.requests()).isEmpty();
        assertThat(read).containsOnly(slow.endpoint());
    }

    @Test
    void aHangingEndpointLeavesTimeForTheNext() throws Exception {
        FakeSwarm hanging = cluster(FakeSwarm.builder());
        hanging.fault("/info", Fault.never());
        FakeSwarm well = cluster(FakeSwarm.builder());
        DockerSwarm docker = closed(new DockerSwarm(new SwarmConfig(
                List.of(hanging.endpoint(), well.endpoint()), null, false, null, Duration.ofSeconds(20))));

        assertThat(docker.snapshot().endpoint()).isEqualTo(well.endpoint());
        assertThat(docker.endpoints().get(0).lastError()).startsWith("no complete answer in time");

        hanging.forgetRequests();
        docker.snapshot();
        assertThat(hanging.requests())
                .as("not asked again while the other answers")
                .isEmpty();
    }

    /** However long a refresh may take: what hangs is found out by a look, twice a second, and the other one is healthy. */
    @Test
    void aLookAtAnEndpointThatHangsEndsSoonWhereThereIsAnother() throws Exception {
        FakeSwarm hanging = cluster(FakeSwarm.builder());
        FakeSwarm good = cluster(FakeSwarm.builder());
        DockerSwarm docker = closed(new DockerSwarm(new SwarmConfig(
                List.of(hanging.endpoint(), good.endpoint()), null, false, null, Duration.ofSeconds(60))));
        docker.snapshot();
        docker.fingerprint();
        hanging.fault("/services", Fault.never());

        long begun = System.nanoTime();
        assertThatThrownBy(docker::fingerprint).hasMessageContaining("no complete answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        assertThat(docker.snapshot().endpoint()).isEqualTo(good.endpoint());
    }

    @Test
    void theReasonsAreTheSameWhicheverIsAskedFirst() throws Exception {
        ServerSocket deaf = closed(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
        FakeSwarm refusing = FakeSwarm.builder().start();
        refusing.close();
        String silent = "tcp://127.0.0.1:" + deaf.getLocalPort();
        // Long enough for both to be asked in it.
        DockerSwarm docker = closed(new DockerSwarm(
                new SwarmConfig(List.of(refusing.endpoint(), silent), null, false, null, Duration.ofSeconds(6))));

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(docker::snapshot)
                    .isInstanceOf(SwarmException.class)
                    .satisfies(failure -> assertThat(failure.getMessage().split("; "))
                            .containsExactlyInAnyOrder(
                                    refusing.endpoint() + ": connection refused",
                                    silent + ": no complete answer in time (--refresh-timeout 6 s)"));
        }
    }

    @Test
    void closeEndsARefreshUnderWay() throws Exception {
        FakeSwarm fake = cluster(FakeSwarm.builder());
        fake.fault("/tasks", Fault.never());
        DockerSwarm docker = closed(
                new DockerSwarm(new SwarmConfig(List.of(fake.endpoint()), null, false, null, Duration.ofMinutes(5))));
        List<Throwable> ends = new ArrayList<>();
        Thread refresh = new Thread(() -> {
            try {
                docker.snapshot();
            } catch (SwarmException e) {
                ends.add(e);
            }
        });
        refresh.start();
        await().until(() -> fake.requests().stream().anyMatch(request -> request.contains("/tasks")));

        docker.close();

        refresh.join(10_000);
        assertThat(refresh.isAlive()).isFalse();
        assertThat(ends).singleElement().satisfies(end -> assertThat(end).hasMessage("closed"));
    }

    @Test
    void anInterruptEndsARefreshUnderWay() throws Exception {
        FakeSwarm fake = cluster(FakeSwarm.builder());
        fake.fault("/tasks", Fault.never());
        DockerSwarm docker = closed(new DockerSwarm(
                new SwarmConfig(List.of(fake.endpoint(), fake.endpoint()), null, false, null, Duration.ofMinutes(5))));
        boolean[] interrupted = new boolean[1];
        Thread refresh = new Thread(() -> {
            try {
                docker.snapshot();
            } catch (SwarmException e) {
                interrupted[0] = Thread.currentThread().isInterrupted();
            }
        });
        refresh.start();
        await().until(() -> fake.requests().stream().anyMatch(request -> request.contains("/tasks")));

        refresh.interrupt();

        refresh.join(10_000);
        assertThat(refresh.isAlive()).isFalse();
        assertThat(interrupted[0]).as("the interrupt is kept").isTrue();
    }

    private static void assertTimesOut(DockerSwarm docker, String reason) {
        long start = System.nanoTime();
        assertThatThrownBy(docker::snapshot).isInstanceOf(SwarmException.class).hasMessageEndingWith(reason);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(TIMEOUT.minusMillis(10), TIMEOUT.plus(SLACK));
    }

    private FakeSwarm cluster(FakeSwarm.Builder builder) {
        FakeSwarm fake = closed(builder.start());
        return fake.add(SwarmJson.network("ingress"))
                .add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(service("api").label("dns.service", "api"))
                .add(task("t1", "api", 1, "n1"));
    }

    private DockerSwarm docker(String endpoint) {
        return closed(new DockerSwarm(new SwarmConfig(List.of(endpoint), null, false, null, TIMEOUT)));
    }

    /** In the end: a busy machine may need more than one deadline for five calls. */
    private static void answersAgain(DockerSwarm docker) {
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(docker.snapshot().tasks()).hasSize(1));
    }

    private <T extends AutoCloseable> T closed(T closeable) {
        open.add(0, closeable);
        return closeable;
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("wagl-docker"))
                .toList();
    }

    /** Threads that are doing something else than waiting for work. */
    private static long busyThreads() {
        return threads().stream()
                .filter(thread -> Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().startsWith("dev.wagl")))
                .count();
    }
}

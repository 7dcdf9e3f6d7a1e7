package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Swarm that takes more than half of the memory there is for one, read from two managers at the same time. */
@Timeout(60)
class RoomBesideTest {

    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final int SERVICES = 200;
    private static final long ENOUGH = 1 << 20;
    private static final String TOO_MUCH = "has more in it than there is memory for";

    /** Asked for when the services are there, which take most of it. */
    private static final String TASKS = "/tasks";

    private final FakeSwarm one = manager();
    private final FakeSwarm two = manager();

    private static FakeSwarm manager() {
        FakeSwarm manager = FakeSwarm.builder()
                .start()
                .add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("ingress"))
                .add(task("t1", "s1", 1, "n1"));
        for (int i = 0; i < SERVICES; i++) {
            manager.add(service("s" + i).label("dns.service", "s" + i).label("dns.port", "80".repeat(1_500)));
        }
        return manager;
    }

    @BeforeEach
    void itFitsOnceAndNotTwice() throws Exception {
        try (DockerSwarm docker = docker(DEADLINE, ENOUGH, one)) {
            assertThat(docker.snapshot().services()).hasSize(SERVICES);
        }
        try (DockerSwarm docker = docker(DEADLINE, ENOUGH / 2, one)) {
            assertThatThrownBy(docker::snapshot).hasMessageContaining(TOO_MUCH);
        }
        one.forgetRequests();
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    /** It is slow; what is asked beside it has taken the memory meanwhile, and hangs. */
    @Test
    void whoWasAskedEarlierIsNotRefusedForAnother() throws Exception {
        try (DockerSwarm docker = docker(DEADLINE, ENOUGH, one, two)) {
            one.fault("/services", Fault.late(Duration.ofSeconds(9)));
            two.fault(TASKS, Fault.stall(1));

            CompletableFuture<Snapshot> refresh = inItsThread(docker);
            assertThat(refresh.get().endpoint()).isEqualTo(one.endpoint());
            assertThat(requests(two, TASKS)).as("it has taken what it takes").isPositive();
            assertThat(docker.interruptions()).isZero();
            assertThat(docker.endpoints()).extracting(EndpointStatus::lastError).containsOnlyNulls();
            assertThat(docker.warnings()).isEmpty();
        }
    }

    /** It hangs with what it has taken, and breaks off: the other could not have it before. */
    @Test
    void whoHadNoRoomHasItWhenTheOtherFails() throws Exception {
        try (DockerSwarm docker = docker(DEADLINE, ENOUGH, one, two)) {
            one.fault(TASKS, Fault.stall(1));

            CompletableFuture<Snapshot> refresh = inItsThread(docker);
            await("it has found no room, and is asked again")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> requests(two, "/services") > 1);
            one.close();

            assertThat(refresh.get().endpoint()).isEqualTo(two.endpoint());
            assertThat(docker.interruptions()).as("it had not failed").isZero();
        }
    }

    @Test
    void whatIsTooMuchOnlyBesideAnotherIsNotToldToBeTooMuch() throws Exception {
        try (DockerSwarm docker = docker(Duration.ofSeconds(8), ENOUGH, one, two)) {
            one.fault(TASKS, Fault.stall(1));

            assertThatThrownBy(docker::snapshot)
                    .hasMessageContaining(one.endpoint() + ": no complete answer in time")
                    .hasMessageContaining(
                            two.endpoint() + ": no memory for its answer beside that of another endpoint");
            assertThat(docker.snapshot().endpoint()).as("asked first now").isEqualTo(two.endpoint());
        }
    }

    private static CompletableFuture<Snapshot> inItsThread(DockerSwarm docker) {
        CompletableFuture<Snapshot> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(docker.snapshot());
            } catch (SwarmException e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static long requests(FakeSwarm manager, String path) {
        return manager.requests().stream()
                .filter(request -> request.startsWith("GET " + path))
                .count();
    }

    private static DockerSwarm docker(Duration timeout, long most, FakeSwarm... managers) {
        List<String> names = Stream.of(managers).map(FakeSwarm::endpoint).toList();
        return new DockerSwarm(new SwarmConfig(names, null, false, null, timeout), EventStream.Pace.USUAL, most);
    }
}

package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes on beside an endpoint that says nothing, and what is left of it. The deadline is far: who waits for it waits too long. */
@Timeout(60)
class RoundTest {

    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final Fault NO_LEADER = Fault.status(503, "The swarm does not have a leader");

    private final List<AutoCloseable> open = new ArrayList<>();
    private final FakeSwarm one = manager();
    private final FakeSwarm two = manager();
    private final FakeSwarm three = manager();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** A way that was cut is open again while the first, its own engine without a leader, hangs. */
    @Test
    void whileTheFirstHangsTheOthersAreAskedAgainAndAgain() throws Exception {
        DockerSwarm docker = docker(one, two, three);
        one.fault("/services", Fault.never());
        two.faultOnce("/services", NO_LEADER).faultOnce("/services", NO_LEADER);
        three.fault("/services", NO_LEADER);

        assertThat(docker.snapshot().endpoint()).isEqualTo(two.endpoint());
        assertThat(docker.interruptions()).as("it had failed").isEqualTo(1);
        assertThat(docker.endpoints()).extracting(EndpointStatus::current).containsExactly(false, true, false);
        assertThat(docker.endpoints().get(0).lastError()).startsWith("no complete answer in time: another endpoint");
        assertThat(docker.endpoints().get(2).lastError()).contains("does not have a leader");
    }

    @Test
    void theSameInTheSecondPlace() throws Exception {
        DockerSwarm docker = docker(one, two, three);
        one.faultOnce("/services", NO_LEADER);
        two.fault("/services", Fault.never());
        three.fault("/services", Fault.never());

        assertThat(docker.snapshot().endpoint()).isEqualTo(one.endpoint());
        assertThat(docker.interruptions()).isEqualTo(1);
    }

    /** It is slow just now, and the other says nothing at all. */
    @Test
    void oneThatAnotherIsAskedBesideMayStillAnswerAndTheOtherIsNotToBlame() throws Exception {
        DockerSwarm docker = docker(one, two);
        getUsedTo(docker);
        one.fault("/tasks", Fault.late(Duration.ofSeconds(4)));
        two.fault("/info", Fault.never());

        assertThat(docker.snapshot().endpoint()).isEqualTo(one.endpoint());
        assertThat(two.requests()).allMatch("GET /info"::equals);
        assertThat(docker.interruptions()).isZero();
        assertThat(docker.warnings()).isEmpty();
    }

    /** It is slower than what waited for it: its answer goes nowhere, its thread and its connection are free. */
    @Test
    void whoIsOutrunIsLeft() throws Exception {
        DockerSwarm docker = docker(one, two);
        getUsedTo(docker);
        one.fault("/tasks", Fault.never());

        assertThat(docker.snapshot().endpoint()).isEqualTo(two.endpoint());
        await("nothing waits for it").atMost(Duration.ofSeconds(10)).until(() -> busyThreads() == 0);

        one.heal();
        two.fault("/services", NO_LEADER);
        assertThat(docker.snapshot().endpoint()).isEqualTo(one.endpoint());
        assertThat(docker.endpoints().get(0).lastError()).isNull();
    }

    /** It had failed, and hangs now that it is asked again; that each has failed in its turn is told all the same. */
    @Test
    void nobodyWaitsForOneThatIsAskedAgain() throws Exception {
        DockerSwarm docker = docker(one, two);
        one.faultOnce("/services", NO_LEADER).fault("/services", Fault.never());
        two.fault("/services", Fault.late(Duration.ofSeconds(2))).fault("/tasks", NO_LEADER);

        assertThatThrownBy(docker::snapshot)
                .hasMessageMatching(".*503: The swarm does not have a leader; .*503: The swarm does not have a leader");
        assertThat(one.requests().stream().filter(request -> request.contains("/services")))
                .as("it is not asked twice at a time")
                .hasSizeLessThan(3);
        await("nothing waits for it").atMost(Duration.ofSeconds(10)).until(() -> busyThreads() == 0);
    }

    @Test
    void anInterruptEndsAllThatIsUnderWay() throws Exception {
        DockerSwarm docker = docker(one, two);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread refresh = hangingRefresh(docker, interrupted);

        refresh.interrupt();

        assertThat(interrupted.get()).as("the interrupt is kept").isTrue();
        await("nothing waits").atMost(Duration.ofSeconds(10)).until(() -> busyThreads() == 0);
        one.heal();
        two.heal();
        assertThat(docker.snapshot().services()).hasSize(1);
    }

    @Test
    void closeEndsAllThatIsUnderWay() throws Exception {
        DockerSwarm docker = docker(one, two);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        hangingRefresh(docker, interrupted);

        docker.close();

        assertThat(interrupted.get()).isFalse();
        await("nothing waits").atMost(Duration.ofSeconds(10)).until(() -> busyThreads() == 0);
    }

    /** The first takes long, and for that the patience with those that follow is large. */
    private static void getUsedTo(DockerSwarm docker) throws SwarmException {
        for (int i = 0; i < 6; i++) {
            docker.snapshot();
        }
    }

    /** One that is past the first try of the second endpoint, while the first hangs. */
    private Thread hangingRefresh(DockerSwarm docker, CompletableFuture<Boolean> interrupted) {
        one.fault("/services", Fault.never());
        two.faultOnce("/services", NO_LEADER).fault("/services", Fault.never());
        Thread refresh = new Thread(() -> {
            try {
                docker.snapshot();
            } catch (SwarmException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
            }
        });
        refresh.start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> two.requests().stream()
                                .filter(request -> request.contains("/services"))
                                .count()
                        == 2);
        return refresh;
    }

    private FakeSwarm manager() {
        FakeSwarm manager = FakeSwarm.builder().start();
        open.add(manager);
        return manager.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("ingress"))
                .add(service("api").label("dns.service", "api"))
                .add(task("t1", "api", 1, "n1"));
    }

    private DockerSwarm docker(FakeSwarm... managers) {
        DockerSwarm docker = new DockerSwarm(
                new SwarmConfig(Stream.of(managers).map(FakeSwarm::endpoint).toList(), null, false, null, DEADLINE));
        open.add(docker);
        return docker;
    }

    private static long busyThreads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("wagl-docker"))
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("dev.wagl")))
                .count();
    }
}

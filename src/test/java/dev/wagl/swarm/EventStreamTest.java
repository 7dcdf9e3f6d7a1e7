package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events bring the next refresh forward; their absence is never taken for peace. */
class EventStreamTest {

    private static final EventStream.Pace QUICK = new EventStream.Pace(
            Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofMinutes(1));

    private final FakeSwarm fake = manager();
    private final FakeSwarm other = manager();
    private final BlockingQueue<Long> hints = new ArrayBlockingQueue<>(10_000);
    private DockerSwarm docker;

    @AfterEach
    void close() {
        docker.close();
        await("no thread is lost")
                .atMost(Duration.ofSeconds(30))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith("wagl-docker")));
        fake.close();
        other.close();
    }

    /** Of a few tries the best counts: what else runs on this machine is not the subject. */
    @ParameterizedTest
    @CsvSource({
        "service, create",
        "service, update",
        "service, remove",
        "node, update",
        "container, start",
        "container, die",
        "container, kill",
        "container, destroy",
        "container, health_status: unhealthy",
    })
    void anEventIsAHintWithinAQuarterOfASecond(String type, String action) throws Exception {
        watch(QUICK, fake);

        Duration best = Duration.ofDays(1);
        for (int attempt = 0; attempt < 5 && best.toMillis() >= 250; attempt++) {
            long emitted = System.nanoTime();
            fake.emit(type, action);

            Long hinted = hints.poll(10, TimeUnit.SECONDS);
            assertThat(hinted).isNotNull();
            best = Duration.ofNanos(Math.min(best.toNanos(), hinted - emitted));
        }
        assertThat(best).isLessThan(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @CsvSource({
        "container, exec_create: /bin/true",
        "container, exec_start: /bin/true",
        "container, exec_die",
        "container, create",
        "container, update",
        "image,     update",
        "network,   create",
        "'',        ''",
    })
    void otherEventsAreNone(String type, String action) throws Exception {
        watch(QUICK, fake);

        fake.emit(type, action);
        fake.emit("service", "update");

        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(hints).isEmpty();
    }

    @Test
    void theSignalToAContainersProcessIsTold() throws Exception {
        BlockingQueue<String> killed = new ArrayBlockingQueue<>(10);
        docker = new DockerSwarm(fake.config(), QUICK);
        docker.watchKills(killed::add);
        docker.watch(() -> hints.add(System.nanoTime()));
        docker.snapshot();
        await().until(() -> fake.openEventStreams() == 1);
        hints.clear();

        fake.emitRaw("{\"Type\":\"service\",\"Action\":\"kill\",\"Actor\":{\"ID\":\"no-container\"}}");
        fake.emitRaw("{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"dead\"}}");
        fake.emitRaw("{\"Type\":\"container\",\"Action\":\"kill\",\"Actor\":null}");
        fake.emitRaw("{\"status\":\"kill\",\"id\":\"c0ffee\",\"Type\":\"container\",\"Action\":\"kill\",\"Actor\":"
                + "{\"ID\":\"c0ffee\",\"Attributes\":{\"com.docker.swarm.task.id\":\"t1\",\"signal\":\"15\"}}}");

        assertThat(killed.poll(10, TimeUnit.SECONDS)).isEqualTo("c0ffee");
        assertThat(killed).isEmpty();
        assertThat(hints).as("and each is a hint, as ever").hasSize(4);
    }

    @Test
    void theEngineIsAskedForTheseEventsOnly() throws Exception {
        watch(QUICK, fake);

        assertThat(fake.requests())
                .filteredOn(request -> request.contains("/events"))
                .singleElement()
                .satisfies(request -> assertThat(URLDecoder.decode(request, StandardCharsets.UTF_8))
                        .contains("\"type\":[\"service\",\"node\",\"container\"]")
                        .contains("health_status")
                        .doesNotContain("exec"));
    }

    @Test
    void aStreamThatEndsIsOpenedAgainAndThatIsAHint() throws Exception {
        watch(QUICK, fake);
        for (int i = 0; i < 5; i++) {
            fake.endEventStreams();
            assertThat(hints.poll(10, TimeUnit.SECONDS)).as("after end %s", i).isNotNull();
            await().until(() -> fake.openEventStreams() == 1);
        }
        hints.clear();
        fake.emit("node", "update");
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void anEndThatIsNotOurDoingIsAnInterruption() throws Exception {
        watch(QUICK, fake);
        assertThat(docker.interruptions()).isZero();

        fake.endEventStreams();
        await().until(() -> docker.interruptions() == 1);
        await().until(() -> fake.openEventStreams() == 1);
        fake.dropConnections();
        await().until(() -> docker.interruptions() == 2);
        await().until(() -> fake.openEventStreams() == 1);

        docker.close();
        await().until(() -> fake.openEventStreams() == 0);
        assertThat(docker.interruptions()).isEqualTo(2);
    }

    @Test
    void aStreamThatBreaksOrTalksNonsenseIsOpenedAgain() throws Exception {
        watch(QUICK, fake);

        fake.dropConnections();
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        await().until(() -> fake.openEventStreams() == 1);

        fake.emitRaw("<html>");
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        await().until(() -> fake.openEventStreams() == 1);

        fake.emitRaw("[1] 7 null {\"Type\":5} ");
        fake.emitRaw("{\"Type\":\"service\",\"Action\":");
        fake.emitRaw("\"update\"}");
        assertThat(hints.poll(10, TimeUnit.SECONDS)).as("in two pieces").isNotNull();
    }

    @Test
    void aSilentStreamIsNotTrustedForEver() throws Exception {
        watch(
                new EventStream.Pace(
                        Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofMillis(300)),
                fake);

        for (int i = 0; i < 4; i++) {
            assertThat(hints.poll(10, TimeUnit.SECONDS)).as("age %s", i).isNotNull();
        }
        await().until(() -> fake.openEventStreams() <= 1);
        assertThat(docker.warnings()).isEmpty();
        assertThat(docker.interruptions()).isZero();
    }

    @Test
    void halfAnEventAndThenSilenceIsNotTrustedForEver() throws Exception {
        watch(
                new EventStream.Pace(
                        Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofMillis(500)),
                fake);

        fake.emitRaw("{\"Type\":\"service\",\"Act");

        assertThat(hints.poll(10, TimeUnit.SECONDS)).as("of the next stream").isNotNull();
        assertThat(eventRequests()).isGreaterThan(1);
        assertThat(docker.warnings()).isEmpty();
    }

    @Test
    void aFloodOfEventsIsReadToItsEndAndTheNextOneIsSeen() throws Exception {
        AtomicLong count = new AtomicLong();
        docker = new DockerSwarm(fake.config(), QUICK);
        docker.watch(count::incrementAndGet);
        docker.snapshot();
        await().until(() -> fake.openEventStreams() == 1 && count.get() == 1);

        String event = "{\"Type\":\"container\",\"Action\":\"die\",\"Actor\":{\"ID\":\"c\",\"Attributes\":{}}}\n";
        for (int i = 0; i < 200; i++) {
            fake.emitRaw(event.repeat(100));
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> count.get() == 20_001);

        fake.emit("service", "update");
        await().until(() -> count.get() == 20_002);
        assertThat(eventRequests()).as("one stream all along").isEqualTo(1);
    }

    @Test
    void anEventOfManyMegabytesIsOneEvent() throws Exception {
        watch(QUICK, fake);

        fake.emitRaw("{\"Type\":\"service\",\"Actor\":{\"Attributes\":{\"x\":\"" + "x".repeat(8 << 20)
                + "\"}},\"Action\":\"update\"}");

        assertThat(hints.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(eventRequests()).isEqualTo(1);
    }

    @Test
    void aRefusedStreamIsTriedWithGrowingPausesAndShown() throws Exception {
        fake.fault("/events", Fault.status(403, "Forbidden by the proxy"));
        docker = new DockerSwarm(fake.config(), QUICK);
        docker.watch(() -> hints.add(System.nanoTime()));
        docker.snapshot();

        await().atMost(Duration.ofSeconds(20)).until(() -> eventRequests() >= 5);
        assertThat(hints).isEmpty();
        assertThat(docker.warnings())
                .containsExactly("no events from " + fake.endpoint()
                        + ", changes are seen by polling alone: 403: Forbidden by the proxy");

        fake.heal();
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(docker.warnings()).isEmpty();
    }

    @Test
    void aStreamThatNeverBeginsIsGivenUpAndShown() throws Exception {
        fake.fault("/events", Fault.never());
        docker = new DockerSwarm(
                fake.config(),
                new EventStream.Pace(
                        Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(300), Duration.ofMinutes(1)));
        docker.watch(() -> hints.add(System.nanoTime()));
        docker.snapshot();

        await().atMost(Duration.ofSeconds(20)).until(() -> eventRequests() >= 3);
        assertThat(docker.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning).startsWith("no events from " + fake.endpoint()));

        fake.heal();
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aStreamThatEndsAtOnceDoesNotBecomeAStorm() throws Exception {
        fake.fault("/events", Fault.body(200, "application/json", ""));
        docker = new DockerSwarm(
                fake.config(),
                new EventStream.Pace(
                        Duration.ofMillis(50), Duration.ofSeconds(60), Duration.ofSeconds(20), Duration.ofMinutes(1)));
        docker.watch(() -> hints.add(System.nanoTime()));
        docker.snapshot();

        // 50, 100, 200, 400, 800 ms
        await().atMost(Duration.ofSeconds(20)).until(() -> hints.size() >= 5);
        long first = hints.poll();
        long last = first;
        for (int i = 0; i < 4; i++) {
            last = hints.poll();
        }
        assertThat(Duration.ofNanos(last - first)).isGreaterThan(Duration.ofMillis(700));
    }

    @Test
    void theStreamFollowsTheEndpointThatAnswers() throws Exception {
        watch(QUICK, fake, other);

        fake.fault("/nodes", Fault.status(500, "no"));
        docker.snapshot();

        await().until(() -> other.openEventStreams() == 1 && fake.openEventStreams() == 0);
        hints.clear();
        other.emit("service", "update");
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aHintThatThrowsDoesNotEndTheWatch() throws Exception {
        docker = new DockerSwarm(fake.config(), QUICK);
        docker.watch(() -> {
            hints.add(System.nanoTime());
            throw new IllegalStateException("the hint's own fault");
        });
        docker.snapshot();

        for (int i = 0; i < 3; i++) {
            assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void notEvenAnErrorEndsTheWatch() throws Exception {
        docker = new DockerSwarm(fake.config(), QUICK);
        docker.watch(() -> {
            hints.add(System.nanoTime());
            throw new StackOverflowError("deep");
        });
        docker.snapshot();

        for (int i = 0; i < 3; i++) {
            assertThat(hints.poll(10, TimeUnit.SECONDS)).as("hint %s", i).isNotNull();
        }
        await().untilAsserted(() -> assertThat(docker.warnings())
                .containsExactly("no events from " + fake.endpoint()
                        + ", changes are seen by polling alone: internal error: java.lang.StackOverflowError: deep"));
    }

    @Test
    void aRefreshThatFailedOnceLeavesAStreamThatIsWellAlone() throws Exception {
        watch(QUICK, fake);
        for (int i = 0; i < 3; i++) {
            fake.faultOnce("/nodes", Fault.status(500, "no"));
            assertThatThrownBy(docker::snapshot).isInstanceOf(SwarmException.class);
            docker.snapshot();
            assertThat(docker.warnings()).isEmpty();
        }

        await().during(Duration.ofMillis(300)).untilAsserted(() -> {
            assertThat(eventRequests()).isEqualTo(1);
            assertThat(hints).isEmpty();
        });
        fake.emit("service", "update");
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void anEndpointThatAnswersAgainHasItsStreamOpenedAtOnce() throws Exception {
        fake.fault("/events", Fault.status(503, "starting"));
        docker = new DockerSwarm(
                fake.config(),
                new EventStream.Pace(
                        Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofSeconds(20), Duration.ofMinutes(1)));
        docker.watch(() -> hints.add(System.nanoTime()));
        docker.snapshot();
        await().until(() -> !docker.warnings().isEmpty());
        fake.fault("/nodes", Fault.status(503, "starting"));
        assertThatThrownBy(docker::snapshot).isInstanceOf(SwarmException.class);

        fake.heal();
        docker.snapshot();

        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(docker.warnings()).isEmpty();
    }

    @Test
    void isWatchedOnceAndNotAfterClose() throws Exception {
        watch(QUICK, fake);
        assertThatThrownBy(() -> docker.watch(() -> {})).isInstanceOf(IllegalStateException.class);
        docker.close();
        await().until(() -> fake.openEventStreams() == 0);
        assertThatThrownBy(() -> docker.watch(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    /** Watches, and waits for the stream and for the hint that its opening is. */
    private void watch(EventStream.Pace pace, FakeSwarm... fakes) throws Exception {
        docker = new DockerSwarm(
                new SwarmConfig(
                        List.of(fakes).stream().map(FakeSwarm::endpoint).toList(),
                        null,
                        false,
                        null,
                        Duration.ofSeconds(5)),
                pace);
        docker.watch(() -> hints.add(System.nanoTime()));
        docker.snapshot();
        assertThat(hints.poll(10, TimeUnit.SECONDS)).isNotNull();
        await().until(() -> fakes[0].openEventStreams() == 1);
        hints.clear();
    }

    private long eventRequests() {
        return fake.requests().stream()
                .filter(request -> request.contains("/events"))
                .count();
    }

    private static FakeSwarm manager() {
        return FakeSwarm.builder().start().add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"));
    }
}

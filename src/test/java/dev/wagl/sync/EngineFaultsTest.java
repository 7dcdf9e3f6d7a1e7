package dev.wagl.sync;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.DockerSwarm;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.Fault;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which an engine's answer can go wrong, over real sockets, and what becomes of the zone: it stays as it was, the
 * failure is counted and said once; and where there is another endpoint, that one is read.
 */
class EngineFaultsTest {

    private static final Name SWARM = Name.parse("swarm.");
    private static final ZoneProjection PROJECTION = new ZoneProjection(new NamingConfig(SWARM, 1, null, List.of()));
    private static final String[] CALLS = {"/info", "/services", "/tasks", "/nodes", "/networks"};
    private static final Duration PATIENT = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final FakeSwarm one = FakeSwarm.builder().start();
    private final FakeSwarm other = FakeSwarm.builder().start();
    private final CurrentZone current = new CurrentZone(SWARM);
    private final SyncState state = new SyncState(System::nanoTime, Duration.ofHours(1));
    private final RecordingLogger log = new RecordingLogger();
    private final Refresher refresher = new Refresher(
            () -> this.docker.snapshot(),
            () -> PROJECTION,
            current,
            state,
            new SyncLog(log),
            new Guard(Duration.ZERO),
            Clock.systemUTC());
    private DockerSwarm docker;

    @BeforeEach
    void model() {
        one.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("back"))
                .add(service("api").label("dns.service", "api").network("back"))
                .add(task("t1", "api", 1, "n1").address("back", "10.0.1.7/24"));
        other.learn(one);
    }

    @AfterEach
    void close() {
        docker.close();
        one.close();
        other.close();
    }

    /** Connects anew, so that /info is asked as well. */
    private void connect(Duration timeout, FakeSwarm... endpoints) {
        if (docker != null) {
            docker.close();
        }
        List<String> names = Stream.of(endpoints).map(FakeSwarm::endpoint).toList();
        docker = new DockerSwarm(new SwarmConfig(names, null, false, null, timeout));
    }

    /** Whether it succeeded. */
    private boolean refresh() {
        long failures = state.failures();
        refresher.refresh();
        return state.failures() == failures;
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Fault.status(500, "context deadline exceeded"), "500: context deadline exceeded"),
                Arguments.of(
                        Fault.status(503, "This node is not a swarm manager."),
                        "503: This node is not a swarm manager."),
                Arguments.of(
                        Fault.body(302, "text/html", "<a href=\"/login\">"),
                        "302 to CALL without a message of Docker's"),
                Arguments.of(Fault.cut(0), "its answer to CALL broke off|closed before an answer came"),
                Arguments.of(Fault.cut(20), "its answer to CALL broke off"),
                Arguments.of(Fault.reset(0), "its answer to CALL broke off|closed before an answer came"),
                Arguments.of(Fault.reset(20), "its answer to CALL broke off|closed before an answer came"),
                Arguments.of(Fault.halfClose(0), "its answer to CALL broke off"),
                Arguments.of(Fault.halfClose(20), "its answer to CALL broke off"),
                Arguments.of(Fault.chunked(20), "its answer to CALL broke off"),
                Arguments.of(Fault.chunked(100), "its answer to CALL broke off"),
                Arguments.of(Fault.untilClose(20), "its answer to CALL ends in the middle"),
                Arguments.of(Fault.wrongLength(1), "its answer to CALL broke off"),
                Arguments.of(Fault.wrongLength(-5), "its answer to CALL ends in the middle"),
                Arguments.of(Fault.gzip(10), "its answer to CALL broke off"),
                Arguments.of(
                        Fault.raw("SSH-2.0-OpenSSH_9.2\r\n"),
                        "what came back is not HTTP|the connection was closed before an answer came"),
                Arguments.of(Fault.raw(""), "closed before an answer came"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void theZoneStays(Fault fault, String reason) {
        connect(PATIENT, one);
        refresh();
        for (String call : CALLS) {
            connect(PATIENT, one);
            Zone before = current.get();
            assertTheZoneStays(fault, call, reason.replace("CALL", call));

            one.heal();
            assertThat(refresh()).as(call).isTrue();
            assertItIsRecovered(call, before);
        }
    }

    static Stream<Fault> slowFaults() {
        return Stream.of(
                Fault.never(),
                Fault.late(Duration.ofHours(1)),
                Fault.stall(20),
                Fault.pause(20, Duration.ofHours(1)),
                // A byte a second, in a time that is ten times as fast.
                Fault.dripHead(Duration.ofMillis(100)),
                Fault.drip(0, Duration.ofMillis(100)),
                Fault.drip(20, Duration.ofMillis(100)));
    }

    @ParameterizedTest
    @MethodSource("slowFaults")
    void theZoneStaysWhileNothingComes(Fault fault) {
        connect(SHORT, one);
        // In the end: a busy machine may need more than one such time for five calls.
        await().atMost(PATIENT).until(this::refresh);
        Zone before = current.get();
        assertTheZoneStays(fault, "/tasks", "no complete answer in time (--refresh-timeout 0.4 s)");

        one.heal();
        await().atMost(PATIENT).until(this::refresh);
        assertItIsRecovered("/tasks", before);
    }

    @Test
    void faultsThatTakeTurnsAreSaidOnceEach() {
        connect(PATIENT, one);
        refresh();
        log.take();
        for (int i = 0; i < 5; i++) {
            one.faultOnce("/tasks", Fault.cut(20 + i)).faultOnce("/tasks", Fault.status(500, "starting"));
            refresh();
            refresh();
        }
        assertThat(state.failures()).isEqualTo(10);
        assertThat(log.take()).hasSize(2);

        refresh();
        one.faultOnce("/tasks", Fault.cut(20));
        refresh();
        assertThat(log.take()).as("and again once it was untrue").hasSize(2);
    }

    private void assertTheZoneStays(Fault fault, String call, String reason) {
        Zone before = current.get();
        long failures = state.failures();
        long successes = state.successes();
        log.take();

        one.fault(call, fault);
        assertThat(refresh()).as(call).isFalse();
        assertThat(refresh()).as(call).isFalse();

        assertThat(current.get()).as(call).isSameAs(before);
        assertThat(state.failures() - failures)
                .as("wagl_sync_total{result=failure}")
                .isEqualTo(2);
        assertThat(state.successes()).as("wagl_sync_total{result=success}").isEqualTo(successes);
        assertSays(state.lastError(), one, reason);
        assertThat(log.take())
                .as("one line, not one per refresh")
                .singleElement()
                .satisfies(line -> {
                    assertThat(line).startsWith("WARN sync failed: ").endsWith("; the zone stays as it was");
                    assertSays(line, one, reason);
                });
    }

    private void assertItIsRecovered(String call, Zone before) {
        assertThat(current.get()).as(call).isSameAs(before);
        assertThat(state.lastError()).isNull();
        assertThat(log.take()).containsExactly("INFO sync recovered: " + one.endpoint() + " answers");
    }

    private static void assertSays(String text, FakeSwarm endpoint, String reason) {
        assertThat(Stream.of(reason.split("\\|")))
                .as("%s", text)
                .anySatisfy(way ->
                        assertThat(text).contains(endpoint.endpoint() + ": ").contains(way));
    }

    static Stream<Arguments> allFaults() {
        return Stream.concat(faults(), slowFaults().map(fault -> Arguments.of(fault, "no complete answer in time")));
    }

    @ParameterizedTest
    @MethodSource("allFaults")
    void theOtherEndpointIsReadAndTheFaultOfTheFirstIsKept(Fault fault, String reason) {
        connect(PATIENT, one, other);
        assertThat(refresh()).isTrue();
        other.add(task("t2", "api", 2, "n1").address("back", "10.0.1.8/24"));
        log.take();

        one.fault("/nodes", fault);
        assertThat(refresh()).isTrue();

        assertThat(current.get().describe(Name.parse("api.swarm.")))
                .as("all of it from the other one")
                .containsExactlyInAnyOrder("api.swarm. 1 IN A 10.0.1.7", "api.swarm. 1 IN A 10.0.1.8");
        assertThat(state.failures()).isZero();
        assertThat(docker.endpoints().get(0).current()).isFalse();
        assertThat(Stream.of(reason.replace("CALL", "/nodes").split("\\|")))
                .anySatisfy(
                        way -> assertThat(docker.endpoints().get(0).lastError()).contains(way));
        assertThat(docker.endpoints().get(1).current()).isTrue();
        assertThat(docker.endpoints().get(1).lastError()).isNull();
        assertThat(log.take()).singleElement().asString().startsWith("INFO published: ");
    }

    @Test
    void whatIsOddButWholeIsRead() {
        connect(PATIENT, one);
        refresh();
        int address = 0;
        for (Fault fault : List.of(
                Fault.chunked(),
                Fault.closeAfter(),
                Fault.gzip(0),
                Fault.late(Duration.ofMillis(20)),
                Fault.pause(30, Duration.ofMillis(20)),
                Fault.drip(5, Duration.ofNanos(1000)),
                Fault.untilClose(Integer.MAX_VALUE))) {
            for (String call : CALLS) {
                one.fault(call, fault);
            }
            String ip = "10.0.2." + ++address;
            one.add(task("t1", "api", 1, "n1").address("back", ip + "/24"));
            for (int i = 0; i < 3; i++) {
                assertThat(refresh()).as("%s: %s", fault, state.lastError()).isTrue();
            }
            assertThat(current.get().describe(Name.parse("api.swarm.")))
                    .as("%s", fault)
                    .containsExactly("api.swarm. 1 IN A " + ip);
        }
    }

    /** An engine that closes what it said would be kept costs a new connection, not a pause. */
    @Test
    void connectionsThatAreClosedBehindEachAnswerCostNoPause() {
        for (String call : CALLS) {
            one.fault(call, Fault.closeAfter());
        }
        connect(PATIENT, one);
        List<Duration> durations = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            assertThat(refresh()).as("%s", state.lastError()).isTrue();
            durations.add(state.lastDuration());
        }
        durations.sort(null);
        assertThat(durations.get(5)).as("%s", durations).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void theLeaderIsLostAndFoundAgain() {
        connect(PATIENT, one, other);
        refresh();
        Zone before = current.get();
        log.take();

        one.leaderLost(true);
        other.leaderLost(true);
        assertThat(refresh()).isFalse();
        assertThat(refresh()).isFalse();
        assertThat(refresh()).isFalse();

        assertThat(current.get()).isSameAs(before);
        assertThat(log.take()).singleElement().satisfies(line -> {
            assertThat(line).contains(one.endpoint() + ": 500: rpc error");
            assertThat(line).contains(other.endpoint() + ": 500: rpc error");
            assertThat(line).contains("The swarm does not have a leader");
        });

        // A new leader knows of no node yet whether it is well.
        one.leaderLost(false)
                .add(node("n1", "10.0.0.11").manager(true, "10.0.0.11").state("unknown"));
        other.learn(one).leaderLost(false);
        assertThat(refresh()).isTrue();
        assertThat(current.get().describe(Name.parse("api.swarm."))).containsExactly("api.swarm. 1 IN A 10.0.1.7");
        assertThat(log.take()).anySatisfy(line -> assertThat(line).startsWith("INFO sync recovered: "));
    }

    /** Of a leader that fails in the middle nothing is used, and its follower is read for what it is, old as it may be. */
    @Test
    void aManagerThatLagsIsNotMixedWithItsLeader() throws Exception {
        connect(PATIENT, one, other);
        one.add(service("api").label("dns.service", "api").network("back").version(50))
                .add(service("new").label("dns.service", "new").network("back").version(51))
                .add(task("t2", "new", 1, "n1").address("back", "10.0.1.9/24").version(52));
        assertThat(docker.snapshot().index()).isEqualTo(52);

        one.fault("/networks", Fault.cut(3));
        var lagging = docker.snapshot();

        assertThat(lagging.endpoint()).isEqualTo(other.endpoint());
        assertThat(lagging.services()).hasSize(1);
        assertThat(lagging.tasks()).hasSize(1);
        assertThat(lagging.index()).isEqualTo(20);

        other.learn(one);
        assertThat(docker.snapshot().index()).as("it has caught up").isEqualTo(52);
    }
}

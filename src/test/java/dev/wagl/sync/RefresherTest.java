package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.Malformed;
import dev.wagl.sync.Attention.Level;
import dev.wagl.sync.Pace.Look;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefresherTest {

    private static final Name SWARM = Name.parse("swarm.");

    private static final ZoneProjection PROJECTION = new ZoneProjection(new NamingConfig(SWARM, 1, null, List.of()));

    private final WallClock wallClock = new WallClock(Script.EPOCH.plusSeconds(3600));
    private long nanos = 77;

    private final Script script = new Script().service("api", "10.0.1.5");
    private final CurrentZone current = new CurrentZone(SWARM);
    private final SyncState state = new SyncState(() -> nanos, Duration.ofSeconds(60));
    private final RecordingLogger log = new RecordingLogger();
    private ZoneProjection projection = PROJECTION;
    private final Guard guard = new Guard(Duration.ofSeconds(15));
    private final Refresher refresher =
            new Refresher(script, () -> projection, current, state, new SyncLog(log), guard, wallClock);

    @Test
    void theFirstRefreshPublishesTheZone() {
        assertThat(state.synced()).isFalse();

        assertThat(succeeds()).isTrue();

        assertThat(addresses("api.swarm.")).containsExactly("api.swarm. 1 IN A 10.0.1.5");
        assertThat(state.synced()).isTrue();
        assertThat(state.lastError()).isNull();
        assertThat(state.successes()).isEqualTo(1);
        assertThat(state.published()).isEqualTo(1);
        assertThat(log.take())
                .singleElement()
                .asString()
                .startsWith("INFO published: generation " + current.get().generationText() + ", serial 100, ")
                .contains(" +api.swarm.");
    }

    @Test
    void anEqualZoneIsNotPublishedAgain() {
        refresher.refresh();
        Zone first = current.get();
        log.take();

        script.index(200);
        assertThat(succeeds()).isTrue();

        assertThat(current.get()).isSameAs(first);
        assertThat(current.get().serial()).isEqualTo(100);
        assertThat(state.successes()).isEqualTo(2);
        assertThat(state.published()).isEqualTo(1);
        assertThat(log.take()).isEmpty();
    }

    @Test
    void whatIsReadOnceMoreIsNotProjectedOnceMore() {
        refresher.refresh();
        Projection first = state.projection();
        nanos += Duration.ofSeconds(5).toNanos();

        assertThat(succeeds()).isTrue();
        assertThat(state.projection()).isSameAs(first);
        assertThat(state.age()).as("yet it is known to be true").isZero();

        script.service("api", "10.0.1.6");
        assertThat(succeeds()).isTrue();
        assertThat(state.projection()).isNotSameAs(first);
        Projection second = state.projection();
        projection = new ZoneProjection(new NamingConfig(SWARM, 5, null, List.of()));
        assertThat(succeeds()).isTrue();
        assertThat(state.projection()).as("of another projection").isNotSameAs(second);
        assertThat(addresses("api.swarm.")).containsExactly("api.swarm. 5 IN A 10.0.1.6");
    }

    /** Who follows by it asks for nothing anew while the Swarm is at rest, however often it is read. */
    @Test
    void theNumberOfProjectionsGrowsOnlyWithWhatIsRead() {
        assertThat(state.projections()).isZero();
        refresher.refresh();
        assertThat(state.projections()).isEqualTo(1);

        script.index(200);
        nanos += Duration.ofSeconds(5).toNanos();
        assertThat(succeeds()).isTrue();
        script.fails("tcp://manager:2375: connection reset");
        assertThat(succeeds()).isFalse();
        script.answers();
        assertThat(succeeds()).isTrue();
        assertThat(state.projections()).isEqualTo(1);

        Zone zone = current.get();
        script.malformed(new Malformed("service", "broken-id", "it has no name"));
        assertThat(succeeds()).isTrue();
        assertThat(current.get()).as("what is not in it").isSameAs(zone);
        assertThat(state.projections()).isEqualTo(2);
    }

    @Test
    void aZoneThatIsReadOnceMoreIsStaleNoLonger() {
        refresher.refresh();
        current.stale(true);

        refresher.refresh();

        assertThat(current.stale()).isFalse();
    }

    // ------------------------------------------------------------------------------------------ for the pace

    @Test
    void aLookTellsWhetherServicesOrNodesHaveMoved() {
        script.fingerprints();
        refresher.refresh();
        assertThat(refresher.look()).isEqualTo(Look.SAME);

        script.service("web", "10.0.1.6");
        assertThat(refresher.look()).isEqualTo(Look.MOVED);
        assertThat(refresher.refresh().moved()).isTrue();
        assertThat(refresher.look()).isEqualTo(Look.SAME);

        script.node();
        assertThat(refresher.look()).isEqualTo(Look.MOVED);
    }

    @Test
    void aLookThatFailsSaysNothingAndIsAnInterruption() {
        script.fingerprints().node().service("web", "10.0.1.6");
        refresher.refresh();
        log.take();

        script.fails("tcp://manager:2375: connection reset");
        assertThat(refresher.look()).isEqualTo(Look.FAILED);
        script.during(() -> {
            throw new IllegalStateException("boom");
        });
        assertThat(refresher.look()).isEqualTo(Look.FAILED);
        assertThat(log.take()).isEmpty();
        assertThat(state.failures()).isZero();

        script.answers().during(() -> {}).vanish("web");
        assertThat(refresher.refresh().steady())
                .as("another endpoint may have cost time")
                .isFalse();
        assertThat(state.held()).isEqualTo(1);
    }

    @Test
    void whereThereIsNoFingerprintNothingIsToBeSeen() {
        refresher.refresh();
        script.service("web", "10.0.1.6");

        assertThat(refresher.look()).isEqualTo(Look.SAME);
    }

    @Test
    void theOutcomeSaysWhatThePaceNeeds() {
        assertThat(refresher.refresh()).isEqualTo(new Outcome(true, false, false, false, Level.IDLE));
        assertThat(refresher.refresh()).isEqualTo(new Outcome(true, false, false, true, Level.IDLE));

        script.service("web", "10.0.1.6", null);
        assertThat(refresher.refresh())
                .as("it is starting")
                .isEqualTo(new Outcome(true, true, true, true, Level.ACTIVE));

        script.vanish("web");
        assertThat(refresher.refresh().ordered()).as("its task went by itself").isFalse();

        script.index(200).service("api", "10.0.1.5");
        assertThat(refresher.refresh().ordered())
                .as("a service has another version")
                .isTrue();

        script.fails("down");
        assertThat(refresher.refresh()).isEqualTo(Outcome.FAILED);
        script.answers();
        assertThat(refresher.refresh().steady()).isFalse();
        assertThat(refresher.refresh().steady()).isTrue();

        script.interrupted();
        assertThat(refresher.refresh().steady())
                .as("an endpoint may have been asked twice")
                .isFalse();
        assertThat(refresher.refresh().steady()).isTrue();
    }

    @Test
    void whatIsDoubtedOrHeldIsLookedAtAgainSoon() {
        script.node().service("web", "10.0.1.6").service("db", "10.0.1.7");
        refresher.refresh();
        script.vanish("api").vanish("web").vanish("db");
        nanos += Duration.ofMinutes(2).toNanos();
        refresher.refresh();
        assertThat(state.held()).isEqualTo(3);
        nanos += Duration.ofSeconds(12).toNanos();
        assertThat(refresher.refresh().level()).isEqualTo(Level.CALM);

        script.index(50).service("api", "10.0.1.5");
        script.service("web", "10.0.1.6").service("db", "10.0.1.7");
        Outcome doubted = refresher.refresh();
        assertThat(state.lastError()).contains("older");
        assertThat(doubted.answered()).isTrue();
        assertThat(doubted.level()).isEqualTo(Level.CALM);
    }

    @Test
    void aFailureLeavesTheZoneAndIsSaidOnceAndSoIsTheRecovery() {
        refresher.refresh();
        Zone before = current.get();
        log.take();

        script.remove("api").fails("tcp://manager:2375: connection refused");
        assertThat(succeeds()).isFalse();
        assertThat(succeeds()).isFalse();

        assertThat(current.get()).isSameAs(before);
        assertThat(state.lastError()).isEqualTo("tcp://manager:2375: connection refused");
        assertThat(state.failures()).isEqualTo(2);
        assertThat(log.take())
                .containsExactly("WARN sync failed: tcp://manager:2375: connection refused; the zone stays as it was");

        script.fails("tcp://manager:2375: 503, The swarm does not have a leader");
        refresher.refresh();
        assertThat(log.take())
                .containsExactly("WARN sync failed: tcp://manager:2375: 503, The swarm does not have a leader;"
                        + " the zone stays as it was");

        script.service("api", "10.0.1.5").answers();
        refresher.refresh();
        refresher.refresh();
        assertThat(current.get()).isSameAs(before);
        assertThat(state.lastError()).isNull();
        assertThat(log.take()).containsExactly("INFO sync recovered: tcp://manager:2375 answers");
    }

    @Test
    void endpointsThatFailInTurnsAreSaidOnce() {
        script.fails("unix:///a: refused; tcp://b:2375: refused");
        refresher.refresh();
        script.fails("tcp://b:2375: refused; unix:///a: refused");
        refresher.refresh();

        assertThat(log.take()).hasSize(1);
    }

    @Test
    void aFailureBeforeTheFirstZoneSaysThatNothingIsKnown() {
        script.fails("unix:///var/run/docker.sock: no such file");
        refresher.refresh();
        refresher.refresh();

        assertThat(current.get()).isNull();
        assertThat(state.synced()).isFalse();
        assertThat(log.take())
                .containsExactly("WARN sync failed: unix:///var/run/docker.sock: no such file;"
                        + " no zone yet: answering SERVFAIL until a sync succeeds");
    }

    /** A manager that has just been started lists what died with it. */
    @Test
    void aFirstSnapshotJustAfterAFailureIsNotPublishedAtOnce() {
        script.fails("unix:///var/run/docker.sock: connection refused");
        refresher.refresh();
        script.answers();
        assertThat(succeeds()).isFalse();
        assertThat(current.get()).isNull();

        nanos += Duration.ofSeconds(3).toNanos();
        assertThat(succeeds()).isTrue();
        assertThat(addresses("api.swarm.")).isNotEmpty();
    }

    /** One that is being started takes connections, and says nothing for a while. */
    @Test
    void aFirstSnapshotThatWasLongWaitedForIsNotPublishedAtOnce() {
        script.during(() -> nanos += Duration.ofSeconds(3).toNanos());
        assertThat(succeeds()).isFalse();
        assertThat(current.get()).isNull();

        assertThat(succeeds()).isTrue();
    }

    /** It had refused, and was asked again while another one said nothing. */
    @Test
    void aFirstSnapshotOfOneThatHadFailedAMomentBeforeIsNotPublishedAtOnce() {
        script.interrupted();
        assertThat(succeeds()).isFalse();
        assertThat(current.get()).isNull();

        nanos += Duration.ofSeconds(3).toNanos();
        assertThat(succeeds()).isTrue();
    }

    /** Two seconds and a bit is what it takes to find that one manager is not there and to ask the next. */
    @Test
    void aFirstSnapshotFromTheSecondManagerIsPublishedAtOnce() {
        script.during(() -> nanos += Duration.ofMillis(2500).toNanos());

        assertThat(succeeds()).isTrue();
    }

    @Test
    void anEmptySwarmIsAnAnswerLikeAnyOther() {
        refresher.refresh();
        log.take();

        script.remove("api");
        refresher.refresh();

        assertThat(current.get().find(Name.parse("api.swarm."))).isNull();
        assertThat(log.take()).singleElement().asString().contains(" -").contains("api.swarm.");
    }

    @Test
    void aDefectLeavesTheZoneToo() {
        refresher.refresh();
        Zone before = current.get();
        log.take();

        for (Throwable defect : List.of(new IllegalStateException("boom"), new StackOverflowError())) {
            script.during(() -> RefresherTest.<RuntimeException>raise(defect));
            assertThat(succeeds()).isFalse();
            assertThat(succeeds()).isFalse();

            assertThat(current.get()).isSameAs(before);
            assertThat(state.lastError()).contains(defect.toString());
            assertThat(log.take())
                    .singleElement()
                    .asString()
                    .startsWith("ERROR sync failed: internal error: " + defect)
                    .contains("defect of wagl");
        }
        script.during(() -> {});
        assertThat(succeeds()).isTrue();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void whatGoesWrongOnceTheZoneIsServedMakesNoFailure() {
        script.warningsFail(new IllegalStateException("boom"));

        assertThat(succeeds()).isTrue();
        assertThat(succeeds()).isTrue();

        assertThat(current.get()).isNotNull();
        assertThat(state.successes()).isEqualTo(2);
        assertThat(state.failures()).isZero();
        assertThat(state.lastError()).isNull();
        assertThat(state.durations().counts())
                .satisfies(counts -> assertThat(Arrays.stream(counts).sum()).isEqualTo(2));
        assertThat(log.take().stream().filter(line -> line.startsWith("ERROR")))
                .singleElement()
                .asString()
                .contains("java.lang.IllegalStateException: boom", "defect of wagl");
    }

    @Test
    void theSerialIsTheLargerOfTheIndexAndTheLastAndOne() {
        refresher.refresh();
        assertThat(current.get().serial()).isEqualTo(100);

        script.index(250).service("web", "10.0.1.6");
        refresher.refresh();
        assertThat(current.get().serial()).isEqualTo(250);

        script.service("web", "10.0.1.7");
        refresher.refresh();
        assertThat(current.get().serial()).isEqualTo(251);

        script.index(3).service("web", "10.0.1.8");
        assertThat(succeeds()).as("doubted").isFalse();
        nanos += Duration.ofSeconds(15).toNanos();
        refresher.refresh();
        assertThat(current.get().serial()).as("a restored backup").isEqualTo(252);
    }

    /** Each has seen another part of what went on before. */
    @Test
    void replicasThatReadTheSameAgree() {
        CurrentZone other = new CurrentZone(SWARM);
        SyncState otherState = new SyncState(() -> nanos, Duration.ofSeconds(60));
        Refresher replica = new Refresher(
                script,
                () -> PROJECTION,
                other,
                otherState,
                new SyncLog(new RecordingLogger()),
                new Guard(Duration.ofSeconds(15)),
                wallClock);
        refresher.refresh();
        script.service("web", "10.0.1.6");
        refresher.refresh();
        assertThat(current.get().serial()).as("twice at one index").isEqualTo(101);

        replica.refresh();
        assertThat(other.get().generationText()).isEqualTo(current.get().generationText());

        script.index(150).service("db", "10.0.1.7");
        refresher.refresh();
        replica.refresh();
        assertThat(other.get().generationText()).isEqualTo(current.get().generationText());
        assertThat(other.get().serial()).isEqualTo(150);
        assertThat(current.get().serial()).isEqualTo(150);
    }

    @Test
    void tasksThatVanishUnexplainedAreHeldAndThatIsShown() {
        script.node().service("api", "10.0.1.5").service("web", "10.0.1.6").service("db", "10.0.1.7");
        refresher.refresh();
        assertThat(state.held()).isZero();
        log.take();

        script.vanish("api").vanish("web").vanish("db").service("late", "10.0.1.8");
        assertThat(succeeds()).isTrue();
        refresher.refresh();

        assertThat(addresses("api.swarm.")).containsExactly("api.swarm. 1 IN A 10.0.1.5");
        assertThat(addresses("late.swarm.")).as("an addition").isNotEmpty();
        assertThat(state.held()).isEqualTo(3);
        assertThat(log.take().stream().filter(line -> line.contains("held")))
                .containsExactly("WARN held: 3 ready tasks have vanished and nothing says why (api 1, web 1, db 1):"
                        + " answered on for the time being (wagl.guard)");

        nanos += Duration.ofSeconds(15).toNanos();
        refresher.refresh();
        assertThat(addresses("api.swarm.")).isEmpty();
        assertThat(state.held()).isZero();
        assertThat(log.take()).contains("INFO no task is held any more");
    }

    @Test
    void afterAFailureOrAnInterruptionASingleTaskThatVanishesIsHeld() {
        script.node().service("web", "10.0.1.6").service("db", "10.0.1.7");
        refresher.refresh();

        script.fails("tcp://manager:2375: connection reset");
        refresher.refresh();
        script.answers().vanish("web");
        refresher.refresh();
        assertThat(state.held()).isEqualTo(1);

        nanos += Duration.ofSeconds(15).toNanos();
        refresher.refresh();
        assertThat(state.held()).isZero();
        script.interrupted().vanish("db");
        refresher.refresh();
        assertThat(state.held()).isEqualTo(1);
        assertThat(addresses("db.swarm.")).isNotEmpty();
    }

    @Test
    void aFirstSnapshotThatRunsNothingIsNoZone() {
        script.node().vanish("api");
        assertThat(succeeds()).isFalse();
        refresher.refresh();

        assertThat(current.get()).as("SERVFAIL, EDE 14").isNull();
        assertThat(current.withdrawn()).isFalse();
        assertThat(state.synced()).isFalse();
        assertThat(log.take())
                .containsExactly(
                        "WARN sync failed: services want tasks and not one runs: not believed for the time being"
                                + " (wagl.guard); no zone yet: answering SERVFAIL until a sync succeeds");

        script.service("api", "10.0.1.5");
        assertThat(succeeds()).isTrue();
        assertThat(addresses("api.swarm.")).hasSize(1);
    }

    @Test
    void aSnapshotThatIsOlderLeavesTheZone() {
        script.service("api", "10.0.1.5");
        refresher.refresh();
        Zone before = current.get();

        script.index(99).service("api", "10.0.1.50");
        assertThat(succeeds()).isFalse();

        assertThat(current.get()).isSameAs(before);
        assertThat(state.lastError()).startsWith("service api is older than it was");
    }

    @Test
    void namesThatWereAddedRemovedAndChangedAreListedAndCut() {
        script.service("old", "10.0.1.9");
        refresher.refresh();
        log.take();

        script.remove("old").service("api", "10.0.1.50").service("new", "10.0.1.60");
        refresher.refresh();
        assertThat(log.take())
                .singleElement()
                .asString()
                .contains(" +new.swarm.", " -old.swarm.", " ~api.swarm.")
                .doesNotContain("in-addr.arpa", " ~swarm.");

        for (int service = 0; service < 30; service++) {
            script.service("s" + service, "10.0.2." + service);
        }
        refresher.refresh();
        String line = log.take().get(0);
        assertThat(line).containsPattern(" \\+\\d+ more");
        assertThat(line.length()).isLessThan(300);
    }

    @Test
    void theNamesOfServicesAreListedBeforeThoseThatFollowFromThem() {
        script.service("web", "10.0.1.6").service("zoo.web", "10.0.1.7");
        refresher.refresh();

        String line = log.take().get(0);
        assertThat(line).containsPattern(" \\+\\d+ more");
        assertThat(line.replaceFirst(".* names,", "").split(" \\+"))
                .as("canonical order would begin with 1.api, tasks.api...: %s", line)
                .startsWith("", "api.swarm.", "leader.swarm.");
        assertThat(line).contains(" +web.swarm.");
    }

    @Test
    void whatIsLeftOutIsSaidOnceOnChange() {
        script.service("bad!name", "10.0.1.7");
        refresher.refresh();
        assertThat(leftOutLines()).singleElement().asString().startsWith("WARN left out: service bad!name: ");
        assertThat(state.leftOut()).isEqualTo(1);

        refresher.refresh();
        assertThat(leftOutLines()).isEmpty();

        script.remove("bad!name");
        refresher.refresh();
        assertThat(leftOutLines()).isEmpty();
        assertThat(state.leftOut()).isZero();

        script.service("bad!name", "10.0.1.7");
        refresher.refresh();
        assertThat(leftOutLines()).hasSize(1);
    }

    @Test
    void elementsThatMakeNoSenseAreLeftOutWithTheirReason() {
        script.malformed(new Malformed("task", "abc", "has port 0"));
        refresher.refresh();

        assertThat(leftOutLines()).containsExactly("WARN left out: task abc: has port 0");
        assertThat(state.leftOut()).isEqualTo(1);
    }

    @Test
    void aThousandComplaintsAreCountedNotListed() {
        for (int service = 0; service < 1000; service++) {
            script.service("bad!" + service, "10.0.1.7");
        }
        refresher.refresh();

        assertThat(leftOutLines()).hasSize(SyncLog.MOST_LINES + 1).last().isEqualTo("WARN left out: 980 more");
        refresher.refresh();
        assertThat(leftOutLines()).isEmpty();
    }

    private List<String> leftOutLines() {
        return log.take().stream().filter(line -> line.contains("left out")).toList();
    }

    @Test
    void warningsOfTheSourceAreSaidOnce() {
        script.warns("cert.pem expires in 3 days");
        refresher.refresh();
        refresher.refresh();

        assertThat(log.take().stream().filter(line -> line.startsWith("WARN")))
                .containsExactly("WARN warning: cert.pem expires in 3 days");
    }

    @Test
    void afterStopNothingIsPublishedAndNoFailureIsSpokenOf() {
        refresher.refresh();
        Zone before = current.get();
        log.take();

        script.during(refresher::stop).service("api", "10.0.1.99");
        refresher.refresh();
        script.fails("tcp://manager:2375: closed");
        refresher.refresh();

        assertThat(current.get()).isSameAs(before);
        assertThat(state.failures()).isZero();
        assertThat(log.take()).isEmpty();
    }

    @Test
    void aZoneThatWasWithdrawnIsPublishedAgainWithANewerSerial() {
        refresher.refresh();
        assertThat(current.withdraw()).isTrue();

        refresher.refresh();

        assertThat(current.get().serial()).isEqualTo(101);
    }

    @Test
    void agesAreThoseOfTheMonotonicClock() {
        refresher.refresh();
        wallClock.now = wallClock.now.plus(Duration.ofDays(400));
        nanos += Duration.ofSeconds(59).toNanos();
        assertThat(state.age()).isEqualTo(Duration.ofSeconds(59));
        assertThat(state.stale()).isFalse();

        script.fails("down");
        refresher.refresh();
        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(state.stale()).isTrue();

        script.answers();
        refresher.refresh();
        assertThat(state.stale()).isFalse();
        assertThat(state.age()).isZero();
    }

    @Test
    void theAgeOfASlowRefreshCountsFromWhenItBeganToRead() {
        script.during(() -> nanos += Duration.ofSeconds(4).toNanos());
        refresher.refresh();

        assertThat(state.age()).isEqualTo(Duration.ofSeconds(4));
        assertThat(state.lastDuration()).isEqualTo(Duration.ofSeconds(4));
        assertThat(state.durations().sumNanos()).isEqualTo(Duration.ofSeconds(4).toNanos());
    }

    @Test
    void propagationIsTheTimeFromTheEnginesStampToThePublishedZone() {
        refresher.refresh();
        assertThat(count(state.propagation()))
                .as("the first snapshot is all old")
                .isZero();

        script.service("web", "10.0.1.6", null);
        refresher.refresh();
        assertThat(count(state.propagation())).as("not ready").isZero();

        script.service("web", "10.0.1.6", wallClock.now.minusMillis(300));
        refresher.refresh();
        assertThat(count(state.propagation())).isEqualTo(1);
        assertThat(state.propagation().sumNanos())
                .isEqualTo(Duration.ofMillis(300).toNanos());

        refresher.refresh();
        assertThat(count(state.propagation())).as("known").isEqualTo(1);
    }

    @Test
    void aTimeThatNoChangeCanHaveTakenIsNotCounted() {
        refresher.refresh();
        List<Instant> stamps = List.of(
                wallClock.now.plusSeconds(5),
                wallClock.now.minusSeconds(3601),
                Instant.EPOCH,
                Instant.parse("0001-01-01T00:00:00Z"),
                Instant.MIN,
                Instant.MAX);
        for (int i = 0; i < stamps.size(); i++) {
            script.service("web" + i, "10.0.1.6", stamps.get(i));
            assertThat(succeeds()).as("%s", stamps.get(i)).isTrue();
        }
        assertThat(count(state.propagation())).isZero();

        script.service("slow", "10.0.1.8", wallClock.now.minusSeconds(3600));
        refresher.refresh();
        assertThat(count(state.propagation())).isEqualTo(1);
    }

    private boolean succeeds() {
        long before = state.successes();
        refresher.refresh();
        return state.successes() == before + 1;
    }

    private static long count(DurationHistogram histogram) {
        long count = 0;
        for (long bucket : histogram.counts()) {
            count += bucket;
        }
        return count;
    }

    private List<String> addresses(String owner) {
        return current.get().describe(Name.parse(owner));
    }
}

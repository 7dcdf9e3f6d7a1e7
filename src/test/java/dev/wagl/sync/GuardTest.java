package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is believed of a list that came with status 200, and for how long it is doubted. */
class GuardTest {

    /** A monotonic clock may start anywhere, also just before it wraps. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(7).toNanos();

    private final Guard guard = new Guard(Duration.ofSeconds(15));
    private final Swarm swarm = new Swarm();
    private long now = START;

    private Guard.Verdict judge() {
        return guard.judge(swarm.snapshot(), now);
    }

    private List<String> ready() {
        Guard.Verdict verdict = judge();
        assertThat(verdict.doubt()).isNull();
        return verdict.believed().tasks().stream()
                .filter(Task::ready)
                .map(Task::id)
                .sorted()
                .toList();
    }

    private void after(double seconds) {
        now += (long) (seconds * 1e9);
    }

    // ------------------------------------------------------------------------------------------ many at once

    @Test
    void moreThanHalfOfAllTasksThatVanishAreHeldForTheLimitAndThenBelieved() {
        swarm.service("api", 3).service("web", 2);
        ready();

        swarm.vanish("api");
        for (int second = 0; second < 15; second++) {
            assertThat(ready()).as("after %s s", second).containsExactly("api.1", "api.2", "api.3", "web.1", "web.2");
            assertThat(judge().held()).extracting(Task::id).containsExactlyInAnyOrder("api.1", "api.2", "api.3");
            after(1);
        }
        assertThat(ready()).containsExactly("web.1", "web.2");
        assertThat(judge().held()).isEmpty();
        after(100);
        assertThat(ready()).as("once believed").containsExactly("web.1", "web.2");
    }

    @Test
    void halfOfThemIsEverydayBusiness() {
        swarm.service("api", 3).service("web", 3);
        ready();

        swarm.vanish("api");

        assertThat(ready()).containsExactly("web.1", "web.2", "web.3");
    }

    @Test
    void fewerThanThreeAreEverydayBusinessEvenIfThereAreNoMore() {
        swarm.service("api", 2);
        ready();

        swarm.vanish("api");

        assertThat(ready()).isEmpty();
    }

    @Test
    void tasksThatVanishOneAfterTheOtherAreBelieved() {
        swarm.service("api", 4);
        ready();
        for (int slot = 1; slot <= 4; slot++) {
            after(1);
            swarm.remove("api." + slot);
            assertThat(ready()).hasSize(4 - slot);
        }
    }

    @Test
    void aTaskThatComesBackIsHeldNoLongerAndAnAdditionPassesAtOnce() {
        swarm.service("api", 3);
        ready();
        swarm.vanish("api");
        ready();

        swarm.task("api", 2, "n1").service("late", 1);

        assertThat(ready()).containsExactly("api.1", "api.2", "api.3", "late.1");
        assertThat(judge().held()).extracting(Task::id).containsExactlyInAnyOrder("api.1", "api.3");
    }

    /** As it was seen on a real engine: services complete, tasks up to starting, for 5.3 s. */
    @Test
    void theGapAfterARestartIsNotPassedOn() {
        swarm.service("api", 10).service("web", 10);
        ready();
        guard.interrupted();
        after(4);
        assertThat(ready()).as("the dead ones are listed as running").hasSize(20);

        after(0.1);
        for (int slot = 1; slot <= 10; slot++) {
            swarm.remove("api." + slot).remove("web." + slot);
            Instant later = Instant.EPOCH.plusSeconds(60);
            swarm.task("api", slot, "n1", "new-api." + slot, TaskState.STARTING, TaskState.RUNNING, later);
            swarm.task("web", slot, "n1", "new-web." + slot, TaskState.STARTING, TaskState.RUNNING, later);
        }
        for (int i = 0; i < 10; i++) {
            assertThat(ready()).hasSize(20).allMatch(id -> !id.startsWith("new"));
            after(0.5);
        }

        swarm.task("api", 3, "n1", "new-api.3", TaskState.RUNNING);
        assertThat(ready())
                .as("its place is taken")
                .hasSize(20)
                .contains("new-api.3")
                .doesNotContain("api.3");
        for (int slot = 1; slot <= 10; slot++) {
            swarm.task("api", slot, "n1", "new-api." + slot, TaskState.RUNNING);
            swarm.task("web", slot, "n1", "new-web." + slot, TaskState.RUNNING);
        }
        assertThat(ready()).hasSize(20).allMatch(id -> id.startsWith("new"));
        assertThat(judge().held()).isEmpty();
    }

    @Test
    void aTaskThatIsListedAsNotYetRunningAgainHasVanished() {
        swarm.service("api", 3);
        ready();

        for (int slot = 1; slot <= 3; slot++) {
            swarm.task("api", slot, "n1", "api." + slot, TaskState.READY);
        }

        assertThat(ready()).hasSize(3);
        assertThat(judge().believed().tasks()).as("each once").hasSize(3);
    }

    @Test
    void theHoldOfEachEndsWithItsOwnLimit() {
        swarm.service("api", 3).service("web", 4);
        ready();
        swarm.vanish("web");
        ready();
        after(10);
        swarm.vanish("api");
        assertThat(ready()).hasSize(7);

        after(5);
        assertThat(ready()).containsExactly("api.1", "api.2", "api.3");
        after(10);
        assertThat(ready()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ explanations

    /** What, in the snapshot itself, tells why tasks are gone. */
    enum Explanation {
        THE_SERVICE_IS_REMOVED {
            @Override
            void apply(Swarm swarm) {
                swarm.services.remove("api");
                swarm.vanish("api");
            }
        },
        THE_SERVICE_HAS_ANOTHER_VERSION {
            @Override
            void apply(Swarm swarm) {
                swarm.add("api", 11, 3, false);
                swarm.vanish("api");
            }
        },
        FEWER_ARE_WANTED {
            @Override
            void apply(Swarm swarm) {
                swarm.add("api", 10, 0, false);
                swarm.vanish("api");
            }
        },
        THE_SERVICE_IS_BEING_UPDATED {
            @Override
            void apply(Swarm swarm) {
                swarm.add("api", 10, 3, true);
                swarm.vanish("api");
            }
        },
        THE_NODE_IS_DOWN {
            @Override
            void apply(Swarm swarm) {
                swarm.node("n1", Node.State.DOWN, false);
                swarm.vanish("api");
            }
        },
        THE_NODE_IS_DRAINED {
            @Override
            void apply(Swarm swarm) {
                swarm.node("n1", Node.State.READY, true);
                swarm.vanish("api");
            }
        },
        THE_NODE_IS_GONE {
            @Override
            void apply(Swarm swarm) {
                swarm.nodes.remove("n1");
                swarm.vanish("api");
            }
        },
        THEY_ARE_LISTED_AS_FAILED {
            @Override
            void apply(Swarm swarm) {
                for (int slot = 1; slot <= 3; slot++) {
                    swarm.task("api", slot, "n1", "api." + slot, TaskState.FAILED);
                }
            }
        },
        THEY_ARE_LISTED_AS_DRAINING {
            @Override
            void apply(Swarm swarm) {
                for (int slot = 1; slot <= 3; slot++) {
                    swarm.task("api", slot, "n1", "api." + slot, TaskState.RUNNING, TaskState.SHUTDOWN);
                }
            }
        },
        OTHERS_HAVE_TAKEN_THEIR_PLACE {
            @Override
            void apply(Swarm swarm) {
                swarm.vanish("api");
                for (int slot = 1; slot <= 3; slot++) {
                    swarm.task("api", slot, "n1", "new." + slot, TaskState.RUNNING);
                }
            }
        };

        abstract void apply(Swarm swarm);
    }

    @ParameterizedTest
    @EnumSource(Explanation.class)
    void whatIsExplainedPassesAtOnce(Explanation explanation) {
        swarm.service("api", 3);
        ready();
        guard.interrupted();

        explanation.apply(swarm);

        assertThat(ready()).doesNotContain("api.1", "api.2", "api.3");
        assertThat(judge().held()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Explanation.class)
    void whatIsHeldIsLetGoAsSoonAsItIsExplained(Explanation explanation) {
        swarm.service("api", 3);
        ready();
        swarm.vanish("api");
        assertThat(ready()).hasSize(3);

        explanation.apply(swarm);

        assertThat(ready()).doesNotContain("api.1", "api.2", "api.3");
        assertThat(judge().held()).isEmpty();
    }

    /** Swarm changes the service first and its tasks a moment later. */
    @Test
    void tasksThatFollowAChangeOfTheirServiceAreExplainedForAWhile() {
        swarm.service("api", 6);
        ready();
        swarm.add("api", 11, 6, false);
        assertThat(ready()).hasSize(6);
        after(4);
        swarm.vanish("api");
        assertThat(ready()).isEmpty();
    }

    /** Scaled down long ago, and slow to go. */
    @Test
    void tasksThatNobodyWantsAreNotMissed() {
        swarm.service("api", 6);
        swarm.add("api", 10, 2, false);
        ready();
        after(30);
        guard.interrupted();
        for (int slot = 3; slot <= 6; slot++) {
            swarm.remove("api." + slot);
        }
        assertThat(ready()).containsExactly("api.1", "api.2");
    }

    @Test
    void aChangeLongAgoExplainsNothing() {
        swarm.service("api", 6);
        ready();
        swarm.add("api", 11, 6, false);
        ready();
        after(6);
        swarm.vanish("api");
        assertThat(ready()).hasSize(6);
    }

    /** A drain of one node leaves those on another in doubt. */
    @Test
    void onlyTheUnexplainedAreHeld() {
        swarm.service("api", 6);
        swarm.nodes.put("n2", swarm.nodes.get("n1"));
        swarm.task("api", 5, "n2").task("api", 6, "n2");
        swarm.node("n2", Node.State.READY, false);
        ready();

        swarm.node("n2", Node.State.DOWN, false);
        swarm.vanish("api");

        assertThat(ready()).containsExactly("api.1", "api.2", "api.3", "api.4");
    }

    /**
     * As it was seen on a real Swarm that had lost its quorum: for a moment the new leader calls a node down, and orders other tasks
     * for those on it; then the node is back, and they are to be stopped.
     */
    @Test
    void tasksOfANodeThatWasLostAreNotMissedWhenItIsBack() {
        swarm.service("api", 6);
        swarm.node("n2", Node.State.READY, false);
        swarm.task("api", 4, "n2").task("api", 5, "n2").task("api", 6, "n2");
        ready();
        guard.unanswered();
        swarm.node("n2", Node.State.DOWN, false);
        judge();

        after(0.2);
        swarm.node("n2", Node.State.READY, false);
        swarm.remove("api.4").remove("api.5").remove("api.6");

        assertThat(ready()).containsExactly("api.1", "api.2", "api.3");
        assertThat(judge().held()).isEmpty();
    }

    /** As it was seen where all engines had been killed: the new leader calls nodes down, and a moment later knows of no task at all. */
    @Test
    void tasksOfANodeThatWasLostForAMomentAreMissedWhereTheirServiceHasNoOther() {
        swarm.service("api", 3);
        ready();
        guard.unanswered();
        swarm.node("n1", Node.State.DOWN, false);
        judge();

        after(0.1);
        swarm.node("n1", Node.State.READY, false);
        swarm.vanish("api");

        assertThat(ready()).containsExactly("api.1", "api.2", "api.3");
    }

    /** A global service wants as many as there are nodes that may run it: its tasks have no slot. */
    @Test
    void tasksOfAGlobalServiceAreKnownByTheirNode() {
        swarm.service("agent", 0);
        swarm.add("agent", 10, 3, false);
        for (int node = 1; node <= 3; node++) {
            swarm.node("n" + node, Node.State.READY, false);
            swarm.task("agent", 0, "n" + node, "agent-" + node, TaskState.RUNNING);
        }
        ready();
        swarm.vanish("agent");
        assertThat(ready()).hasSize(3);

        swarm.task("agent", 0, "n2", "other-2", TaskState.RUNNING);
        assertThat(ready()).containsExactly("agent-1", "agent-3", "other-2");
    }

    // ------------------------------------------------------------------------------------------ interruptions

    /** What makes one task that vanishes just after it doubtful. */
    enum Interruption {
        A_CALL_FAILED {
            @Override
            void apply(Guard guard, Swarm swarm) {
                guard.interrupted();
            }
        },
        ANOTHER_ENDPOINT {
            @Override
            void apply(Guard guard, Swarm swarm) {
                swarm.endpoint = "tcp://other:2375";
            }
        },
        ANOTHER_LEADER {
            @Override
            void apply(Guard guard, Swarm swarm) {
                swarm.leader = "n2";
                swarm.node("n2", Node.State.UNKNOWN, false);
            }
        };

        abstract void apply(Guard guard, Swarm swarm);
    }

    @ParameterizedTest
    @EnumSource(Interruption.class)
    void afterAnInterruptionASingleTaskIsHeld(Interruption interruption) {
        swarm.service("api", 20);
        ready();
        interruption.apply(guard, swarm);
        swarm.remove("api.7");

        assertThat(ready()).hasSize(20);
        after(14.9);
        assertThat(ready()).hasSize(20);
        after(0.1);
        assertThat(ready()).hasSize(19);
    }

    @ParameterizedTest
    @EnumSource(Interruption.class)
    void anInterruptionIsForgottenAfterAMoment(Interruption interruption) {
        swarm.service("api", 20);
        ready();
        interruption.apply(guard, swarm);
        ready();

        after(3.1);
        swarm.remove("api.7");

        assertThat(ready()).hasSize(19);
    }

    /** Until something succeeds, the interruption is not over. */
    @Test
    void theMomentBeginsWithTheFirstSnapshotAfterTheInterruption() {
        swarm.service("api", 20);
        ready();
        guard.interrupted();
        after(40);
        ready();
        after(2.9);
        swarm.remove("api.7");

        assertThat(ready()).hasSize(20);
    }

    /** As it was seen on a real Swarm after a power cut: a task became unhealthy just after the first refresh. */
    @ParameterizedTest
    @EnumSource(Interruption.class)
    void aTaskThatAnotherIsMadeForIsNotMissed(Interruption interruption) {
        swarm.service("api", 20);
        ready();
        interruption.apply(guard, swarm);
        swarm.remove("api.7").successor("api", 7, "n1");
        swarm.remove("api.8");

        assertThat(ready()).hasSize(19).doesNotContain("api.7").contains("api.8");
        after(1);
        swarm.successor("api", 8, "n1");
        assertThat(ready()).hasSize(18);
        assertThat(judge().held()).isEmpty();
    }

    /** As it was seen on a real Swarm after a power cut: one machine's tasks are told to be dead seconds after those of another. */
    @Test
    void manyThatOthersAreMadeForAreNotMissedWhereSomeRun() {
        swarm.service("api", 5).service("web", 1);
        ready();

        swarm.vanish("api");
        for (int slot = 1; slot <= 4; slot++) {
            swarm.successor("api", slot, "n1");
        }

        assertThat(ready()).containsExactly("api.5", "web.1");
    }

    @Test
    void aTaskOfAGlobalServiceIsReplacedOnItsNode() {
        swarm.service("web", 9).service("agent", 0);
        swarm.add("agent", 10, 2, false);
        for (int node = 1; node <= 2; node++) {
            swarm.node("n" + node, Node.State.READY, false);
            swarm.task("agent", 0, "n" + node, "agent-" + node, TaskState.RUNNING);
        }
        ready();
        guard.interrupted();
        swarm.vanish("agent").successor("agent", 0, "n2");

        assertThat(ready()).hasSize(10).contains("agent-1");
    }

    /** The engine that is asked has been started again: others are to come for all, and nothing runs. */
    @Test
    void thatOthersAreToComeDoesNotExplainThatNothingRuns() {
        swarm.service("api", 2);
        ready();
        guard.interrupted();
        swarm.vanish("api").successor("api", 1, "n1").successor("api", 2, "n1");

        assertThat(ready()).containsExactly("api.1", "api.2");
        after(5);
        assertThat(ready()).containsExactly("api.1", "api.2");
        swarm.task("api", 1, "n1", "api.1'", TaskState.RUNNING);
        assertThat(ready()).containsExactly("api.1'", "api.2");
    }

    @Test
    void whatIsHeldIsHeldOnWhereNothingRunsAnyMore() {
        swarm.service("api", 2).service("web", 1);
        ready();
        guard.interrupted();
        swarm.remove("api.1");
        assertThat(ready()).containsExactly("api.1", "api.2", "web.1");
        swarm.vanish("api").vanish("web");
        swarm.successor("api", 1, "n1").successor("api", 2, "n1").successor("web", 1, "n1");

        assertThat(ready()).containsExactly("api.1", "api.2", "web.1");
    }

    // ------------------------------------------------------------------------------------------ the first snapshot

    @Test
    void aFirstSnapshotThatRunsNothingIsDoubtedUntilATaskRuns() {
        swarm.service("api", 3).service("web", 1);
        swarm.vanish("api").vanish("web");
        for (int slot = 1; slot <= 3; slot++) {
            swarm.task("api", slot, "n1", "api." + slot, TaskState.STARTING);
        }
        assertThat(judge().believed()).isNull();
        assertThat(judge().doubt())
                .contains("services want tasks and not one runs")
                .contains("wagl.guard");
        after(5.3);
        assertThat(judge().believed()).isNull();

        swarm.task("api", 2, "n1");
        assertThat(ready()).containsExactly("api.2");
    }

    @Test
    void aFirstSnapshotThatRunsNothingIsBelievedInTheEnd() {
        swarm.service("api", 3).vanish("api");
        assertThat(judge().believed()).isNull();
        after(14.9);
        assertThat(judge().believed()).isNull();
        after(0.1);
        assertThat(ready()).isEmpty();
    }

    @Test
    void aFirstSnapshotInWhichNothingIsWantedIsBelievedAtOnce() {
        swarm.service("zero", 0).service("job", 0);
        swarm.services.put("job", swarm.ofMode("job", Service.Mode.JOB, 3));

        assertThat(ready()).isEmpty();
    }

    /** As it was seen on a real engine, by a wagl that was started with it: the dead run for a moment, and then nothing does. */
    @Test
    void whatAManagerThatHasJustStartedListsAsRunningIsNotBelievedByOneWhoKnowsNothingElse() {
        swarm.service("api", 3);
        guard.unanswered();
        after(9);
        assertThat(judge().believed()).isNull();
        assertThat(judge().doubt()).contains("no manager answered a moment ago").contains("wagl.guard");

        after(0.6);
        swarm.vanish("api");
        for (int slot = 1; slot <= 3; slot++) {
            swarm.task("api", slot, "n1", "new-api." + slot, TaskState.STARTING);
        }
        assertThat(judge().doubt()).contains("services want tasks and not one runs");
        after(4.7);
        swarm.task("api", 2, "n1", "new-api.2", TaskState.RUNNING);
        assertThat(ready()).containsExactly("new-api.2");
    }

    @Test
    void whatIsListedForAMomentAfterNoManagerAnsweredIsBelievedInTheEnd() {
        swarm.service("api", 3);
        guard.unanswered();
        assertThat(judge().believed()).isNull();
        after(2.9);
        assertThat(judge().believed()).isNull();
        after(0.1);
        assertThat(ready()).hasSize(3);
    }

    /** As it was seen on a real Swarm after a power cut: by the time that the first is believed, the interruption is long over. */
    @Test
    void whatVanishesOnceTheFirstIsBelievedIsNews() {
        swarm.service("api", 20);
        guard.unanswered();
        judge();
        after(3.1);
        assertThat(ready()).hasSize(20);

        after(0.5);
        swarm.remove("api.7");

        assertThat(ready()).hasSize(19);
    }

    @Test
    void theMomentBeginsWithTheFirstAnswerAndNotWithTheFirstTaskThatRuns() {
        swarm.service("api", 3).vanish("api");
        guard.unanswered();
        judge();
        after(5.3);
        swarm.task("api", 1, "n1");

        assertThat(ready()).containsExactly("api.1");
    }

    /** A power cut in which a manager answers, is gone for longer than the guard doubts, and is there again. */
    @Test
    void theTimeInWhichNoManagerAnswersIsNotTimeInWhichItWasDoubted() {
        swarm.service("api", 3).vanish("api");
        assertThat(judge().believed()).isNull();
        after(1);
        guard.unanswered();
        after(30);
        assertThat(judge().doubt()).contains("not one runs");
        swarm.service("api", 3);
        assertThat(judge().doubt()).contains("no manager answered a moment ago");
        after(14);
        assertThat(ready()).hasSize(3);
    }

    @Test
    void theMomentBeginsAnewIfTheManagerIsGoneAgain() {
        swarm.service("api", 3);
        guard.unanswered();
        judge();
        after(2);
        guard.unanswered();
        after(2);
        assertThat(judge().believed()).isNull();
        after(3);
        assertThat(ready()).hasSize(3);
    }

    @Test
    void whereNothingIsWantedAndNothingRunsThereIsNothingToDoubtJustAfterNoManagerAnswered() {
        guard.unanswered();

        assertThat(ready()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ an older state

    @Test
    void aSnapshotInWhichAnObjectHasGoneBackIsDoubtedForTheLimit() {
        swarm.service("api", 3);
        ready();

        swarm.add("api", 9, 1, false);
        swarm.remove("api.2").remove("api.3");

        assertThat(judge().believed()).isNull();
        assertThat(judge().doubt()).startsWith("service api is older than it was");
        after(14.9);
        assertThat(judge().believed()).isNull();
        after(0.1);
        assertThat(ready()).as("a restored backup").containsExactly("api.1");
        after(1);
        assertThat(ready()).containsExactly("api.1");
    }

    @Test
    void theDoubtEndsWithTheManagerThatHasCaughtUp() {
        swarm.service("api", 3);
        ready();
        swarm.add("api", 9, 3, false);
        assertThat(judge().believed()).isNull();
        after(1);
        swarm.add("api", 10, 3, false);
        assertThat(ready()).hasSize(3);

        after(14.5);
        swarm.add("api", 9, 3, false);
        assertThat(judge().believed()).as("a doubt of its own").isNull();
    }

    @Test
    void tasksAndNodesGoBackToo() {
        swarm.service("api", 1);
        swarm.nodeVersion = 30;
        swarm.taskVersion = 20;
        ready();

        swarm.taskVersion = 19;
        assertThat(judge().doubt()).startsWith("task api.1 is older");
        swarm.taskVersion = 21;
        swarm.nodeVersion = 29;
        assertThat(judge().doubt()).startsWith("node n1 is older");
        swarm.nodeVersion = 0;
        assertThat(ready()).as("unknown").hasSize(1);
    }

    @Test
    void inAnotherClusterNothingIsOlder() {
        swarm.service("api", 3);
        ready();

        swarm.cluster = "other";
        swarm.add("api", 1, 3, false);
        swarm.vanish("api");

        assertThat(ready()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------ where there is no
    // doubt

    @Test
    void withoutAGuardEverythingIsBelieved() {
        Guard off = new Guard(Duration.ZERO);
        swarm.service("api", 3);
        off.judge(swarm.snapshot(), now);
        swarm.vanish("api");
        assertThat(off.judge(swarm.snapshot(), now).believed().tasks()).isEmpty();

        swarm.add("api", 9, 3, false);
        assertThat(off.judge(swarm.snapshot(), now).believed()).isNotNull();
        assertThat(new Guard(Duration.ZERO).judge(swarm.snapshot(), now).believed())
                .isNotNull();
    }

    @Test
    void aPlainEngineIsBelieved() {
        swarm.source = Source.CONTAINERS;
        swarm.service("api", 3);
        ready();
        guard.interrupted();

        swarm.vanish("api");

        assertThat(ready()).isEmpty();
    }

    /** A Swarm of services whose tasks all run on node n1. */
    private static final class Swarm {

        private final Map<String, Service> services = new LinkedHashMap<>();
        private final Map<String, Task> tasks = new LinkedHashMap<>();
        private final Map<String, Node> nodes = new LinkedHashMap<>();
        private Source source = Source.SWARM;
        private String endpoint = "tcp://manager:2375";
        private String cluster = "cluster";
        private String leader = "n1";
        private long taskVersion = 20;
        private long nodeVersion = 5;

        Swarm() {
            node("n1", Node.State.READY, false);
        }

        Swarm service(String name, int replicas) {
            add(name, 10, replicas, false);
            for (int slot = 1; slot <= replicas; slot++) {
                task(name, slot, "n1");
            }
            return this;
        }

        void add(String name, long version, int desired, boolean updating) {
            services.put(name, service(name, version, Service.Mode.REPLICATED, desired, updating));
        }

        Service ofMode(String name, Service.Mode mode, int desired) {
            return service(name, 10, mode, desired, false);
        }

        private static Service service(String name, long version, Service.Mode mode, int desired, boolean updating) {
            return new Service(
                    name, name, version, mode, desired, -1, Map.of(), List.of(), List.of(), List.of(), updating);
        }

        Swarm task(String service, int slot, String node) {
            return task(service, slot, node, service + "." + slot, TaskState.RUNNING);
        }

        Swarm task(String service, int slot, String node, String id, TaskState state) {
            return task(service, slot, node, id, state, TaskState.RUNNING);
        }

        /** The one that is made when the one before it has ended: its restart delay is not over. */
        Swarm successor(String service, int slot, String node) {
            String id = (slot > 0 ? service + "." + slot : service + "-" + node.substring(1)) + "'";
            return task(service, slot, node, id, TaskState.READY, TaskState.READY, Instant.EPOCH.plusSeconds(1));
        }

        Swarm task(String service, int slot, String node, String id, TaskState state, TaskState desired) {
            return task(service, slot, node, id, state, desired, Instant.EPOCH);
        }

        Swarm task(
                String service,
                int slot,
                String node,
                String id,
                TaskState state,
                TaskState desired,
                Instant createdAt) {
            tasks.put(
                    id,
                    new Task(
                            id, 0, service, node, slot, state, desired, createdAt, createdAt, null, List.of(),
                            List.of()));
            return this;
        }

        Swarm vanish(String service) {
            tasks.values().removeIf(task -> task.serviceId().equals(service));
            return this;
        }

        Swarm remove(String task) {
            tasks.remove(task);
            return this;
        }

        void node(String id, Node.State state, boolean drained) {
            nodes.put(
                    id, new Node(id, 0, Instant.EPOCH, drained, id, Node.Role.MANAGER, false, state, null, null, null));
        }

        Snapshot snapshot() {
            List<Task> listed = new ArrayList<>();
            for (Task task : tasks.values()) {
                listed.add(new Task(
                        task.id(),
                        taskVersion,
                        task.serviceId(),
                        task.nodeId(),
                        task.slot(),
                        task.state(),
                        task.desiredState(),
                        task.createdAt(),
                        task.stateSince(),
                        null,
                        List.of(),
                        List.of()));
            }
            List<Node> seen = new ArrayList<>();
            nodes.forEach((id, node) -> seen.add(new Node(
                    id,
                    nodeVersion,
                    Instant.EPOCH,
                    node.drained(),
                    id,
                    node.role(),
                    id.equals(leader),
                    node.state(),
                    null,
                    null,
                    null)));
            return new Snapshot(
                    source, endpoint, cluster, 100, List.copyOf(services.values()), listed, seen, List.of(), List.of());
        }
    }
}

package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.real.History.Answer;
import dev.wagl.real.History.Life;
import dev.wagl.real.History.Listed;
import dev.wagl.real.History.Phase;
import dev.wagl.real.History.Span;
import dev.wagl.real.History.View;
import dev.wagl.real.Judge.Bounds;
import dev.wagl.real.Judge.Rule;
import dev.wagl.real.Judge.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of the chaos suite on histories made up: what it blames, and what it must not. */
class JudgeTest {

    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String C = "10.0.0.3";

    private final History history = new History();

    /** What {@code node1} and {@code node2} list for {@code web}; absent: the service is not there. */
    private Map<String, Listed> listed = new HashMap<>();

    private final Set<String> silent = new TreeSet<>();
    private double time;

    /** Two managers list two tasks that live and are ready; a replica asks both. */
    @BeforeEach
    void aSwarmThatIsWell() {
        history.endpoints("node1", Set.of("node1", "node2"));
        history.up(new Span("node1", at(0), at(100)));
        lives("a", 0.5, 1000);
        lives("b", 0.5, 1000);
        list("a", A, Phase.READY);
        list("b", B, Phase.READY);
        until(5);
    }

    private static long at(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void lives(String task, double from, double to) {
        history.put(new Life(task, "web", at(from), at(to)));
    }

    private void list(String task, String address, Phase phase) {
        listed.put(task, new Listed(task, address, phase));
    }

    /** What is listed now is what the managers say every fifth of a second from here on, until then. */
    private void until(double end) {
        for (; time < end; time += 0.2) {
            for (String manager : List.of("node1", "node2")) {
                Map<String, List<Listed>> tasks =
                        listed == null ? Map.of() : Map.of("web", new ArrayList<>(listed.values()));
                history.add(new View(at(time), at(time + 0.01), manager, silent.contains(manager) ? null : tasks));
            }
        }
    }

    private void stopAll() {
        lives("a", 0.5, time);
        lives("b", 0.5, time);
        list("a", A, Phase.STOPPED);
        list("b", B, Phase.STOPPED);
    }

    private void answer(double at, String status, String... addresses) {
        history.add(new Answer(at(at), at(at + 0.01), "node1", "web", status, new TreeSet<>(List.of(addresses))));
    }

    private List<Rule> blamed() {
        return Judge.judge(history, Bounds.STRICT).violations().stream()
                .map(Violation::rule)
                .toList();
    }

    // ------------------------------------------------------------------------------------------------ all is well

    @Test
    void theTruthIsNotBlamed() {
        answer(3, "NOERROR", A, B);

        assertThat(blamed()).isEmpty();
        assertThat(Judge.judge(history, Bounds.STRICT).judged()).isEqualTo(1);
        assertThat(Judge.judge(history, Bounds.STRICT).compared()).isEqualTo(1);
    }

    @Test
    void aViolationSaysWhoWhenWhatAndWhatReallyRan() {
        answer(2.5, "NOERROR", A, B);
        answer(3.05, "NOERROR", A);

        assertThat(Judge.judge(history, Bounds.STRICT).violations())
                .singleElement()
                .asString()
                .contains("FALSE at 0.55 s", "node1", "web", "NOERROR [10.0.0.1]", "[10.0.0.1, 10.0.0.2]", "ran: a b")
                .contains("node2 said 0.05 s before [Listed[");
    }

    // ------------------------------------------------------------------------------------------------ EMPTY

    @Test
    void nothingForANameWhoseTasksRunIsBlamed() {
        answer(3, "NOERROR");
        answer(3.2, "NXDOMAIN");

        assertThat(blamed()).contains(Rule.EMPTY).filteredOn(Rule.EMPTY::equals).hasSize(2);
    }

    @Test
    void nothingIsRightForASecondAfterTheFirstTaskIsListedAndWrongAfterIt() {
        stopAll();
        until(10);
        list("c", A, Phase.READY);
        lives("c", 9, 1000);
        until(20);
        answer(10.9, "NOERROR");
        assertThat(blamed()).isEmpty();

        answer(11.4, "NOERROR");
        assertThat(blamed()).contains(Rule.EMPTY);
    }

    @Test
    void nothingIsWrongWhileTheLastTaskDrains() {
        lives("b", 0.5, 5);
        lives("a", 0.5, 9);
        listed.remove("b");
        list("a", A, Phase.DRAINING);
        until(20);
        answer(8, "NOERROR", A);
        assertThat(blamed()).isEmpty();

        answer(8.2, "NOERROR");
        assertThat(blamed()).contains(Rule.EMPTY);
    }

    @Test
    void nothingIsRightWhenTheServiceIsRemoved() {
        listed = null;
        until(20);
        answer(5.1, "NXDOMAIN");
        answer(9, "NXDOMAIN");

        assertThat(blamed()).isEmpty();
    }

    @Test
    void nothingIsRightWhenTheEngineHasReportedEachStop() {
        stopAll();
        until(20);
        answer(9, "NOERROR");

        assertThat(blamed()).isEmpty();
    }

    /** The gap after the restart of a manager: its tasks are dead, and it says of none that it is. */
    @Test
    void nothingIsWrongWhenTasksVanishFromTheListsUnexplained() {
        lives("a", 0.5, 5);
        lives("b", 0.5, 5);
        list("a", A, Phase.COMING);
        list("b", B, Phase.COMING);
        until(20);
        answer(9, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();

        answer(9.2, "NOERROR");
        assertThat(blamed()).contains(Rule.EMPTY);
    }

    @Test
    void nothingIsRightWhenEachTaskThatVanishesHasAnotherInItsPlace() {
        lives("a", 0.5, 5);
        lives("b", 0.5, 5);
        list("a", A, Phase.REPLACED);
        list("b", B, Phase.REPLACED);
        list("c", A, Phase.COMING);
        until(20);
        answer(9, "NOERROR");

        assertThat(blamed()).isEmpty();
    }

    @Test
    void nothingIsWrongWhileATaskLivesThoughAnotherHasItsPlace() {
        list("a", A, Phase.REPLACED);
        list("b", B, Phase.REPLACED);
        list("c", A, Phase.COMING);
        until(20);
        answer(9, "NOERROR");

        assertThat(blamed()).contains(Rule.EMPTY);
    }

    /** What lives is answered, whatever the lists say: one that has its place is not there yet. */
    @Test
    void anAddressOfATaskThatLivesIsRightThoughAnotherHasItsPlace() {
        list("b", B, Phase.REPLACED);
        until(20);
        answer(9, "NOERROR", A, B);

        assertThat(blamed()).isEmpty();
    }

    @Test
    void whatAReplicaCouldNotKnowIsNotAskedOfIt() {
        stopAll();
        silent.add("node2");
        until(10);
        history.cut(new Span("node1", at(9), at(30)));
        silent.add("node1");
        silent.remove("node2");
        list("c", A, Phase.READY);
        lives("c", 9, 1000);
        until(20);
        answer(15, "NOERROR");

        assertThat(blamed()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ EARLY

    /** All tasks have ended, no manager answers, and a replica is started; from 105 s on the managers answer. */
    private void allIsStartedAnew() {
        stopAll();
        silent.addAll(List.of("node1", "node2"));
        until(105);
        silent.clear();
        startsAgain(102);
    }

    private void startsAgain(double time) {
        history.up(new Span("node1", at(time), at(1000)));
    }

    @Test
    void nothingIsWrongWhileManagersThatWereJustStartedNameNoTaskThatRuns() {
        allIsStartedAnew();
        list("c", A, Phase.COMING);
        until(120);
        answer(105.5, "NOERROR");
        answer(114, "NOERROR");
        assertThat(blamed()).containsExactly(Rule.EARLY, Rule.EARLY);

        answer(115.5, "NOERROR");
        assertThat(blamed()).hasSize(2);
    }

    @Test
    void tasksOfTheTimeBeforeAreNoneThatRun() {
        allIsStartedAnew();
        list("a", A, Phase.READY);
        list("b", B, Phase.DRAINING);
        until(106);
        list("a", A, Phase.STOPPED);
        list("b", B, Phase.STOPPED);
        list("c", A, Phase.COMING);
        until(120);
        answer(107, "NOERROR");

        assertThat(blamed()).containsExactly(Rule.EARLY);
    }

    @Test
    void nothingIsRightOnceATaskRunsThatIsNotOfTheName() {
        allIsStartedAnew();
        list("c", A, Phase.COMING);
        until(110);
        answer(time - 0.1, "NOERROR");
        answer(time + 3, "NOERROR");
        history.put(new Life("d", "other", at(109), at(1000)));
        Map<String, List<Listed>> tasks =
                Map.of("web", List.of(listed.get("c")), "other", List.of(new Listed("d", B, Phase.READY)));
        history.add(new View(at(time), at(time + 0.01), "node2", tasks));
        assertThat(blamed()).isEmpty();

        answer(time - 0.3, "NOERROR");
        assertThat(blamed()).containsExactly(Rule.EARLY);
    }

    @Test
    void nothingIsRightOfANameThatWantsNoTask() {
        allIsStartedAnew();
        until(107);
        answer(105.5, "NOERROR");
        listed = null;
        until(120);
        answer(108, "NXDOMAIN");

        assertThat(blamed()).isEmpty();
    }

    @Test
    void nothingIsRightOfANameThatIsScaledAwayBeforeItsTaskRuns() {
        allIsStartedAnew();
        list("c", A, Phase.COMING);
        until(107);
        answer(time - 0.1, "NOERROR");
        answer(time + 1, "NOERROR");
        list("c", A, Phase.STOPPED);
        until(120);
        assertThat(blamed()).isEmpty();

        answer(106, "NOERROR");
        assertThat(blamed()).containsExactly(Rule.EARLY);
    }

    @Test
    void nothingIsRightWhereAManagerWasThereAllTheTime() {
        stopAll();
        list("c", A, Phase.COMING);
        silent.add("node2");
        until(120);
        startsAgain(102);
        answer(104, "NOERROR");

        assertThat(blamed()).isEmpty();
    }

    @Test
    void nothingIsRightOnceATaskMayHaveRunBetweenTwoViews() {
        allIsStartedAnew();
        list("c", A, Phase.COMING);
        until(110);
        list("c", A, Phase.STOPPED);
        list("d", A, Phase.COMING);
        double ended = time;
        until(120);
        answer(ended + 1, "NOERROR");
        assertThat(blamed()).as("it never began").containsExactly(Rule.EARLY);

        lives("c", ended - 0.15, ended - 0.1);
        assertThat(blamed()).isEmpty();
        answer(ended - 0.3, "NOERROR");
        assertThat(blamed()).containsExactly(Rule.EARLY);
    }

    @Test
    void nothingIsRightOfAReplicaThatHadToldOfTheTasksThatHaveStopped() {
        allIsStartedAnew();
        list("c", A, Phase.COMING);
        until(120);
        answer(105.2, "NOERROR", A);
        answer(105.5, "NOERROR");

        assertThat(blamed()).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ DEAD

    @Test
    void anAddressIsRightForTwoSecondsAfterItsStopIsReportedAndWrongAfterThem() {
        lives("b", 0.5, 7);
        list("b", B, Phase.DRAINING);
        until(20);
        answer(6.8, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();

        answer(7.3, "NOERROR", A, B);
        assertThat(blamed()).contains(Rule.DEAD);
    }

    @Test
    void anAddressOfATaskThatIsNotListedAnyMoreAndDoesNotLiveIsWrong() {
        lives("b", 0.5, 5);
        listed.remove("b");
        until(20);
        answer(8, "NOERROR", A, B);

        assertThat(blamed()).contains(Rule.DEAD);
    }

    /** Both managers are started anew, and list for a moment what they knew. */
    private void aSilenceInWhichOneEnds() {
        until(20);
        silent.addAll(List.of("node1", "node2"));
        until(25);
        silent.clear();
        until(25.3);
        lives("b", 0.5, 22);
    }

    /** What a manager lists that was just started is no news of what ran before. */
    @Test
    void anAddressOfATaskThatVanishedUnexplainedAfterASilenceIsRightForAWhile() {
        aSilenceInWhichOneEnds();
        listed.remove("b");
        until(60);
        answer(30, "NOERROR", A, B);
        answer(39, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();
        answer(46, "NOERROR", A, B);
        assertThat(blamed()).contains(Rule.DEAD, Rule.FALSE);
    }

    @Test
    void anAddressOfATaskWhoseStopIsReportedAfterASilenceIsWrong() {
        aSilenceInWhichOneEnds();
        list("b", B, Phase.STOPPED);
        until(26);
        listed.remove("b");
        until(60);
        answer(30, "NOERROR", A, B);
        assertThat(blamed()).contains(Rule.DEAD, Rule.FALSE);
    }

    @Test
    void anAddressIsRightWhereAnotherTaskHasIt() {
        lives("b", 0.5, 5);
        lives("c", 5, 1000);
        list("b", B, Phase.STOPPED);
        list("c", B, Phase.READY);
        until(20);
        answer(9, "NOERROR", A, B);

        assertThat(blamed()).isEmpty();
    }

    @Test
    void anAddressThatNoTaskEverHadIsWrong() {
        answer(3, "NOERROR", A, B, "192.0.2.1");

        assertThat(blamed()).contains(Rule.DEAD);
    }

    @Test
    void whileNoManagerAnswersWhatWasTrueMayBeAnswered() {
        lives("b", 0.5, 5);
        silent.addAll(List.of("node1", "node2"));
        list("b", B, Phase.STOPPED);
        until(20);
        answer(15, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();

        silent.remove("node2");
        until(30);
        answer(21.5, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();
        answer(22.5, "NOERROR", A, B);
        assertThat(blamed()).contains(Rule.DEAD);
    }

    @Test
    void whatAReplicaAnswersThatIsCutOffFromTheManagersThatAnswerIsNotBlamed() {
        lives("b", 0.5, 5);
        history.cut(new Span("node1", at(5), at(12)));
        silent.add("node1");
        list("b", B, Phase.STOPPED);
        until(20);
        answer(11, "NOERROR", A, B);
        answer(13.9, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();

        answer(14.3, "NOERROR", A, B);
        assertThat(blamed()).contains(Rule.DEAD);
    }

    // ------------------------------------------------------------------------------------------------ FALSE

    @Test
    void anAddressThatIsMissingForTwoSecondsIsBlamed() {
        list("c", "10.0.0.3", Phase.READY);
        lives("c", 4, 1000);
        until(20);
        answer(6.9, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();

        answer(7.3, "NOERROR", A, B);
        assertThat(blamed()).containsExactly(Rule.FALSE);
    }

    @Test
    void listsThatForgetATaskThatLivesAreNotTheTruth() {
        listed.remove("b");
        until(20);
        answer(9, "NOERROR", A, B);
        answer(10, "NOERROR", A);

        assertThat(blamed()).isEmpty();
        assertThat(Judge.judge(history, Bounds.STRICT).compared()).isZero();
    }

    @Test
    void listsThatCallATaskReadyThatIsDeadAreNotTheTruth() {
        lives("b", 0.5, 5);
        until(20);
        answer(9, "NOERROR", A);

        assertThat(blamed()).isEmpty();
    }

    @Test
    void aNameThatIsGoneIsNxdomainAfterTwoSeconds() {
        listed = null;
        lives("a", 0.5, 5);
        lives("b", 0.5, 5);
        until(20);
        answer(6.5, "NOERROR", A, B);
        answer(9, "NXDOMAIN");
        assertThat(blamed()).isEmpty();

        answer(10, "NOERROR");
        assertThat(blamed()).containsExactly(Rule.FALSE);
    }

    /** A task is to come in one view, and in the next it is as this says; when that next one begins. */
    private double comesAndIs(Phase phase) {
        list("c", C, Phase.COMING);
        until(10);
        list("c", C, phase);
        return time;
    }

    @Test
    void anAddressIsRightForTwoSecondsIfItsTaskMayHaveBeenReadyBetweenTwoViews() {
        double ended = comesAndIs(Phase.STOPPED);
        lives("c", ended - 0.15, ended - 0.1);
        until(20);
        answer(ended - 0.1, "NOERROR", A, B, C);
        answer(ended + 1.9, "NOERROR", A, B, C);
        answer(ended + 1.95, "NOERROR", A, B);
        assertThat(blamed()).isEmpty();
        assertThat(Judge.judge(history, Bounds.STRICT).compared()).isEqualTo(1);

        answer(ended - 0.3, "NOERROR", A, B, C);
        assertThat(blamed()).as("before").containsExactly(Rule.FALSE);
        answer(ended + 2.1, "NOERROR", A, B, C);
        assertThat(blamed()).as("too long after").containsExactly(Rule.FALSE, Rule.DEAD, Rule.FALSE);
    }

    @Test
    void anAddressIsRightIfItsTaskDrainsInTheNextViewOrHasAnotherInItsPlace() {
        double seen = comesAndIs(Phase.DRAINING);
        until(seen + 0.1);
        list("c", C, Phase.STOPPED);
        until(15);
        answer(seen + 0.1, "NOERROR", A, B, C);
        listed.remove("c");
        until(20);
        list("d", "10.0.0.4", Phase.COMING);
        until(25);
        list("d", "10.0.0.4", Phase.REPLACED);
        double ended = time;
        lives("d", ended - 0.15, ended - 0.1);
        until(30);
        answer(ended + 1, "NOERROR", A, B, "10.0.0.4");

        assertThat(blamed()).isEmpty();
    }

    @Test
    void anAddressOfATaskThatIsStillToComeIsWrong() {
        comesAndIs(Phase.COMING);
        lives("c", 9, 1000);
        until(20);
        answer(11, "NOERROR", A, B, C);

        assertThat(blamed()).containsExactly(Rule.FALSE);
    }

    @Test
    void anAddressOfATaskThatHasStoppedAndNeverBegunIsWrong() {
        double ended = comesAndIs(Phase.STOPPED);
        until(20);
        lives("c", ended + 1, 1000);
        answer(ended + 0.1, "NOERROR", A, B, C);

        assertThat(blamed()).containsExactly(Rule.FALSE);
    }

    @Test
    void whatDrainsMayBeMissingWhileATaskMayHaveBeenReadyBetweenTwoViews() {
        stopAll();
        lives("a", 0.5, 1000);
        list("a", A, Phase.DRAINING);
        double ended = comesAndIs(Phase.STOPPED);
        lives("c", ended - 0.15, ended - 0.1);
        until(20);
        answer(ended - 0.1, "NOERROR", C);
        answer(ended + 1.9, "NOERROR", C);
        assertThat(blamed()).isEmpty();

        answer(ended + 1, "NOERROR", A, C);
        assertThat(blamed()).as("drains, beside one that is ready").containsExactly(Rule.FALSE);
    }

    @Test
    void whatIsReadyMayNotBeMissingWhileATaskMayHaveBeenReadyBetweenTwoViews() {
        double ended = comesAndIs(Phase.STOPPED);
        lives("c", ended - 0.15, ended - 0.1);
        until(20);
        answer(ended + 0.1, "NOERROR", A, C);
        answer(ended + 0.2, "NOERROR", A);
        assertThat(blamed()).containsExactly(Rule.FALSE, Rule.FALSE);
    }

    // ------------------------------------------------------------------------------------------------ SILENT, FAILED

    @Test
    void aTimeOutIsBlamedOnceTheReplicaHasAnswered() {
        answer(1, History.TIMEOUT);
        assertThat(blamed()).isEmpty();

        answer(2, "NOERROR", A, B);
        answer(3, History.TIMEOUT);
        assertThat(blamed()).containsExactly(Rule.SILENT);
    }

    @Test
    void servfailIsBlamedOnceTheReplicaHasAnsweredAndNotAfterItsNextStart() {
        answer(1, "SERVFAIL");
        answer(2, "NOERROR", A, B);
        history.up(new Span("node1", at(200), at(300)));
        answer(201, "SERVFAIL");
        assertThat(blamed()).isEmpty();

        answer(3, "SERVFAIL");
        assertThat(blamed()).containsExactly(Rule.FAILED);
    }

    @Test
    void whatADeadReplicaDoesNotAnswerIsNotJudged() {
        answer(2, "NOERROR", A, B);
        answer(150, History.TIMEOUT);

        assertThat(blamed()).isEmpty();
        assertThat(Judge.judge(history, Bounds.STRICT).judged()).isEqualTo(1);
    }
}

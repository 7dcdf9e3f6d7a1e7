package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.sync.Attention.Level;
import dev.wagl.sync.Pace.Call;
import dev.wagl.sync.Pace.Look;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    /** A monotonic clock may start anywhere, also just before it wraps. */
    private static final long START = Long.MAX_VALUE - Duration.ofMillis(700).toNanos();

    private final Pace pace = new Pace(Duration.ofSeconds(15), Duration.ofSeconds(30), START);

    @Test
    void theFirstRefreshIsDueAtOnce() {
        assertThat(pace.untilDue(START)).isZero();
        assertThat(pace.due(START)).isEqualTo(Call.REFRESH);
    }

    // ------------------------------------------------------------------------------------------ idle

    @Test
    void whileIdleTheNextRefreshIsDueOneIntervalAfterTheStartOfTheLast() {
        refresh(0, 0, idle());

        assertThat(pace.untilRefresh(after(3000))).isEqualTo(millis(12_000));
        assertThat(pace.untilRefresh(after(15_000))).isZero();
    }

    @Test
    void whileIdleALookIsDueEveryHalfSecond() {
        refresh(0, 0, idle());
        assertThat(pace.due(after(499))).isNull();
        assertThat(pace.due(after(500))).isEqualTo(Call.LOOK);

        look(500, 20, Look.SAME);
        assertThat(pace.untilDue(after(520))).isEqualTo(millis(480));
    }

    @Test
    void aRefreshThatIsDueGoesBeforeALook() {
        refresh(0, 0, idle());

        assertThat(pace.due(after(15_000))).isEqualTo(Call.REFRESH);
    }

    @Test
    void whileIdleATenthOfTheTimeIsSpentInCalls() {
        refresh(0, 400, idle());
        assertThat(pace.untilDue(after(400))).isEqualTo(millis(3600));

        look(4000, 200, Look.SAME);
        assertThat(pace.untilDue(after(4200))).isEqualTo(millis(1800));
    }

    @Test
    void aSlowRefreshIsRepeatedMoreSeldomButNotEndlessly() {
        refresh(0, 2000, idle());
        assertThat(pace.untilRefresh(after(0))).isEqualTo(millis(20_000));

        refresh(20_000, 9000, idle());
        refresh(40_000, 9000, idle());
        assertThat(pace.untilRefresh(after(40_000))).isEqualTo(millis(30_000));
    }

    @Test
    void aSlowLookPutsTheRefreshOff() {
        refresh(0, 0, idle());
        look(14_500, 1000, Look.SAME);

        assertThat(pace.untilDue(after(15_500))).isEqualTo(millis(9000));
    }

    /** The time that another endpoint has wasted is not the engine's. */
    @Test
    void aRefreshThatAnotherEndpointAnsweredIsNotCountedAsSlow() {
        refresh(0, 5000, new Outcome(true, false, false, false, Level.IDLE));

        assertThat(pace.untilLook(after(5000))).isZero();
        assertThat(pace.untilRefresh(after(5000))).isEqualTo(millis(10_000));
    }

    // ------------------------------------------------------------------------------------------ active

    @Test
    void whileServicesAreUnderWayTheNextRefreshIsDueAfterHalfASecond() {
        refresh(0, 30, outcome(Level.ACTIVE));

        assertThat(pace.untilDue(after(30))).isEqualTo(millis(470));
        assertThat(pace.due(after(500))).isEqualTo(Call.REFRESH);
    }

    @Test
    void whileTheyDoNotMoveItIsDueAfterASecondWithALookInBetween() {
        refresh(0, 30, outcome(Level.CALM));

        assertThat(pace.untilRefresh(after(30))).isEqualTo(millis(970));
        assertThat(pace.due(after(500))).isEqualTo(Call.LOOK);
    }

    @Test
    void whileActiveHalfOfTheTimeIsSpentInCalls() {
        refresh(0, 800, outcome(Level.ACTIVE));

        assertThat(pace.untilDue(after(800))).isEqualTo(millis(800));
    }

    /** As when it waits for a new leader. */
    @Test
    void anEngineThatWasSilentOnceIsNotSlow() {
        refresh(0, 100, outcome(Level.ACTIVE));
        refresh(1000, 9000, outcome(Level.ACTIVE));
        assertThat(pace.untilDue(after(10_000))).isEqualTo(millis(100));
        look(10_100, 50, Look.SAME);
        look(10_600, 5000, Look.SAME);
        assertThat(pace.untilLook(after(15_600))).isEqualTo(millis(50));

        refresh(16_000, 9000, outcome(Level.ACTIVE));
        assertThat(pace.untilDue(after(25_000))).as("twice").isEqualTo(millis(9000));
    }

    /** What a refresh finds new may not be all of it. */
    @Test
    void aStateThatHasMovedIsFollowedCloselyForAWhile() {
        Outcome moved = new Outcome(true, true, false, true, Level.IDLE);
        refresh(0, 0, moved);
        assertThat(pace.untilDue(after(0))).isEqualTo(millis(250));
        refresh(1000, 0, idle());
        assertThat(pace.untilDue(after(1000))).isEqualTo(millis(500));
        refresh(2999, 0, idle());
        assertThat(pace.untilRefresh(after(2999))).isEqualTo(millis(500));
        refresh(3000, 0, idle());
        assertThat(pace.untilRefresh(after(3000))).isEqualTo(millis(15_000));
    }

    // ------------------------------------------------------------------------------------------ hints

    @Test
    void aHintWhileNothingHappensIsDueAtOnce() {
        refresh(0, 0, idle());

        pace.hint(after(5000));

        assertThat(pace.untilRefresh(after(5000))).isZero();
        assertThat(pace.due(after(5000))).isEqualTo(Call.REFRESH);
    }

    @Test
    void aHintJustAfterARefreshWaitsForTheGap() {
        refresh(0, 0, idle());

        pace.hint(after(50));

        assertThat(pace.untilDue(after(50))).isEqualTo(millis(150));
        pace.hint(after(120));
        assertThat(pace.untilDue(after(120))).isEqualTo(millis(80));
    }

    @Test
    void aHintAfterASlowRefreshWaitsAsLongAsThatTook() {
        refresh(0, 3000, idle());

        pace.hint(after(3100));

        assertThat(pace.untilDue(after(3100))).isEqualTo(millis(2900));
    }

    @Test
    void aHintNeverPutsARefreshOff() {
        refresh(0, 0, idle());

        pace.hint(after(15_500));

        assertThat(pace.untilRefresh(after(15_500))).isEqualTo(millis(-500));
    }

    /** A container that crashes again and again: each time is seen, but it does not keep the pace up. */
    @Test
    void hintsThatDoNotCeaseWearOut() {
        refresh(0, 0, idle());
        for (int time = 0; time < 70_000; time += 5000) {
            pace.hint(after(time));
            refresh(time, 0, idle());
            assertThat(pace.untilRefresh(after(time)))
                    .as("after %s ms", time)
                    .isEqualTo(millis(time < 10_000 ? 250 : time < 60_000 ? 1000 : 15_000));
        }
        pace.hint(after(65_100));
        assertThat(pace.untilRefresh(after(65_100))).as("and so does the gap").isEqualTo(millis(400));
        look(65_110, 0, Look.MOVED);
        assertThat(pace.untilRefresh(after(65_110)))
                .as("but what was seen is true")
                .isEqualTo(millis(90));

        pace.hint(after(80_000));
        refresh(80_000, 0, idle());
        assertThat(pace.untilRefresh(after(80_000))).as("after a rest").isEqualTo(millis(250));
    }

    /** In a Swarm in which something happens every few seconds a drain is followed as in one that rests. */
    @Test
    void anOrderIsFollowedCloselyThoughHintsHaveWornOut() {
        refresh(0, 0, idle());
        for (int time = 0; time < 70_000; time += 5000) {
            pace.hint(after(time));
            refresh(time, 0, idle());
        }

        refresh(70_000, 0, new Outcome(true, true, true, true, Level.IDLE));

        assertThat(pace.untilRefresh(after(70_000))).isEqualTo(millis(250));
        refresh(72_900, 0, idle());
        assertThat(pace.untilRefresh(after(72_900))).isEqualTo(millis(500));
    }

    // ------------------------------------------------------------------------------------------ looks

    @Test
    void aLookThatShowsAMoveIsAHint() {
        refresh(0, 0, idle());

        look(500, 10, Look.MOVED);

        assertThat(pace.due(after(520))).isEqualTo(Call.REFRESH);
        refresh(520, 0, idle());
        assertThat(pace.untilRefresh(after(520))).isEqualTo(millis(250));
    }

    /** The refresh finds another endpoint, or says what is wrong. */
    @Test
    void aLookThatFailsIsFollowedByARefreshAtOnceHoweverLongItTook() {
        refresh(0, 0, idle());

        look(500, 5000, Look.FAILED);

        assertThat(pace.untilDue(after(5500))).isZero();
        assertThat(pace.due(after(5500))).isEqualTo(Call.REFRESH);
    }

    // ------------------------------------------------------------------------------------------ failures

    @Test
    void failuresAreRetriedSoonAndThenMoreSeldom() {
        int now = 0;
        for (int wait : new int[] {500, 1000, 1000, 1000}) {
            refresh(now, 0, Outcome.FAILED);
            assertThat(pace.untilDue(after(now))).isEqualTo(millis(wait));
            now += wait;
        }
        refresh(now, 0, idle());
        now += 15_000;
        refresh(now, 0, Outcome.FAILED);
        assertThat(pace.untilDue(after(now))).isEqualTo(millis(500));
    }

    @Test
    void aFailureIsNeverRetriedAfterTheIdlePace() {
        Pace quick = new Pace(Duration.ofMillis(300), Duration.ofMillis(300), START);

        quick.started(Call.REFRESH, START);
        quick.refreshed(Outcome.FAILED, after(100));

        assertThat(quick.untilDue(after(100))).isEqualTo(millis(200));
    }

    @Test
    void aHintDuringARefreshThatFailsIsNotLost() {
        refresh(0, 4000, Outcome.FAILED);

        pace.hint(after(4000));

        assertThat(pace.untilDue(after(4000))).isZero();
    }

    private void refresh(int at, int takes, Outcome outcome) {
        pace.started(Call.REFRESH, after(at));
        pace.refreshed(outcome, after(at + takes));
    }

    private void look(int at, int takes, Look look) {
        pace.started(Call.LOOK, after(at));
        pace.looked(look, after(at + takes));
    }

    private static Outcome idle() {
        return outcome(Level.IDLE);
    }

    private static Outcome outcome(Level level) {
        return new Outcome(true, false, false, true, level);
    }

    private static long after(int millis) {
        return START + millis(millis);
    }

    private static long millis(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}

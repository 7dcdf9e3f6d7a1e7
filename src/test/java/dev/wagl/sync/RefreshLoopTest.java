package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.sync.Attention.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshLoopTest {

    private final HandDrivenTimer timer = new HandDrivenTimer();
    private final long start = timer.nanoTime();
    private final List<Long> refreshes = new ArrayList<>();
    private Runnable during = () -> {};
    private final List<Long> looks = new ArrayList<>();
    private Outcome outcome = new Outcome(true, false, false, true, Level.IDLE);
    private Pace.Look look = Pace.Look.SAME;

    private final RefreshLoop loop = new RefreshLoop(
            this::refresh,
            this::look,
            new Pace(Duration.ofSeconds(15), Duration.ofSeconds(30), start),
            timer::nanoTime,
            timer);

    private Outcome refresh() {
        refreshes.add(Duration.ofNanos(timer.nanoTime() - start).toMillis());
        during.run();
        return outcome;
    }

    private Pace.Look look() {
        looks.add(Duration.ofNanos(timer.nanoTime() - start).toMillis());
        return look;
    }

    @Test
    void refreshesAtOnceAndThenAtItsPace() {
        loop.wake();
        timer.advance(45_000);

        assertThat(refreshes).containsExactly(0L, 15_000L, 30_000L, 45_000L);
        assertThat(looks).startsWith(500L, 1000L, 1500L).hasSize(3 * 29).doesNotContain(15_000L, 30_000L);
    }

    @Test
    void aLookThatShowsAMoveIsFollowedByARefreshAtOnce() {
        loop.wake();
        timer.advance(5999);
        look = Pace.Look.MOVED;
        timer.advance(1);
        look = Pace.Look.SAME;
        timer.advance(5000);

        assertThat(refreshes).containsExactly(0L, 6000L, 6250L, 6500L, 6750L, 7000L, 7500L, 8000L, 8500L, 9000L);
        assertThat(looks).contains(6000L, 9500L).doesNotContain(6500L, 7500L);
    }

    @Test
    void whileServicesAreUnderWayRefreshesFollowCloselyAndThenNoMore() {
        outcome = new Outcome(true, false, false, true, Level.ACTIVE);
        loop.wake();
        timer.advance(2100);
        outcome = new Outcome(true, false, false, true, Level.CALM);
        timer.advance(3000);
        outcome = new Outcome(true, false, false, true, Level.IDLE);
        timer.advance(10_000);

        assertThat(refreshes).containsExactly(0L, 500L, 1000L, 1500L, 2000L, 2500L, 3500L, 4500L, 5500L);
    }

    @Test
    void ticksOfTheSchedulerDoNotChangeThePace() {
        loop.wake();
        for (int second = 0; second < 31; second++) {
            timer.advance(1000);
            loop.wake();
            loop.wake();
        }
        timer.advance(0);

        assertThat(refreshes).containsExactly(0L, 15_000L, 30_000L);
        assertThat(timer.waiting()).as("one alarm").isEqualTo(1);
    }

    @Test
    void aHintIsFollowedAtOnceAndCloselyForAWhile() {
        loop.wake();
        timer.advance(5000);
        loop.hint();
        timer.advance(9000);

        assertThat(refreshes).containsExactly(0L, 5000L, 5250L, 5500L, 5750L, 6000L, 6500L, 7000L, 7500L, 8000L);
        timer.advance(9000);
        assertThat(refreshes).hasSize(11).endsWith(23_000L);
    }

    @Test
    void aBurstOfHintsIsAHandfulOfRefreshes() {
        loop.wake();
        timer.advance(5000);
        for (int hint = 0; hint < 1000; hint++) {
            loop.hint();
            timer.advance(1);
        }
        timer.advance(5000);

        assertThat(refreshes)
                .containsExactly(
                        0L, 5000L, 5200L, 5400L, 5600L, 5800L, 6000L, 6250L, 6500L, 6750L, 7000L, 7500L, 8000L, 8500L,
                        9000L);
    }

    @Test
    void everyHintIsFollowedByARefreshThatStartsWithin250Milliseconds() {
        loop.wake();
        timer.advance(1000);
        for (int wait : new int[] {3, 199, 201, 57, 350, 1, 1, 90}) {
            timer.advance(wait);
            long hinted = Duration.ofNanos(timer.nanoTime() - start).toMillis();
            loop.hint();
            timer.advance(250);
            assertThat(refreshes).anyMatch(at -> at >= hinted && at <= hinted + 250);
        }
    }

    @Test
    void hintsDuringARefreshCauseOneMoreAfterIt() {
        during = () -> {
            timer.takes(700);
            loop.hint();
            loop.hint();
            timer.takes(200);
            loop.hint();
            during = () -> {};
        };
        loop.wake();
        timer.advance(10_000);

        assertThat(refreshes).as("half of the time is spent in calls").startsWith(0L, 1800L, 2050L);
    }

    @Test
    void ticksDuringALongRefreshDoNotPileUp() {
        during = () -> {
            for (int second = 0; second < 10; second++) {
                timer.takes(1000);
                loop.wake();
            }
        };
        loop.wake();
        timer.advance(14_000);

        assertThat(refreshes).containsExactly(0L);
        assertThat(timer.waiting()).isEqualTo(1);
    }

    @Test
    void aFailureIsTriedAgainSooner() {
        outcome = Outcome.FAILED;
        loop.wake();
        timer.advance(3000);

        assertThat(refreshes).containsExactly(0L, 500L, 1500L, 2500L);
    }

    @Test
    void nothingRunsAfterShutdown() {
        loop.wake();
        timer.advance(10);
        timer.shutdown();
        loop.hint();
        loop.wake();
        timer.advance(60_000);

        assertThat(refreshes).containsExactly(0L);
    }
}

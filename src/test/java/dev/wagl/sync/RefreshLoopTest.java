package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefreshLoopTest {

    private final HandDrivenTimer timer = new HandDrivenTimer();
    private final long start = timer.nanoTime();
    private final List<Long> refreshes = new ArrayList<>();
    private Runnable during = () -> {};
    private boolean succeeds = true;

    private final RefreshLoop loop =
            new RefreshLoop(this::refresh, new Pace(Duration.ofSeconds(15), start), timer::nanoTime, timer);

    private boolean refresh() {
        refreshes.add(Duration.ofNanos(timer.nanoTime() - start).toMillis());
        during.run();
        return succeeds;
    }

    @Test
    void refreshesAtOnceAndThenAtItsPace() {
        loop.wake();
        timer.advance(45_000);

        assertThat(refreshes).containsExactly(0L, 15_000L, 30_000L, 45_000L);
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
    void aHintIsFollowedAtOnceAndTwiceMore() {
        loop.wake();
        timer.advance(5000);
        loop.hint();
        timer.advance(9000);

        assertThat(refreshes).containsExactly(0L, 5000L, 6000L, 8000L);
        timer.advance(9000);
        assertThat(refreshes).containsExactly(0L, 5000L, 6000L, 8000L, 23_000L);
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

        assertThat(refreshes).containsExactly(0L, 5000L, 5200L, 5400L, 5600L, 5800L, 6000L, 6999L, 8999L);
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

        assertThat(refreshes).containsExactly(0L, 900L, 1900L, 3900L);
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
        succeeds = false;
        loop.wake();
        timer.advance(8000);

        assertThat(refreshes).containsExactly(0L, 1000L, 3000L, 7000L);
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

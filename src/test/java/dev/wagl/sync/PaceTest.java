package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    /** A monotonic clock may start anywhere, also just before it wraps. */
    private static final long START = Long.MAX_VALUE - Duration.ofMillis(700).toNanos();

    private final Pace pace = new Pace(Duration.ofSeconds(15), START);

    @Test
    void theFirstRefreshIsDueAtOnce() {
        assertThat(pace.untilDue(START)).isZero();
    }

    @Test
    void theNextOneIsDueOneRefreshAfterTheStartOfTheLast() {
        pace.started(START);
        pace.succeeded();

        assertThat(pace.untilDue(after(3000))).isEqualTo(millis(12_000));
        assertThat(pace.untilDue(after(15_000))).isZero();
    }

    @Test
    void aHintWhileNothingHappensIsDueAtOnce() {
        pace.started(START);
        pace.succeeded();

        pace.hint(after(5000));

        assertThat(pace.untilDue(after(5000))).isZero();
    }

    @Test
    void aHintJustAfterARefreshWaitsForTheGap() {
        pace.started(START);
        pace.succeeded();

        pace.hint(after(50));

        assertThat(pace.untilDue(after(50))).isEqualTo(millis(150));
        pace.hint(after(120));
        assertThat(pace.untilDue(after(120))).isEqualTo(millis(80));
    }

    @Test
    void aHintNeverPutsARefreshOff() {
        pace.started(START);
        pace.succeeded();

        pace.hint(after(15_500));

        assertThat(pace.untilDue(after(15_500))).isEqualTo(millis(-500));
    }

    @Test
    void failuresAreRetriedSoonAndThenMoreSeldom() {
        long now = START;
        for (int wait : new int[] {1000, 2000, 4000, 4000, 4000}) {
            pace.started(now);
            pace.failed(now);
            assertThat(pace.untilDue(now)).isEqualTo(millis(wait));
            now += millis(wait);
        }
        pace.started(now);
        pace.succeeded();
        now += millis(15_000);
        pace.started(now);
        pace.failed(now);
        assertThat(pace.untilDue(now)).isEqualTo(millis(1000));
    }

    @Test
    void aFailureIsNeverRetriedAfterTheIdlePace() {
        Pace quick = new Pace(Duration.ofMillis(300), START);

        quick.started(START);
        quick.failed(after(100));

        assertThat(quick.untilDue(after(100))).isEqualTo(millis(200));
    }

    @Test
    void aHintDuringARefreshThatFailsIsNotLost() {
        pace.started(START);
        pace.failed(after(4000));

        pace.hint(after(4000));

        assertThat(pace.untilDue(after(4000))).isZero();
    }

    private static long after(int millis) {
        return START + millis(millis);
    }

    private static long millis(int millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}

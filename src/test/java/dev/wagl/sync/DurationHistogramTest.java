package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {

    private final DurationHistogram histogram = new DurationHistogram(Duration.ofMillis(10), Duration.ofMillis(20));

    @Test
    void boundsAreInclusiveAndOneMoreBucketTakesTheRest() {
        histogram.add(Duration.ofMillis(10));
        histogram.add(Duration.ofMillis(10).plusNanos(1));
        histogram.add(Duration.ofMillis(20));
        histogram.add(Duration.ofHours(1));

        assertThat(histogram.counts()).containsExactly(1, 2, 1);
        assertThat(histogram.sumNanos())
                .isEqualTo(Duration.ofHours(1).plusMillis(40).plusNanos(1).toNanos());
    }

    @Test
    void ofWhatIsTooLongNothingIsCounted() {
        assertThatThrownBy(() -> histogram.add(ChronoUnit.YEARS.getDuration().multipliedBy(2025)))
                .isInstanceOf(ArithmeticException.class);

        assertThat(histogram.counts()).containsExactly(0, 0, 0);
        assertThat(histogram.sumNanos()).isZero();
    }
}

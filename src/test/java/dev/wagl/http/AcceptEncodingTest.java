package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110 12.5.3: who takes gzip. */
class AcceptEncodingTest {

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip", "GZIP;q=1.0", "gzip ; q=0.5 , br", "gzip;q=0.001", "deflate,gzip"})
    void whoNamesItTakesIt(String accepted) {
        assertThat(LargeAnswers.takesGzip(accepted)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "br", "x-gzip", "gzip;q=0", "gzip;q=0.000", "gzip;q=", "gzip;q=many", "gzip gzip", ",;"})
    void whoDoesNotOrGivesItNoWeightDoesNot(String accepted) {
        assertThat(LargeAnswers.takesGzip(accepted)).isFalse();
    }

    /** What goes back and forth over such a one takes minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip;q=.1,", "gzip ", "gzip;q=0.1", "1", " ", ","})
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLongOneIsReadOnce(String repeated) {
        assertThat(LargeAnswers.takesGzip("gzip;q=0." + repeated.repeat(2_000) + '\u0085'))
                .isFalse();
    }

    @Test
    void whoSaysNothingDoesNot() {
        assertThat(LargeAnswers.takesGzip(null)).isFalse();
    }
}

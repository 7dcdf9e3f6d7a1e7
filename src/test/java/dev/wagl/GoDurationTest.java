package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "15s, 15000",
        "1m30s, 90000",
        "500ms, 500",
        "1h, 3600000",
        "1.5h, 5400000",
        ".5s, 500",
        "1.s, 1000",
        "2h45m, 9900000",
        "1000us, 1",
        "1000µs, 1",
        "1000000ns, 1",
        "90m, 5400000"
    })
    void readsWhatGoReads(String text, long millis) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "1.5", "10", "00"})
    void asksForAUnit(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessage("has no unit; did you mean " + text + "s?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "s", "5 s", "5d", "1m 30s", "", ".", ".s", "5S", "+5s", "1e3s", "١s", "5s5", "PT5S"})
    void refusesTheRest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse(text))
                .withMessage("is not a duration; write for example 15s, 1m30s or 500ms");
    }

    @Test
    void refusesTimeThatRunsBackwards() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse("-5s"))
                .withMessage("is negative; write for example 15s");
    }

    @Test
    void refusesMoreThanFitsALong() {
        assertThat(GoDuration.parse("2562047h")).isEqualTo(Duration.ofHours(2_562_047));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse("2562048h"))
                .withMessage("is longer than 292 years; write for example 15s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GoDuration.parse("9".repeat(400) + "s"))
                .withMessage("is longer than 292 years; write for example 15s");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "250, 250ms",
        "1000, 1s",
        "1500, 1.5s",
        "90000, 1m30s",
        "60000, 1m",
        "3600000, 1h",
        "3661000, 1h1m1s"
    })
    void writesWhatItReads(long millis, String text) {
        assertThat(GoDuration.format(Duration.ofMillis(millis))).isEqualTo(text);
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }
}

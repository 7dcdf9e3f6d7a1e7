package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times mean what Java's own parser says they mean, and what it does not take is none. */
class TimestampTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T23:59:59.123456789Z",
                "2024-02-29T00:00:00Z",
                "1970-01-01T00:00:00.5Z",
                "2026-12-31T12:30:45.000000001Z",
                "2026-03-04T05:06:07.1200Z",
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.9Z",
                "2026-01-31T23:59:59.123456789+02:00",
                "2026-01-31T23:59:59-11:30",
                "2026-01-31t23:59:59z",
                "2026-01-31T23:59Z"
            })
    void readsATime(String text) {
        assertThat(Timestamp.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2025-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-01-01T24:00:00Z",
                "2026-01-01T23:60:00Z",
                "2026-01-01T23:59:60Z",
                "2026-01-01T23:59:59.1234567890Z",
                "2026-01-01T23:59:59,5Z",
                "2026-01-01 23:59:59Z",
                "2026-01-0aT23:59:59Z",
                "-026-01-01T23:59:59Z",
                "2026/01/01T23:59:59Z",
                "2026-01-01T23:59:59.12x4Z"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> OffsetDateTime.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(DateTimeException.class);
    }
}

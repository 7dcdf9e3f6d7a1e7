package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpTableTest {

    private final TcpCounters counters = new TcpCounters(Set.of());

    private Duration idle(int connections, int open) {
        TcpTable table = new TcpTable(new TcpLimits(connections, connections, Duration.ofSeconds(30)), counters);
        while (counters.open() < open) {
            counters.opened(open);
        }
        return Duration.ofNanos(table.idle());
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 30000",
        "1000, 1, 30000",
        "1000, 500, 30000",
        "1000, 750, 17500",
        "1000, 1000, 5000",
        "3, 1, 30000",
        "3, 3, 5000",
        "1, 0, 30000",
        "1, 1, 5000",
        "20000, 20000, 5000"
    })
    void patienceIsWholeWhileHalfOfThePlacesAreFree(int connections, int open, long millis) {
        assertThat(idle(connections, open)).isBetween(Duration.ofMillis(millis - 1), Duration.ofMillis(millis));
    }

    @Test
    void theFullerTheTableTheLessPatience() {
        Duration before = idle(100, 50);
        for (int open = 51; open <= 100; open++) {
            Duration now = idle(100, open);
            assertThat(now).isLessThan(before);
            before = now;
        }
    }
}

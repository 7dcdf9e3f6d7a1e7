package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.transport.TcpCounters.CutOff;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** A connection whose client asks when the test says so. */
    private static final class Client implements TcpTable.Occupant {

        /** One that may have as many places as there are. */
        private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

        private long quietSince;
        private boolean gone;

        Client(long quietSince) {
            this.quietSince = quietSince;
        }

        @Override
        public InetAddress client() {
            return ADDRESS;
        }

        @Override
        public long quietSince() {
            return quietSince;
        }

        @Override
        public void giveWay() {
            assertThat(gone).isFalse();
            gone = true;
        }
    }

    private final List<Client> clients = new ArrayList<>();

    /** One client more, who asks as it comes. */
    private void comes(TcpTable table, long now) {
        Client client = new Client(now);
        clients.add(client);
        assertThat(table.admit(client)).isTrue();
    }

    /** Clock readings may be negative. */
    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 300})
    void ofFewTheQuietestGoes(long start) {
        TcpTable table = table(TcpTable.LOOKED_AT);
        for (int i = 0; i < TcpTable.LOOKED_AT; i++) {
            comes(table, start + i);
        }
        for (int i = 0; i < 300; i++) {
            comes(table, start + TcpTable.LOOKED_AT + i);
            assertThat(clients.get(i).gone).isTrue();
            assertThat(clients.stream().filter(client -> client.gone)).hasSize(i + 1);
        }
    }

    /** They came one after the other, and so stand side by side. The silent are one in ten. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 20_000})
    void amongManyWhoAsksIsNotTheOneToGo(int connections) {
        TcpTable table = table(connections);
        int silent = connections / 10;
        for (int i = 0; i < connections; i++) {
            comes(table, i < silent ? 1 : 0);
        }
        // They said something as they came, and ask ever since.
        List<Client> asking = List.copyOf(clients.subList(silent, connections));
        clients.subList(0, silent).forEach(client -> client.quietSince = 0);
        for (int i = 0; i < silent / 2; i++) {
            long now = 2 + i;
            asking.forEach(client -> client.quietSince = now);
            comes(table, now);
        }
        assertThat(asking).noneMatch(client -> client.gone);
        assertThat(clients.stream().filter(client -> client.gone)).hasSize(silent / 2);
        assertThat(counters.open()).isEqualTo(connections);
    }

    @Test
    void whoLeavesInBetweenLeavesNoGap() {
        TcpTable table = table(100);
        for (int i = 0; i < 100; i++) {
            comes(table, i);
        }
        for (int i = 99; i >= 0; i -= 2) {
            table.leave(clients.get(i));
            table.leave(clients.get(i));
        }
        assertThat(counters.open()).isEqualTo(50);
        for (int i = 0; i < 50; i++) {
            comes(table, 100 + i);
        }
        assertThat(clients).noneMatch(client -> client.gone);
        for (int i = 0; i < 50; i++) {
            comes(table, 200 + i);
        }
        assertThat(counters.cutOff(CutOff.GAVE_WAY)).isEqualTo(50);
        clients.forEach(table::leave);
        assertThat(counters.open()).isZero();
    }

    private TcpTable table(int connections) {
        return new TcpTable(new TcpLimits(connections, connections, Duration.ofSeconds(30)), counters);
    }
}

package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of an upstream, and for how long. */
class UpstreamServerTest {

    private static final long HOUR = UpstreamServer.UNTIL_TRIED_AGAIN;

    /** Of a monotonic clock: may be anything, and pass zero. */
    private static final long NOW = -HOUR / 2;

    private final ForwardingLoop loop = new ForwardingLoop(Name.parse("swarm."), null, Patience.USUAL);
    private final UpstreamServer server =
            new UpstreamServer(loop, Upstream.parseList("127.1.3.1").get(0));

    @AfterEach
    void close() {
        loop.close().syncUninterruptibly();
    }

    /** One FORMERR may have been another server's, or a bug that was mended since. */
    @Test
    void ednsIsTriedAgainAfterAnHour() {
        assertThat(server.edns(NOW)).isTrue();
        server.withoutEdns(NOW);
        assertThat(server.edns(NOW)).isFalse();
        assertThat(server.edns(NOW + HOUR - 1)).isFalse();
        assertThat(server.edns(NOW + HOUR)).isTrue();
        server.withoutEdns(NOW + HOUR);
        assertThat(server.edns(NOW + HOUR + 1)).isFalse();
    }

    /** Then one change of case is enough to leave it again; who keeps it has a clean sheet. */
    @Test
    void mixedCaseIsTriedAgainAfterAnHour() {
        for (int i = 0; i < 3; i++) {
            assertThat(server.mixedCase(NOW)).isTrue();
            server.changedCase(false, NOW);
        }
        assertThat(server.mixedCase(NOW + HOUR - 1)).isFalse();
        // From a query that was on its way: the hour does not begin anew.
        server.changedCase(false, NOW + HOUR - 1);
        assertThat(server.mixedCase(NOW + HOUR)).isTrue();
        server.changedCase(false, NOW + HOUR);
        assertThat(server.mixedCase(NOW + HOUR)).isFalse();
        assertThat(server.mixedCase(NOW + 2 * HOUR)).isTrue();
        server.keptCase();
        server.changedCase(false, NOW + 2 * HOUR);
        assertThat(server.mixedCase(NOW + 2 * HOUR)).isTrue();
    }
}

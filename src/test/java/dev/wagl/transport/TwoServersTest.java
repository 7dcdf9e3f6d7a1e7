package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryCounters.Drop;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two servers that a third sets on each other: each is told, by a datagram with the other's address and port as its
 * sender, what would have it talk to the other for ever, had it an answer to answers (CVE-2012-0206).
 */
class TwoServersTest {

    private static final Duration QUIET = Duration.ofMillis(500);

    private RunningServer one;
    private RunningServer other;

    @BeforeEach
    void start() throws Exception {
        one = RunningServer.start(true, "127.0.0.1:0");
        other = RunningServer.start(true, "127.0.0.2:0");
    }

    @AfterEach
    void end() {
        one.close();
        other.close();
    }

    /** One sender's address for another's: a socket may join those at an address with SO_REUSEPORT, if it is the same user's. */
    private static void forge(RunningServer sender, RunningServer receiver, byte[] message) throws IOException {
        try (DatagramChannel socket = DatagramChannel.open()) {
            socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            socket.bind(sender.address());
            socket.send(ByteBuffer.wrap(message), receiver.address());
        }
    }

    private static byte[] response(int id) {
        byte[] message = Messages.query("api.swarm.", id);
        message[2] |= (byte) 0x80;
        return message;
    }

    private static long sum(RunningServer server, ToLongFunction<QueryCounters> counter) {
        return server.dns().counters(Transport.UDP).stream().mapToLong(counter).sum();
    }

    private static long requests(RunningServer server) {
        return sum(server, loop -> {
            long all = 0;
            for (int type = 0; type < QueryCounters.types(); type++) {
                all += loop.requests(type);
            }
            return all;
        });
    }

    private static long reflected(RunningServer server) {
        return sum(server, loop -> loop.drops(Drop.RESPONSE));
    }

    @Test
    void aForgedResponseIsFollowedBySilence() throws Exception {
        int sent = 10;
        byte[] malformed = response(0);
        malformed[5] = 77;
        for (int i = 0; i < sent; i++) {
            forge(one, other, response(i));
            forge(other, one, i % 2 == 0 ? response(i) : malformed);
        }
        await().during(QUIET).untilAsserted(() -> {
            assertThat(reflected(one)).isEqualTo(sent);
            assertThat(reflected(other)).isEqualTo(sent);
        });
        assertThat(requests(one) + requests(other)).isZero();
        assertThat(sum(one, QueryCounters::responseOctets) + sum(other, QueryCounters::responseOctets))
                .isZero();
    }

    /**
     * A query is answered once, to the other, and the answer is thrown away there. While the forger's socket is open it may get
     * that answer itself, so it tries until one got through.
     */
    @Test
    void aForgedQueryIsAnsweredOnceAndThatIsAll() throws Exception {
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            forge(one, other, Messages.query("api.swarm.", 1));
            return reflected(one) > 0;
        });
        await().during(QUIET).untilAsserted(() -> {
            assertThat(requests(one)).isZero();
            assertThat(reflected(other)).isZero();
            assertThat(reflected(one)).isBetween(1L, requests(other));
        });
        AtomicLong before = new AtomicLong();
        await().during(QUIET).until(() -> {
            long now = reflected(one);
            return before.getAndSet(now) == now;
        });
    }
}

package dev.wagl.forwarding;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Name;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits at a socket all at once, as it does while the loop has other work. */
class QuerySocketTest {

    private static final String ANSWER = "answer";
    private static final String EMPTY = "";

    private final ForwardingLoop loop = new ForwardingLoop(Name.parse("swarm."), null, Patience.USUAL);

    @AfterEach
    void close() {
        loop.close();
    }

    /** A query that is content with the first datagram that is not empty. */
    private final class Query implements DatagramExchange.Listener {

        private final List<String> received = new CopyOnWriteArrayList<>();
        private DatagramExchange exchange;

        Query(DatagramSocket upstream) {
            loop.execute(() -> exchange = new DatagramExchange(
                    loop,
                    new InetSocketAddress(upstream.getLocalAddress(), upstream.getLocalPort()),
                    new byte[] {'q'},
                    this));
        }

        @Override
        public void received(byte[] message, int length) {
            received.add(new String(message, 0, length, US_ASCII));
            if (length > 0) {
                exchange.close();
            }
        }

        @Override
        public void unreachable(Throwable cause) {
            received.add(cause.toString());
        }
    }

    private static DatagramSocket upstream() throws IOException {
        return new DatagramSocket(0, InetAddress.getLoopbackAddress());
    }

    private static SocketAddress asked(DatagramSocket upstream) throws IOException {
        DatagramPacket query = new DatagramPacket(new byte[512], 512);
        upstream.receive(query);
        return query.getSocketAddress();
    }

    /** Sends these while the loop is busy. On loopback they lie in the socket's queue when {@code send} returns. */
    private void atOnce(DatagramSocket upstream, SocketAddress to, String... texts) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        loop.execute(() -> {
            busy.countDown();
            try {
                sent.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        busy.await();
        for (String text : texts) {
            byte[] octets = text.getBytes(US_ASCII);
            upstream.send(new DatagramPacket(octets, octets.length, to));
        }
        sent.countDown();
    }

    @Test
    void anEmptyDatagramBeforeTheResponseDoesNotEndTheWait() throws Exception {
        try (DatagramSocket upstream = upstream()) {
            Query query = new Query(upstream);
            atOnce(upstream, asked(upstream), EMPTY, ANSWER);

            await().untilAsserted(() -> assertThat(query.received).endsWith(ANSWER));
        }
    }

    /** They were sent to the port of a query that was, and know nothing of the next one's. */
    @Test
    void whatLiesBehindAnEmptyDatagramIsNotTheNextQuerys() throws Exception {
        try (DatagramSocket upstream = upstream();
                DatagramSocket other = upstream()) {
            Query first = new Query(upstream);
            atOnce(upstream, asked(upstream), ANSWER, EMPTY, "forged", "forged");
            await().untilAsserted(() -> assertThat(first.received).containsExactly(ANSWER));

            Query second = new Query(other);
            atOnce(other, asked(other), ANSWER);
            await().untilAsserted(() -> assertThat(second.received).containsExactly(ANSWER));
        }
    }
}

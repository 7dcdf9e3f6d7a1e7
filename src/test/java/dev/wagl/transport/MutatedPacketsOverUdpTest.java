package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Transport;
import dev.wagl.fuzz.HeapInUse;
import dev.wagl.fuzz.Mutations;
import dev.wagl.nameserver.QueryCounters;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Mutated packets over a real socket: 50,000, or as many as the property {@code wagl.test.packets} says ({@code
 * -Dwagl.test.packets=1000000} takes a minute). After every few of them a good query is answered, so that none is lost
 * in front of the server.
 */
class MutatedPacketsOverUdpTest {

    private static final int PACKETS = Integer.getInteger("wagl.test.packets", 50_000);

    /** With their responses, and what the kernel adds to each, they fit a socket's buffer. */
    private static final int AT_ONCE = 40;

    private static final int GOOD_ID = 0x8000;

    @Test
    void noLineInTheLogFlatMemoryAndEveryGoodQueryAnswered() throws Exception {
        Mutations mutations = new Mutations(20261124);
        Lines log = new Lines();
        try (RunningServer server = RunningServer.start(true, "127.0.0.1:0");
                DatagramSocket client = new DatagramSocket()) {
            log.loops.addAll(eventLoops(server));
            client.connect(server.address());
            client.setSoTimeout(10_000);
            send(client, mutations, PACKETS / 10);
            long before = HeapInUse.now();
            long packetsBefore = packets(server);
            Logger.getLogger("").addHandler(log);

            int arrived = send(client, mutations, PACKETS);

            // What other tests have left behind comes and goes; what is leaked stays.
            await().untilAsserted(() -> assertThat(HeapInUse.now()).isLessThan(before + before / 10));
            assertThat(packets(server) - packetsBefore).isEqualTo(arrived);
            assertThat(log.lines).isEmpty();
        } finally {
            Logger.getLogger("").removeHandler(log);
        }
    }

    /** Returns how many arrive, the good queries included; Netty lets no empty datagram through. */
    private static int send(DatagramSocket client, Mutations mutations, int packets) throws Exception {
        int good = 0;
        int empty = 0;
        for (int sent = 0; sent < packets; ) {
            for (int i = 0; i < AT_ONCE && sent < packets; i++, sent++) {
                byte[] packet = mutations.next();
                if (packet.length == 0) {
                    empty++;
                } else {
                    // The upper half of the ids is the good queries'.
                    packet[0] &= 0x7F;
                }
                client.send(new DatagramPacket(packet, packet.length));
            }
            int id = GOOD_ID + good++ % 0x8000;
            byte[] query = Messages.query("api.swarm.", id);
            client.send(new DatagramPacket(query, query.length));
            awaitAnswer(client, id);
        }
        return packets - empty + good;
    }

    private static void awaitAnswer(DatagramSocket client, int id) throws Exception {
        DatagramPacket response = new DatagramPacket(new byte[2_000], 2_000);
        do {
            response.setLength(2_000);
            client.receive(response);
        } while (((response.getData()[0] & 0xFF) << 8 | response.getData()[1] & 0xFF) != id);
        assertThat(response.getData()[7]).as("ANCOUNT").isEqualTo((byte) 1);
    }

    private static long packets(RunningServer server) {
        long packets = 0;
        for (QueryCounters loop : server.dns().counters(Transport.UDP)) {
            for (int type = 0; type < QueryCounters.types(); type++) {
                packets += loop.requests(type);
            }
            for (QueryCounters.Drop drop : QueryCounters.Drop.values()) {
                packets += loop.drops(drop);
            }
        }
        return packets;
    }

    private static Set<Thread> eventLoops(RunningServer server) throws Exception {
        Set<Thread> loops = new HashSet<>();
        for (int loop = 0; loop < server.dns().counters(Transport.UDP).size(); loop++) {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            server.dns().eventLoop("UDP " + loop).runOnContext(on -> thread.complete(Thread.currentThread()));
            loops.add(thread.get(1, TimeUnit.MINUTES));
        }
        return loops;
    }

    /** Every line of these event loops, whatever its level: what other tests have left behind has something to say, too. */
    private static final class Lines extends Handler {

        private final Set<Thread> loops = ConcurrentHashMap.newKeySet();
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void publish(LogRecord line) {
            if (loops.contains(Thread.currentThread())) {
                lines.add(line.getLoggerName() + ": " + line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

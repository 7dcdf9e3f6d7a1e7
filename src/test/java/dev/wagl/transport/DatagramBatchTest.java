package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.wagl.LoopbackOfIpv6;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Both kinds of batch, over real sockets. That of the kernel's calls takes a JDK 22: {@code TransportOnJdk25IT}. */
@ParameterizedClass
@MethodSource("kinds")
class DatagramBatchTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Until the calls are compiled. */
    private static final int WARM_UP = 20_000;

    private static final int ROUNDS = 20_000;

    /** What the JVM may put on a thread's account meanwhile; an object a round would be five times that. */
    private static final long ALLOWED = 64 * 1024;

    /** Octets that Java's own channel may take for a round of two. */
    private static final long OBJECTS = 1024;

    @Parameter
    boolean kernel;

    private DatagramBatch.Memory memory;
    private DatagramChannel server;
    private DatagramBatch batch;
    private DatagramSocket client;

    static Stream<Boolean> kinds() {
        return Runtime.version().feature() < 22 ? Stream.of(false) : Stream.of(false, true);
    }

    @BeforeEach
    void open() throws Exception {
        memory = kernel ? DatagramBatch.memory() : ChannelBatch::new;
        assertThat(memory instanceof KernelBatch.Memory).isEqualTo(kernel);
        server = server(StandardProtocolFamily.INET, "127.0.0.1");
        batch = memory.of(server);
        client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        client.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
            client.close();
        }
    }

    @Test
    void isEmptyWhereNothingWaits() throws Exception {
        assertThat(batch.receive()).isZero();
        batch.send();
        assertThat(batch.lost()).isZero();
    }

    @Test
    void receivesAtMostSoMany() throws Exception {
        int all = DatagramBatch.MOST + 5;
        for (int i = 0; i < all; i++) {
            send(server, "query " + i);
        }
        int seen = 0;
        int received;
        while ((received = batch.receive()) > 0) {
            assertThat(received).isLessThanOrEqualTo(DatagramBatch.MOST);
            for (int i = 0; i < received; i++) {
                assertThat(read(batch, i)).isEqualTo("query " + seen++);
            }
        }
        assertThat(seen).isEqualTo(all);
    }

    @Test
    void sendsOneLater() throws Exception {
        send(server, "query");
        assertThat(batch.receive()).isEqualTo(1);
        InetSocketAddress sender = sender(0);
        batch.send();
        byte[] late = "late".getBytes(StandardCharsets.US_ASCII);
        assertThat(batch.sendLate(late, late.length, sender)).isTrue();
        assertThat(response()).isEqualTo("late");
        server.close();
        assertThatThrownBy(() -> batch.sendLate(late, late.length, sender)).isInstanceOf(IOException.class);
    }

    @Test
    void tellsWhoSentEach() throws Exception {
        send(server, "one");
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"))) {
            byte[] payload = {1};
            other.send(new DatagramPacket(payload, 1, server.getLocalAddress()));
            assertThat(batch.receive()).isEqualTo(2);
            assertThat(sender(0)).isEqualTo(client.getLocalSocketAddress());
            assertThat(sender(1)).isEqualTo(other.getLocalSocketAddress());
        }
    }

    /** Of three queries the second is dropped. */
    @Test
    void eachResponseGoesToWhoAsked() throws Exception {
        for (String query : new String[] {"a", "b", "c"}) {
            send(server, query);
        }
        assertThat(batch.receive()).isEqualTo(3);
        respond(0, "to a");
        respond(2, "to c, and longer than what was asked");
        batch.send();
        assertThat(batch.lost()).isZero();
        assertThat(Set.of(response(), response()))
                .containsExactlyInAnyOrder("to a", "to c, and longer than what was asked");
        batch.send();
        client.setSoTimeout(50);
        assertThatThrownBy(this::response).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void cutsWhatIsTooLong() throws Exception {
        client.send(new DatagramPacket(new byte[5000], 5000, server.getLocalAddress()));
        send(server, "next");
        assertThat(batch.receive()).isEqualTo(2);
        assertThat(batch.read(0, new byte[5000])).isEqualTo(DatagramBatch.LONGEST_QUERY);
        assertThat(read(batch, 1)).isEqualTo("next");
    }

    @Test
    void readsAnEmptyDatagram() throws Exception {
        client.send(new DatagramPacket(new byte[0], 0, server.getLocalAddress()));
        assertThat(batch.receive()).isEqualTo(1);
        assertThat(batch.read(0, new byte[100])).isZero();
    }

    /** One memory serves the sockets of both families, whose addresses are of different lengths. */
    @Test
    void socketsTakeTurns() throws Exception {
        LoopbackOfIpv6.assumeFor("::1");
        try (DatagramChannel server6 = server(StandardProtocolFamily.INET6, "::1");
                DatagramSocket client6 = new DatagramSocket(0, InetAddress.getByName("::1"))) {
            DatagramBatch batch6 = memory.of(server6);
            for (int round = 0; round < 3; round++) {
                send(server, "four");
                assertThat(batch.receive()).isEqualTo(1);
                assertThat(sender(0)).isEqualTo(client.getLocalSocketAddress());
                respond(0, "4");
                batch.send();
                assertThat(response()).isEqualTo("4");
                byte[] payload = {'6'};
                client6.send(new DatagramPacket(payload, 1, server6.getLocalAddress()));
                assertThat(batch6.receive()).isEqualTo(1);
                assertThat(new InetSocketAddress(batch6.sender(0), batch6.senderPort(0)))
                        .isEqualTo(client6.getLocalSocketAddress());
                batch6.respond(0, payload, 1);
                batch6.send();
                client6.setSoTimeout(10_000);
                client6.receive(new DatagramPacket(new byte[10], 10));
            }
        }
    }

    /** From a client that is known; Java's own channel makes some objects. */
    @Test
    void theKernelsCallsAllocateNothing() throws Exception {
        byte[] query = new byte[DatagramBatch.LONGEST_QUERY];
        long allocated = 0;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            send(server, "query");
            send(server, "query");
            long before = THREADS.getCurrentThreadAllocatedBytes();
            int received = batch.receive();
            for (int i = 0; i < received; i++) {
                int length = batch.read(i, query);
                if (batch.senderPort(i) != 0 && batch.sender(i) != null) {
                    batch.respond(i, query, length);
                }
            }
            batch.send();
            allocated += round < WARM_UP ? 0 : THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("octets in %d rounds", ROUNDS).isLessThan(kernel ? ALLOWED : ROUNDS * OBJECTS);
    }

    private static DatagramChannel server(StandardProtocolFamily family, String address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family);
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(address, 0));
        return channel;
    }

    private void send(DatagramChannel to, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(payload, payload.length, to.getLocalAddress()));
    }

    private InetSocketAddress sender(int i) {
        return new InetSocketAddress(batch.sender(i), batch.senderPort(i));
    }

    private void respond(int i, String text) {
        byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
        batch.respond(i, payload, payload.length);
    }

    private String response() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        client.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private static String read(DatagramBatch batch, int i) {
        byte[] query = new byte[DatagramBatch.LONGEST_QUERY];
        return new String(query, 0, batch.read(i, query), StandardCharsets.US_ASCII);
    }
}

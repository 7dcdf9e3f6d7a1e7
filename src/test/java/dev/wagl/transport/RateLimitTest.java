package dev.wagl.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.LoopbackOfIpv6;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.nameserver.ResponseRateLimit;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** Response rate limiting where the addresses of clients come from sockets. */
class RateLimitTest {

    private static final int LIMIT = 20;
    private static final int BURST = 200;

    private static ResponseRateLimit limit(
            int perSecond, String exempt, Set<InetAddress> gateways, Consumer<InetAddress> told) {
        return new ResponseRateLimit(
                new RateLimitConfig(perSecond, exempt.isEmpty() ? List.of() : AddressBlock.parseList(exempt)),
                gateways,
                told,
                new Random(42));
    }

    /**
     * A burst over UDP is answered as far as the limit goes, whatever event loop each query came to; TCP has none. A
     * second may end within the burst, so it may be twice the limit, and more where the machine stalls.
     */
    @ParameterizedTest
    @CsvSource({"true, 127.0.0.1:0, 127.0.0.1", "false, 127.0.0.1:0, 127.0.0.1", "true, :0, 127.0.0.1", "true, :0, ::1"
    })
    void aBurstIsCutShort(boolean nativeTransport, String bind, String asked) throws Exception {
        LoopbackOfIpv6.assumeFor(asked);
        ResponseRateLimit limit = limit(LIMIT, "", Set.of(), gateway -> {});
        try (RunningServer server = RunningServer.start(
                nativeTransport, RunningServer.LONG, transport -> RunningServer.processor(transport, limit), bind)) {
            InetSocketAddress address = server.at(asked);
            long start = System.nanoTime();
            List<Message> responses = burst(server, address);
            // Those that were begun; a burst takes one or two, if the machine does not stall.
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds() + 2;

            long whole = responses.stream()
                    .filter(response -> !response.getHeader().getFlag(Flags.TC))
                    .count();
            assertThat(whole).isBetween((long) LIMIT, seconds * LIMIT);
            long over = BURST - whole;
            assertThat(responses.size() - whole).isBetween(over / 2 - 1, over / 2 + seconds);
            assertThat(sum(server, QueryCounters::slips)).isEqualTo(responses.size() - whole);
            assertThat(sum(server, loop -> loop.drops(Drop.RATE_LIMIT))).isEqualTo(BURST - responses.size());

            for (int i = 0; i < 2 * LIMIT; i++) {
                Message response = askTcp(address);
                assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
                Messages.assertAnswers(response, i);
            }
        }
    }

    private int id;

    private Message askTcp(InetSocketAddress server) throws IOException {
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            socket.getOutputStream().write(Messages.framed(Messages.query("api.swarm.", id++)));
            return Messages.read(socket.getInputStream());
        }
    }

    /** Ten sockets, so that more than one event loop is asked. */
    private static List<Message> burst(RunningServer server, InetSocketAddress address) throws IOException {
        List<DatagramSocket> sockets = new ArrayList<>();
        List<Message> responses = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                DatagramSocket socket = new DatagramSocket();
                sockets.add(socket);
                socket.connect(address);
                socket.setSoTimeout(1);
            }
            for (int i = 0; i < BURST; i++) {
                byte[] query = Messages.query("api.swarm.", i);
                sockets.get(i % sockets.size()).send(new java.net.DatagramPacket(query, query.length));
            }
            await().until(() -> {
                for (DatagramSocket socket : sockets) {
                    receiveAll(socket, responses);
                }
                return responses.size() + sum(server, loop -> loop.drops(Drop.RATE_LIMIT)) == BURST;
            });
        } finally {
            sockets.forEach(DatagramSocket::close);
        }
        return responses;
    }

    private static void receiveAll(DatagramSocket socket, List<Message> responses) throws IOException {
        try {
            while (true) {
                responses.add(Messages.receive(socket));
            }
        } catch (SocketTimeoutException e) {
            // That was all so far.
        }
    }

    private static long sum(RunningServer server, ToLongFunction<QueryCounters> counter) {
        return server.dns().counters(Transport.UDP).stream().mapToLong(counter).sum();
    }

    /** A container of this node, or a stranger behind Docker's proxy: limited, though its address is a private one. */
    @Test
    void theDefaultGatewayIsLimitedAndThatIsToldOnce() throws Exception {
        InetAddress gateway = InetAddress.getByName("172.18.0.1");
        Responder responder = responder(gateway);
        try (Log log = new Log()) {
            assertThat(answered(responder, gateway, LIMIT)).isEqualTo(LIMIT);
            assertThat(log.lines).isEmpty();
            assertThat(answered(responder, gateway, 100)).isLessThanOrEqualTo(50 + LIMIT);
            assertThat(responder.counters().drops(Drop.RATE_LIMIT)).isBetween(38L, 50L);
            assertThat(log.lines)
                    .singleElement()
                    .asString()
                    .contains("172.18.0.1", "\"userland-proxy\": false", "firewall", "daemon.json");
        }
    }

    /** Each batch has its own look at the clock, so the same responder answers again. */
    @Test
    void theNextSecondIsANewOne() throws Exception {
        InetAddress gateway = InetAddress.getByName("172.18.0.1");
        Responder responder = responder(gateway);
        await().pollInterval(Duration.ofMillis(1)).until(() -> answered(responder, gateway, 1) == 0);
        await().pollInterval(Duration.ofMillis(50)).until(() -> answered(responder, gateway, 2) == 2);
    }

    /** A container whose own address arrives is nobody's proxy. */
    @Test
    void aNeighbourOfTheGatewayIsNot() throws Exception {
        Responder responder = responder(InetAddress.getByName("172.18.0.1"));
        try (Log log = new Log()) {
            for (int batch = 0; batch < 5; batch++) {
                assertThat(answered(responder, InetAddress.getByName("172.18.0.7"), 100))
                        .isEqualTo(100);
            }
            assertThat(log.lines).isEmpty();
        }
    }

    private static Responder responder(InetAddress gateway) {
        ResponseRateLimit limit =
                limit(LIMIT, "loopback,link-local,private", Set.of(gateway), DefaultGateways::warnOfLimit);
        return new Responder(RunningServer.processor(Transport.UDP, limit), DatagramBatch.LONGEST_QUERY);
    }

    /** As one batch, which has one look at the clock: all are of one second. */
    private static int answered(Responder responder, InetAddress client, int queries) {
        BatchInMemory batch = new BatchInMemory();
        for (int i = 0; i < queries; i++) {
            batch.come(new InetSocketAddress(client, 1234), Messages.query("api.swarm.", i));
        }
        new UdpQueries(responder, BindAddress.parse("127.0.0.1:53"), address -> false, batch, Runnable::run).answer();
        return batch.sent.size();
    }

    /** What is logged about gateways while it is open. */
    private static final class Log extends Handler implements AutoCloseable {

        private final Logger logger = Logger.getLogger(DefaultGateways.class.getName());
        private final List<String> lines = new ArrayList<>();

        Log() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}

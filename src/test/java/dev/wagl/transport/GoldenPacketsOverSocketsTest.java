package dev.wagl.transport;

import static dev.wagl.transport.Messages.concat;
import static dev.wagl.transport.Messages.framed;
import static dev.wagl.transport.Messages.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.GoldenPackets.Exchange;
import dev.wagl.conformance.GoldenPackets.Knowledge;
import dev.wagl.conformance.QueryText;
import dev.wagl.conformance.Response;
import dev.wagl.conformance.ZoneText;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the golden packets ask, over a socket it is answered as it is without one. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class GoldenPacketsOverSocketsTest {

    private static final int PATIENCE = 10_000;

    private static final Zone ZONE = ZoneText.parse(GoldenPackets.zone());

    private static final List<byte[]> QUERIES = GoldenPackets.all().stream()
            .flatMap(behaviour -> behaviour.exchanges().stream())
            .filter(exchange -> exchange.knowledge() == Knowledge.ZONE && !exchange.limited())
            .map(Exchange::query)
            .toList();

    @Parameter
    boolean nativeTransport;

    private static QueryProcessor processor(Transport transport) {
        CurrentZone zone = new CurrentZone(ZONE.apex());
        zone.publish(ZONE);
        QueryProcessor processor = new QueryProcessor(zone, transport, "node-1", "2.0", 42);
        processor.idleTimeout(GoldenPackets.IDLE_TIMEOUT);
        return processor;
    }

    /** Without a socket; null if it is dropped. */
    private static Response expected(byte[] query, Transport transport) {
        QueryProcessor processor = processor(transport);
        return processor.process(query, query.length, InetAddress.getLoopbackAddress()) == Verdict.DROP
                ? null
                : response(query, Arrays.copyOf(processor.response(), processor.responseLength()), transport);
    }

    private static Response response(byte[] query, byte[] wire, Transport transport) {
        return Response.to(new QueryText("a golden packet", query, transport, false), wire);
    }

    /** The server's half of a cookie is made with a time and a secret of its own. */
    private static String text(Response response) {
        return response.text().replaceAll("(; opt 10 [0-9a-f]{16}01000000)[0-9a-f]{24}", "$1");
    }

    private RunningServer start() throws AddressUnavailableException {
        return RunningServer.start(
                nativeTransport, RunningServer.LONG, GoldenPacketsOverSocketsTest::processor, "127.0.0.1:0");
    }

    /** That there is no response to one is known by that to the next. */
    @Test
    void overUdp() throws Exception {
        try (RunningServer server = start();
                DatagramSocket client = client(server.address())) {
            int answered = 0;
            for (byte[] query : QUERIES) {
                Response expected = expected(query, Transport.UDP);
                byte[] asked = expected == null ? query("swarm.", 1) : query;
                client.send(new DatagramPacket(query, query.length));
                if (expected == null) {
                    client.send(new DatagramPacket(asked, asked.length));
                    expected = expected(asked, Transport.UDP);
                } else {
                    answered++;
                }
                assertThat(text(response(asked, receive(client), Transport.UDP)))
                        .isEqualTo(text(expected));
            }
            assertThat(answered).isGreaterThan(80).isLessThan(QUERIES.size());
        }
    }

    /** In one stream as far as that goes: what gets no response ends it. */
    @Test
    void overTcp() throws Exception {
        List<byte[]> good = new ArrayList<>();
        List<byte[]> bad = new ArrayList<>();
        for (byte[] query : QUERIES) {
            (expected(query, Transport.TCP) == null ? bad : good).add(query);
        }
        ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
        good.forEach(query -> pipeline.writeBytes(framed(query)));
        try (RunningServer server = start()) {
            try (Socket client = connect(server)) {
                client.getOutputStream().write(pipeline.toByteArray());
                for (byte[] query : good) {
                    assertAnswered(client.getInputStream(), query);
                }
            }
            assertThat(bad).hasSizeGreaterThan(4);
            for (byte[] query : bad) {
                try (Socket client = connect(server)) {
                    byte[] before = good.get(0);
                    client.getOutputStream().write(concat(framed(before), framed(query), framed(before)));
                    assertAnswered(client.getInputStream(), before);
                    assertThat(client.getInputStream().read()).as("the end").isEqualTo(-1);
                }
            }
        }
    }

    /** RFC 7766 8: length and message in one write, so that a client's first read has both. */
    @Test
    void anAnswerOverTcpIsOneWrite() throws Exception {
        byte[] query = query("swarm.", 1);
        int length = 2 + expected(query, Transport.TCP).wire().length;
        byte[] buffer = new byte[65_537];
        try (RunningServer server = start();
                Socket client = connect(server)) {
            for (int i = 0; i < 500; i++) {
                client.getOutputStream().write(framed(query));
                assertThat(client.getInputStream().read(buffer)).isEqualTo(length);
            }
        }
    }

    /** RFC 9018 4.3: whatever the transport, a cookie has the time of the wall in it. */
    @Test
    void aCookieTellsTheTime() throws Exception {
        byte[] query = QueryText.parse("swarm. SOA +opt=10:0102030405060708").wire();
        try (RunningServer server = start();
                DatagramSocket udp = client(server.address());
                Socket tcp = connect(server)) {
            udp.send(new DatagramPacket(query, query.length));
            assertThat(cookieTime(receive(udp))).isBetween(now() - 60, now());
            tcp.getOutputStream().write(framed(query));
            assertThat(cookieTime(read(tcp.getInputStream()))).isBetween(now() - 60, now());
        }
    }

    /** vert.x#3523: clients that ask at once get their own answers, each: the second opinion compares id and question. */
    @Test
    void noAnswerIsSwappedForAnother() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(8);
        try (RunningServer server = start()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int number = 0; number < 8; number++) {
                int first = number * 13;
                all.add(clients.submit(() -> ask(server.address(), first)));
            }
            for (Future<Integer> answered : all) {
                assertThat(answered.get(4, TimeUnit.MINUTES)).isGreaterThan(5 * 80);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    /** Five rounds of all queries that have a response, beginning anywhere, each with an id of its own. */
    private static int ask(InetSocketAddress server, int first) throws IOException {
        int answered = 0;
        try (DatagramSocket client = client(server)) {
            for (int i = first; i < first + 5 * QUERIES.size(); i++) {
                byte[] query = QUERIES.get(i % QUERIES.size()).clone();
                Response expected = expected(query, Transport.UDP);
                if (expected != null) {
                    query[0] = (byte) (i >> 8);
                    query[1] = (byte) i;
                    client.send(new DatagramPacket(query, query.length));
                    assertThat(text(response(query, receive(client), Transport.UDP)))
                            .isEqualTo(text(expected));
                    answered++;
                }
            }
        }
        return answered;
    }

    private static long now() {
        return System.currentTimeMillis() / 1_000;
    }

    /** Of the only option, which is the last there is: client's half, version, the time, a hash. */
    private static long cookieTime(byte[] response) {
        return Octets.u32(response, response.length - 12);
    }

    private static byte[] read(InputStream in) throws IOException {
        int length = in.read() << 8 | in.read();
        return in.readNBytes(length);
    }

    private static void assertAnswered(InputStream in, byte[] query) throws IOException {
        assertThat(text(response(query, read(in), Transport.TCP))).isEqualTo(text(expected(query, Transport.TCP)));
    }

    private static DatagramSocket client(InetSocketAddress server) throws IOException {
        DatagramSocket client = new DatagramSocket();
        client.connect(server);
        client.setSoTimeout(PATIENCE);
        return client;
    }

    private static byte[] receive(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static Socket connect(RunningServer server) throws IOException {
        Socket client = new Socket();
        client.setSoTimeout(PATIENCE);
        client.setTcpNoDelay(true);
        client.connect(server.address(), PATIENCE);
        return client;
    }
}

package dev.wagl.transport;

import static dev.wagl.transport.Messages.askUdp;
import static dev.wagl.transport.Messages.assertAnswers;
import static dev.wagl.transport.Messages.concat;
import static dev.wagl.transport.Messages.framed;
import static dev.wagl.transport.Messages.pipeline;
import static dev.wagl.transport.Messages.query;
import static dev.wagl.transport.Messages.read;
import static dev.wagl.transport.Messages.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wagl.LoopbackOfIpv6;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.QueryCounters.Source;
import dev.wagl.transport.TcpCounters.CutOff;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** RFC 7766 over real sockets, on epoll and on the JDK's own channels. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class TcpServerTest {

    private static final TcpLimits SHORT_IDLE =
            RunningServer.limits(100, Duration.ofSeconds(4), Duration.ofSeconds(30), Duration.ofSeconds(4));
    private static final TcpLimits SHORT_MESSAGE =
            RunningServer.limits(100, Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofSeconds(30));
    private static final TcpLimits SHORT_WRITE =
            RunningServer.limits(100, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(300));
    private static final TcpLimits MANY =
            RunningServer.limits(1000, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

    @Parameter
    boolean nativeTransport;

    @ParameterizedTest
    @CsvSource({"127.0.0.1:0, 127.0.0.1", "[::1]:0, ::1", ":0, 127.0.0.1", ":0, ::1", "0.0.0.0:0, 127.0.0.1"})
    void answersInBothFamilies(String bind, String asked) throws Exception {
        LoopbackOfIpv6.assumeFor(bind, asked);
        try (RunningServer server = start(RunningServer.LONG, bind)) {
            SimpleResolver client = new SimpleResolver(server.at(asked));
            client.setTCP(true);
            Message query = query("api.swarm.");
            assertAnswers(client.send(query), query.getHeader().getID());
        }
    }

    @Test
    void theWildcardOfIpv4DoesNotAnswerIpv6() throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "0.0.0.0:0")) {
            assertThat(answersOverTcp(server, "127.0.0.1")).isTrue();
            assertThat(answersOverTcp(server, "::1")).isFalse();
        }
    }

    private static boolean answersOverTcp(RunningServer server, String host) throws IOException {
        try (Socket client = connect(server, host)) {
            client.getOutputStream().write(framed(query("api.swarm.", 1)));
            return read(client.getInputStream()) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void answersTwoHundredPipelinedQueriesInTheirOrder() throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.getOutputStream().write(pipeline("api.swarm.", 200));
            for (int id = 0; id < 200; id++) {
                assertAnswers(read(client.getInputStream()), id);
            }
            assertThat(server.dns().counters(Transport.TCP).stream()
                            .mapToLong(loop -> loop.responses(Rcode.NOERROR, Source.ZONE))
                            .sum())
                    .isEqualTo(200);
        }
    }

    @Test
    void answersAQueryThatComesOneOctetAtATime() throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.setTcpNoDelay(true);
            for (int id = 0; id < 3; id++) {
                for (byte octet : framed(query("api.swarm.", id))) {
                    client.getOutputStream().write(octet);
                }
                assertAnswers(read(client.getInputStream()), id);
            }
        }
    }

    /** Cut at each place, the length prefix included, with something else between the halves to make two reads of it. */
    @Test
    void answersAQueryThatComesInTwoParts() throws Exception {
        byte[] query = framed(query("api.swarm.", 5));
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.setTcpNoDelay(true);
            for (int cut = 1; cut < query.length; cut++) {
                client.getOutputStream().write(query, 0, cut);
                assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
                client.getOutputStream().write(query, cut, query.length - cut);
                assertAnswers(read(client.getInputStream()), 5);
            }
        }
    }

    /** One of each chunk's ends falls into a message, and the next chunk has to go on there. */
    @Test
    void answersAStreamThatIsCutAnywhere() throws Exception {
        byte[] stream = pipeline("api.swarm.", 100);
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0")) {
            for (int chunk : new int[] {1, 7, 31, 32, 33, 100, 1000}) {
                try (Socket client = connect(server)) {
                    client.setTcpNoDelay(true);
                    for (int at = 0; at < stream.length; at += chunk) {
                        client.getOutputStream().write(stream, at, Math.min(chunk, stream.length - at));
                    }
                    for (int id = 0; id < 100; id++) {
                        assertAnswers(read(client.getInputStream()), id);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"api.swarm., 1", "api.swarm., 500", "big.swarm., 1", "big.swarm., 300"})
    void aClientThatClosesItsHalfGetsAllAnswersAndThenTheEnd(String name, int queries) throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.getOutputStream().write(pipeline(name, queries));
            client.shutdownOutput();
            for (int id = 0; id < queries; id++) {
                assertAnswers(read(client.getInputStream()), id);
            }
            assertThat(read(client.getInputStream())).as("the end").isNull();
            awaitNoConnections(server);
        }
    }

    @Test
    void aHalfMessageAndTheEndIsNoQuery() throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            byte[] query = framed(query("api.swarm.", 2));
            client.getOutputStream().write(concat(framed(query("api.swarm.", 1)), new byte[] {query[0], query[1], 0}));
            client.shutdownOutput();
            assertAnswers(read(client.getInputStream()), 1);
            assertThat(read(client.getInputStream())).isNull();
        }
    }

    @Test
    void answersThatDoNotFitADatagramComeWhole() throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.getOutputStream().write(framed(query("big.swarm.", 9)));
            assertThat(read(client.getInputStream()).getSection(Section.ANSWER)).hasSize(3000);
        }
    }

    /** The answers to 1,000 queries are 48 MB; while they are not taken, the queries wait in the client's own buffers. */
    @Test
    void doesNotPileUpAnswersForAClientThatIsSlowToRead() throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            Thread writer = new Thread(() -> write(client, pipeline("big.swarm.", 1000)));
            writer.start();
            await().until(() -> answered(server) > 0);
            await().during(Duration.ofMillis(200)).until(() -> answered(server) < 500);
            for (int id = 0; id < 1000; id++) {
                assertThat(read(client.getInputStream()).getHeader().getID()).isEqualTo(id);
            }
            writer.join();
            assertThat(answered(server)).isEqualTo(1000);
        }
    }

    @Test
    void aClientThatNeverReadsIsCutOff() throws Exception {
        try (RunningServer server = start(SHORT_WRITE, "127.0.0.1:0");
                Socket client = new Socket()) {
            // Left alone, the kernel takes as much as this machine's net.ipv4.tcp_rmem says.
            client.setReceiveBufferSize(64 << 10);
            client.connect(server.address());
            Thread writer = new Thread(() -> write(client, pipeline("big.swarm.", 60_000)));
            writer.start();
            await().untilAsserted(() ->
                    assertThat(server.dns().connections().cutOff(CutOff.UNREAD)).isEqualTo(1));
            awaitNoConnections(server);
            writer.join();
            assertThat(answered(server))
                    .as("in the client's buffer, the kernel's and ours")
                    .isLessThan(30);
            assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 11})
    void aMessageThatIsNoneEndsThisConnectionOnly(int length) throws Exception {
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket other = connect(server);
                Socket client = connect(server)) {
            client.getOutputStream()
                    .write(concat(
                            framed(query("api.swarm.", 1)), framed(new byte[length]), framed(query("api.swarm.", 2))));
            assertAnswers(read(client.getInputStream()), 1);
            assertThat(read(client.getInputStream())).isNull();
            other.getOutputStream().write(framed(query("api.swarm.", 3)));
            assertAnswers(read(other.getInputStream()), 3);
            assertThat(server.dns().counters(Transport.TCP).stream()
                            .mapToLong(loop -> loop.drops(Drop.SHORT))
                            .sum())
                    .isEqualTo(1);
        }
    }

    @Test
    void aResponseInPlaceOfAQueryEndsTheConnection() throws Exception {
        byte[] response = query("api.swarm.", 1);
        response[2] |= (byte) 0x80;
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.getOutputStream().write(framed(response));
            assertThat(read(client.getInputStream())).isNull();
        }
    }

    @Test
    void garbageThatIsAMessageGetsAFormatError() throws Exception {
        byte[] garbage = new byte[65_535];
        garbage[1] = 77;
        garbage[5] = 2;
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.getOutputStream().write(concat(framed(garbage), framed(query("api.swarm.", 2))));
            Message response = read(client.getInputStream());
            assertThat(response.getHeader().getID()).isEqualTo(77);
            assertThat(response.getRcode()).isEqualTo(Rcode.FORMERR);
            assertAnswers(read(client.getInputStream()), 2);
        }
    }

    @Test
    void anIdleClientIsSentAway() throws Exception {
        try (RunningServer server = start(SHORT_IDLE, "127.0.0.1:0");
                Socket silent = connect(server);
                Socket client = connect(server)) {
            client.getOutputStream().write(framed(query("api.swarm.", 1)));
            assertAnswers(read(client.getInputStream()), 1);
            assertThat(read(client.getInputStream())).isNull();
            assertThat(read(silent.getInputStream())).isNull();
            awaitNoConnections(server);
            assertThat(server.dns().connections().cutOff(CutOff.IDLE)).isEqualTo(2);
        }
    }

    @Test
    void aClientThatAsksNowAndThenIsNotIdle() throws Exception {
        // So much longer than a pause that the machine may stall.
        Duration patience = Duration.ofSeconds(5);
        try (RunningServer server = start(RunningServer.limits(100, patience, patience, patience), "127.0.0.1:0");
                Socket client = connect(server)) {
            for (int id = 0; id < 10; id++) {
                client.getOutputStream().write(framed(query("api.swarm.", id)));
                client.setSoTimeout(10_000);
                assertAnswers(read(client.getInputStream()), id);
                client.setSoTimeout(600);
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void aPrefixAndThenNothingHasADeadline() throws Exception {
        try (RunningServer server = start(SHORT_MESSAGE, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF});
            assertThat(read(client.getInputStream())).isNull();
            assertThat(server.dns().connections().cutOff(CutOff.SLOW)).isEqualTo(1);
        }
    }

    /** It is the message that has a deadline, not the octet. */
    @Test
    void aMessageThatTricklesInHasOneDeadlineAsAWhole() throws Exception {
        try (RunningServer server = start(SHORT_MESSAGE, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.setSoTimeout(50);
            client.getOutputStream().write(new byte[] {(byte) 0xFF, (byte) 0xFF});
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
                try {
                    client.getOutputStream().write(0);
                    return client.getInputStream().read() < 0;
                } catch (SocketTimeoutException e) {
                    return false;
                } catch (SocketException e) {
                    return true;
                }
            });
            assertThat(server.dns().connections().cutOff(CutOff.SLOW)).isEqualTo(1);
        }
    }

    /** So a message is always begun, and what is already answered must not stay in memory before it. */
    @Test
    void aStreamThatNeverEndsWithAMessageTakesNoMoreMemoryThanAMessage() throws Exception {
        byte[] query = framed(query("api.swarm.", 1));
        int half = query.length / 2;
        byte[] halves = new byte[query.length];
        System.arraycopy(query, half, halves, 0, query.length - half);
        System.arraycopy(query, 0, halves, query.length - half, half);
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = connect(server)) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write(query, 0, half);
            for (int i = 0; i < 20_000; i++) {
                client.getOutputStream().write(halves);
                assertAnswers(read(client.getInputStream()), 1);
            }
            await().untilAsserted(() ->
                    assertThat(server.dns().connections().held()).isPositive().isLessThan(256 << 10));
        }
    }

    /** Three hundred clients begin messages of 65,535 octets, 19 MB in all, and leave them so. */
    @Test
    void hoardersAreCutOffAndUdpAnswersThroughout() throws Exception {
        byte[] hoard = new byte[2 + 65_000];
        hoard[0] = (byte) 0xFF;
        hoard[1] = (byte) 0xFF;
        long most = MANY.held();
        try (RunningServer server = start(MANY, "127.0.0.1:0")) {
            List<Socket> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 300; i++) {
                    Socket client = connect(server);
                    clients.add(client);
                    write(client, hoard);
                    if (i % 10 == 0) {
                        assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
                    }
                    // At most one chunk of each event loop is over it for the moment.
                    assertThat(server.dns().connections().held()).isLessThan(most + (1 << 20));
                }
                await().untilAsserted(() -> {
                    TcpCounters counters = server.dns().connections();
                    assertThat(counters.open() + counters.hoarded()).isEqualTo(300);
                    assertThat(counters.hoarded()).isBetween(100L, 299L);
                    assertThat(counters.held()).isBetween(most / 2, most);
                });
                assertThat(answersOverTcp(server, "127.0.0.1"))
                        .as("who holds nothing")
                        .isTrue();
            } finally {
                for (Socket client : clients) {
                    client.close();
                }
            }
            awaitNoConnections(server);
            assertThat(server.dns().connections().held()).isZero();
        }
    }

    /** The kernel answers input to a closed socket with a reset, and forgets what it still had to send. */
    @Test
    void aClientThatStillSendsGetsTheAnswersThatItHasComing() throws Exception {
        byte[] more = pipeline("api.swarm.", 100);
        try (RunningServer server = start(RunningServer.LONG, "127.0.0.1:0");
                Socket client = new Socket()) {
            client.setReceiveBufferSize(4096);
            client.setSoTimeout(10_000);
            client.connect(server.address());
            client.getOutputStream().write(concat(pipeline("big.swarm.", 10), framed(new byte[1])));
            AtomicBoolean ended = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                while (!ended.get()) {
                    write(client, more);
                }
            });
            writer.start();
            try {
                for (int id = 0; id < 10; id++) {
                    assertAnswers(read(client.getInputStream()), id);
                }
                assertThat(read(client.getInputStream())).as("the end").isNull();
            } finally {
                ended.set(true);
                writer.join();
            }
            client.shutdownOutput();
            awaitNoConnections(server);
            assertThat(server.dns().connections().timedOut()).isZero();
        }
    }

    /** Opened, closed in order, reset, left with a half message or an unread answer: nothing of it stays. */
    @Test
    void nothingIsLeftOfTenThousandConnections() throws Exception {
        try (RunningServer server = start(MANY, "127.0.0.1:0")) {
            // Of the whole process, in which what other tests have left behind may end meanwhile.
            await().until(() -> {
                long without = directMemory();
                try (Socket client = connect(server)) {
                    client.getOutputStream().write(0);
                    await().until(() -> server.dns().connections().held() > 0);
                    return directMemory() > without;
                }
            });
            awaitNoConnections(server);
            long before = directMemory();
            long connections = connections(server);
            for (int round = 0; round < 200; round++) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    Socket client = connect(server);
                    clients.add(client);
                    switch (i % 5) {
                        case 0 -> client.getOutputStream().write(framed(query("api.swarm.", 1)));
                        case 1 -> client.getOutputStream().write(0);
                        case 2 -> client.getOutputStream().write(new byte[100]);
                        case 3 -> client.shutdownOutput();
                        default -> client.setSoLinger(true, 0);
                    }
                    if (i % 2 == 0) {
                        client.setSoLinger(true, 0);
                    }
                }
                for (Socket client : clients) {
                    client.close();
                }
                if (round % 10 == 0) {
                    assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
                }
            }
            awaitNoConnections(server);
            await().until(() -> connections(server) == connections + 10_000);
            assertThat(server.dns().connections().held()).isZero();
            await().untilAsserted(() -> assertThat(directMemory()).isLessThanOrEqualTo(before));
        }
    }

    private static long connections(RunningServer server) {
        TcpCounters counters = server.dns().connections();
        return counters.accepted() + counters.refused();
    }

    /** Octets of all buffers that TCP uses. */
    private static long directMemory() {
        return PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    private RunningServer start(TcpLimits limits, String bind) throws AddressUnavailableException {
        return RunningServer.start(nativeTransport, limits, bind);
    }

    private static Socket connect(RunningServer server) throws IOException {
        return connect(server, "127.0.0.1");
    }

    private static Socket connect(RunningServer server, String host) throws IOException {
        Socket client = new Socket();
        // What thousands of them leave behind in TIME_WAIT must not be in the way of a server.
        client.setReuseAddress(true);
        client.setSoTimeout(10_000);
        client.connect(server.at(host), 10_000);
        return client;
    }

    private static long answered(RunningServer server) {
        return server.dns().counters(Transport.TCP).stream()
                .mapToLong(loop -> loop.responses(Rcode.NOERROR, Source.ZONE))
                .sum();
    }

    private static void awaitNoConnections(RunningServer server) {
        await().untilAsserted(
                        () -> assertThat(server.dns().connections().open()).isZero());
    }
}

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
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.wagl.dns.Transport;
import dev.wagl.transport.TcpCounters.CutOff;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TcpKeepaliveOption;

/** RFC 7766 10, RFC 9210 4: TCP that cannot be hoarded, over real sockets; and what other servers had to learn. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class TcpHoardersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** What the rest of this process may open meanwhile: jars, and what other tests have left behind. */
    private static final int OTHERS = 25;

    private static final UnixOperatingSystemMXBean PROCESS =
            (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Parameter
    boolean nativeTransport;

    private final List<Socket> clients = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
    }

    /** All at once, and as many again that come only to be reset. Deadlines of half a second stand for those of 5 and 30 s. */
    @Test
    void hoardersOfAllKindsGetNothingAndUdpAnswersThroughout() throws Exception {
        Duration soon = Duration.ofMillis(500);
        try (RunningServer server = start(RunningServer.limits(1000, soon, soon, soon))) {
            // Not asked, for it may be too late for that; its end takes what TCP needs the first time.
            connect(server);
            await().until(() -> server.dns().connections().accepted() == 1);
            closeAll();
            awaitNone(server);
            long before = PROCESS.getOpenFileDescriptorCount();
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger asked = new AtomicInteger();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread udp = new Thread(() -> askUntil(over, server, asked, failure));
            udp.start();
            try {
                List<Socket> trickling = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    connect(server);
                    Socket slow = connect(server);
                    write(slow, new byte[] {1});
                    trickling.add(slow);
                    write(connect(server), pipeline("big.swarm.", 100));
                }
                for (int i = 0; i < 2_000; i++) {
                    try (Socket reset = open(server)) {
                        reset.setSoLinger(true, 0);
                    }
                }
                await().pollInterval(Duration.ofMillis(20)).until(() -> {
                    trickling.forEach(client -> write(client, new byte[] {1}));
                    return server.dns().connections().open() == 0
                            && server.dns().connections().accepted() == 1 + 150 + 2_000;
                });
                TcpCounters counters = server.dns().connections();
                // On a slow machine many come at once before any reset is seen, and need places.
                assertThat(counters.timedOut() + counters.hoarded() + counters.cutOff(CutOff.GAVE_WAY))
                        .isGreaterThanOrEqualTo(150);
                assertThat(counters.refused()).isZero();
                assertThat(counters.held()).isZero();
                await().untilAsserted(() -> assertThat(PROCESS.getOpenFileDescriptorCount())
                        .as("the server's own, beside the 150 of its clients")
                        .isLessThanOrEqualTo(before + 150 + 1 + OTHERS));
                await().until(() -> asked.get() > 100 || failure.get() != null);
            } finally {
                over.set(true);
                udp.join();
            }
            assertThat(failure).hasNullValue();
            closeAll();
            await().untilAsserted(() ->
                    assertThat(PROCESS.getOpenFileDescriptorCount()).isLessThanOrEqualTo(before + OTHERS));
        }
    }

    /** Without a pause, each within a time in which a client gives up. */
    private static void askUntil(
            AtomicBoolean over, RunningServer server, AtomicInteger asked, AtomicReference<Throwable> failure) {
        try {
            while (!over.get()) {
                long start = System.nanoTime();
                assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
                asked.incrementAndGet();
            }
        } catch (IOException | AssertionError e) {
            failure.set(e);
        }
    }

    @Test
    void whoComesTakesThePlaceOfWhoAskedLongestAgo() throws Exception {
        try (RunningServer server = start(RunningServer.limits(3, LONG, LONG, LONG))) {
            List<Socket> old = List.of(connect(server), connect(server), connect(server));
            for (Socket client : old) {
                ask(client, 1);
            }
            ask(old.get(0), 2);

            Socket newcomer = connect(server);
            ask(newcomer, 3);

            assertThat(read(old.get(1).getInputStream())).isNull();
            ask(old.get(0), 4);
            ask(old.get(2), 4);
            ask(newcomer, 4);
            assertThat(server.dns().connections().open()).isEqualTo(3);
            assertThat(server.dns().connections().cutOff(CutOff.GAVE_WAY)).isEqualTo(1);
            assertThat(server.dns().connections().refused()).isZero();
        }
    }

    /** Whatever they do to keep them: say nothing, say half of it, or ask and take no response. */
    @Test
    void aTableFullOfHoardersHasPlaceForEveryoneWhoAsks() throws Exception {
        // A full table has a sixth of that patience, which is not to be what ends them.
        try (RunningServer server = start(RunningServer.limits(30, LONG.multipliedBy(10), LONG, LONG))) {
            for (int i = 0; i < 10; i++) {
                connect(server);
                write(connect(server), new byte[] {0});
                write(connect(server), pipeline("big.swarm.", 100));
            }
            await().until(() -> server.dns().connections().open() == 30);
            for (int i = 0; i < 100; i++) {
                ask(connect(server), i);
                assertThat(server.dns().connections().open()).isEqualTo(30);
            }
            assertThat(server.dns().connections().cutOff(CutOff.GAVE_WAY)).isEqualTo(100);
            closeAll();
            awaitNone(server);
            assertThat(server.dns().connections().held()).isZero();
        }
    }

    /** RFC 7766 6.2.3. Idle for 2 s is too long only for a table that has no place left. */
    @Test
    void theFullerTheTableTheSoonerAnIdleClientGoes() throws Exception {
        try (RunningServer server = start(RunningServer.limits(5, Duration.ofSeconds(12), LONG, LONG))) {
            long start = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                connect(server);
            }
            await().pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> server.dns().connections().cutOff(CutOff.IDLE) > 0);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1_900), Duration.ofMillis(11_000));
        }
    }

    /** RFC 7828 3.3.2: the time-out that goes for the session, which shrinks as the table fills. */
    @Test
    void whoAsksIsToldHowLongItMayBeIdle() throws Exception {
        try (RunningServer server = start(RunningServer.limits(4, LONG, LONG, LONG))) {
            assertThat(idleTimeout(connect(server))).isEqualTo(300);
            assertThat(idleTimeout(connect(server))).isEqualTo(300);
            assertThat(idleTimeout(connect(server))).isEqualTo(175);
            assertThat(idleTimeout(connect(server))).isEqualTo(50);
        }
    }

    /** RFC 7828 3.3.2: a server that wants to be left says 0. */
    @Test
    void aServerThatGoesTellsItsClientsToGo() throws Exception {
        try (RunningServer server = RunningServer.startPatientOne(nativeTransport)) {
            Socket client = connect(server);
            byte[] message = framed(askingForIdleTimeout());
            client.getOutputStream().write(message, 0, 20);
            await().until(() -> server.dns().connections().held() > 0);
            server.dns().close();
            // By the time that each event loop has seen to this, it has seen to the end.
            assertThat(server.dns().silentVerticles(Duration.ofMinutes(1)).get())
                    .isEmpty();
            client.getOutputStream().write(message, 20, message.length - 20);
            assertThat(idleTimeout(read(client.getInputStream()))).isZero();
        }
    }

    private static int idleTimeout(Socket client) throws IOException {
        client.getOutputStream().write(framed(askingForIdleTimeout()));
        return idleTimeout(read(client.getInputStream()));
    }

    private static byte[] askingForIdleTimeout() {
        Message query = query("api.swarm.");
        query.addRecord(new OPTRecord(1232, 0, 0, 0, List.of(new TcpKeepaliveOption())), Section.ADDITIONAL);
        return query.toWire();
    }

    private static int idleTimeout(Message response) {
        return ((TcpKeepaliveOption) response.getOPT()
                        .getOptions(EDNSOption.Code.TCP_KEEPALIVE)
                        .get(0))
                .getTimeout()
                .orElseThrow();
    }

    /** They wait where they cost nothing, and are answered once there is someone to do it. */
    @Test
    void connectionsThatNobodyGetsRoundToWaitInTheKernel() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        try (RunningServer server = start(RunningServer.limits(1000, LONG, LONG, LONG))) {
            ask(connect(server), 1);
            int loops = server.dns().counters(Transport.TCP).size();
            try {
                CountDownLatch hanging = new CountDownLatch(loops);
                for (int loop = 0; loop < loops; loop++) {
                    server.dns().eventLoop("TCP " + loop).runOnContext(stuck -> {
                        hanging.countDown();
                        awaitLatch(hang);
                    });
                }
                assertThat(hanging.await(1, TimeUnit.MINUTES)).isTrue();
                long before = PROCESS.getOpenFileDescriptorCount();
                for (int i = 0; i < 300; i++) {
                    write(connect(server), framed(query("api.swarm.", i)));
                }
                assertThat(PROCESS.getOpenFileDescriptorCount()).isLessThan(before + 300 + 100 + OTHERS);
            } finally {
                hang.countDown();
            }
            for (int i = 0; i < 300; i++) {
                assertAnswers(read(clients.get(1 + i).getInputStream()), i);
            }
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("CVE-2018-5743 (BIND): pipelining does not lift the limit on connections")
    void theLimitHoldsWhateverIsAskedOfThem() throws Exception {
        try (RunningServer server = start(RunningServer.limits(20, LONG, LONG, LONG))) {
            ask(connect(server), 1);
            closeAll();
            awaitNone(server);
            long before = PROCESS.getOpenFileDescriptorCount();
            byte[] pipeline = pipeline("api.swarm.", 100);
            for (int i = 0; i < 200; i++) {
                write(connect(server), pipeline);
                assertThat(server.dns().connections().open()).isLessThanOrEqualTo(20);
            }
            await().until(() -> server.dns().connections().accepted() == 201);
            assertThat(server.dns().connections().open()).isEqualTo(20);
            await().untilAsserted(() ->
                    assertThat(PROCESS.getOpenFileDescriptorCount()).isLessThanOrEqualTo(before + 200 + 20 + OTHERS));
        }
    }

    @Test
    @DisplayName("CVE-2022-0396 (BIND): no connection stays in CLOSE_WAIT")
    void whateverAClientHasSentItsEndIsSeen() throws Exception {
        try (RunningServer server = start(RunningServer.LONG)) {
            List<byte[]> parts = List.of(
                    new byte[0],
                    new byte[] {0},
                    new byte[] {0, 40},
                    new byte[] {0, 5},
                    framed(new byte[20]),
                    framed(query("api.swarm.", 1)),
                    concat(framed(query("api.swarm.", 1)), new byte[] {0}),
                    pipeline("api.swarm.", 300));
            for (byte[] part : parts) {
                for (int i = 0; i < 5; i++) {
                    Socket client = connect(server);
                    write(client, part);
                    client.shutdownOutput();
                }
            }
            await().untilAsserted(() ->
                    assertThat(server.dns().connections().accepted()).isEqualTo(parts.size() * 5));
            awaitNone(server);
            await().untilAsserted(
                            () -> assertThat(inCloseWait(server.address())).isEmpty());
        }
    }

    /** One that takes nothing of what it asked for before its end, either; it is the deadline's. */
    @Test
    @DisplayName("CVE-2022-0396 (BIND): no connection stays in CLOSE_WAIT that takes no response")
    void theEndOfAClientThatReadsNothingIsSeen() throws Exception {
        try (RunningServer server = start(RunningServer.limits(100, LONG, LONG, Duration.ofSeconds(4)))) {
            for (int i = 0; i < 20; i++) {
                Socket client = connect(server);
                write(client, pipeline("big.swarm.", 300));
                client.shutdownOutput();
            }
            await().until(() -> !inCloseWait(server.address()).isEmpty());
            awaitNone(server);
            assertThat(inCloseWait(server.address())).isEmpty();
            assertThat(server.dns().connections().cutOff(CutOff.UNREAD)).isEqualTo(20);
        }
    }

    /** The sockets of the server that the kernel has in state 8 (Linux, {@code include/net/tcp_states.h}). */
    private static List<String> inCloseWait(InetSocketAddress server) throws IOException {
        String port = ":%04X".formatted(server.getPort());
        List<String> found = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] words = line.strip().split(" +");
                if (words[1].endsWith(port) && words[3].equals("08")) {
                    found.add(line);
                }
            }
        }
        return found;
    }

    /** There, so many queries on one connection came to an end in the stack, and here they would in one turn of the loop. */
    @Test
    @DisplayName("CVE-2025-30193 (dnsdist): any number of queries on one connection, and others get their turn")
    void aConnectionWithoutEndHarmsNobody() throws Exception {
        int queries = 60_000;
        byte[] pipeline = pipeline("api.swarm.", queries);
        try (RunningServer server = start(RunningServer.limits(100, LONG, LONG, LONG))) {
            // As many as there may be event loops, so that one shares that of the busy one.
            List<Socket> others = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                others.add(connect(server));
            }
            Socket busy = connect(server);
            Thread writer = new Thread(() -> write(busy, pipeline));
            writer.start();
            for (int id = 0; id < queries; id++) {
                assertThat(header(busy)).isEqualTo(id & 0xFFFF);
                if (id % 1_000 == 0) {
                    ask(others.get(id / 1_000 % 8), id);
                }
            }
            writer.join();
            assertThat(server.dns().connections().held()).isLessThan(1 << 20);
        }
    }

    /** The id of the next response, which is not looked at otherwise. */
    private static int header(Socket client) throws IOException {
        byte[] prefix = client.getInputStream().readNBytes(2);
        byte[] message = client.getInputStream().readNBytes((prefix[0] & 0xFF) << 8 | prefix[1] & 0xFF);
        assertThat(message).hasSizeGreaterThan(12);
        return (message[0] & 0xFF) << 8 | message[1] & 0xFF;
    }

    /** 4,500 addresses are 72,000 octets, which a length of 16 bits would tell as 6,464. */
    @Test
    @DisplayName("SIGRed (CVE-2020-1350): no length overflows 16 bits")
    void anAnswerThatNoLengthCanTellIsCut() throws Exception {
        try (RunningServer server = start(RunningServer.LONG)) {
            Socket client = connect(server);
            byte[] longest = new byte[65_535];
            System.arraycopy(query("huge.swarm.", 1), 0, longest, 0, 28);
            client.getOutputStream().write(concat(framed(longest), framed(query("api.swarm.", 2))));
            Message response = read(client.getInputStream());
            assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(response.getSection(Section.ANSWER)).hasSize((65_535 - 28) / 16);
            assertAnswers(read(client.getInputStream()), 2);
        }
    }

    /** Each is answered or closed, and none is anyone else's business. */
    @Test
    void garbageHarmsItsOwnConnectionOnly() throws Exception {
        Random random = new Random(7766);
        try (RunningServer server = start(RunningServer.LONG)) {
            Socket other = connect(server);
            for (int i = 0; i < 300; i++) {
                byte[] garbage = new byte[random.nextInt(2_000)];
                random.nextBytes(garbage);
                if (i % 2 == 0 && garbage.length > 16) {
                    // Something that gets as far as the questions.
                    garbage[0] = 0;
                    garbage[1] = (byte) (garbage.length / 2);
                    garbage[4] &= 0x07;
                }
                try (Socket client = open(server)) {
                    write(client, garbage);
                    client.shutdownOutput();
                    Message response = readOrEnd(client);
                    while (response != null) {
                        assertThat(response.getHeader().getFlag(Flags.QR)).isTrue();
                        assertThat(response.getRcode())
                                .isIn(Rcode.FORMERR, Rcode.NOTIMP, Rcode.REFUSED, Rcode.NXDOMAIN, Rcode.BADVERS);
                        response = readOrEnd(client);
                    }
                }
                ask(other, i);
            }
        }
    }

    /** Null at its end, which can be a reset where more was sent than read. */
    private static Message readOrEnd(Socket client) throws IOException {
        try {
            return read(client.getInputStream());
        } catch (SocketException e) {
            return null;
        }
    }

    private RunningServer start(TcpLimits limits) throws AddressUnavailableException {
        return RunningServer.start(nativeTransport, limits, "127.0.0.1:0");
    }

    /** One that is closed after the test. */
    private Socket connect(RunningServer server) throws IOException {
        Socket client = open(server);
        clients.add(client);
        return client;
    }

    private static Socket open(RunningServer server) throws IOException {
        Socket client = new Socket();
        client.setReuseAddress(true);
        client.setSoTimeout(10_000);
        client.connect(server.address(), 10_000);
        return client;
    }

    private static void ask(Socket client, int id) throws IOException {
        client.getOutputStream().write(framed(query("api.swarm.", id & 0xFFFF)));
        assertAnswers(read(client.getInputStream()), id & 0xFFFF);
    }

    private static void awaitNone(RunningServer server) {
        await().untilAsserted(
                        () -> assertThat(server.dns().connections().open()).isZero());
    }
}

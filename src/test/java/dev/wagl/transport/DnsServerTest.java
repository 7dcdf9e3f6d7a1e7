package dev.wagl.transport;

import static dev.wagl.transport.Messages.askUdp;
import static dev.wagl.transport.Messages.assertAnswers;
import static dev.wagl.transport.Messages.concat;
import static dev.wagl.transport.Messages.framed;
import static dev.wagl.transport.Messages.query;
import static dev.wagl.transport.Messages.read;
import static dev.wagl.transport.Messages.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as a whole: what it tells of itself, and its end. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class DnsServerTest {

    @Parameter
    boolean nativeTransport;

    @Test
    void thePortThatTheSystemChoseIsTheSameForUdpAndTcp() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0");
                Socket tcp = new Socket("127.0.0.1", server.address().getPort())) {
            assertThat(server.dns().binds().get(0).port()).isPositive();
            assertThat(server.dns().addresses()).containsExactly(server.address());
            assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
            tcp.getOutputStream().write(framed(query("api.swarm.", 1)));
            assertAnswers(read(tcp.getInputStream()), 1);
        }
    }

    @Test
    void everyVerticleAnswersItself() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0")) {
            assertThat(silent(server, Duration.ofMinutes(1))).isEmpty();
            assertThat(requests(server))
                    .as("queries to ourselves are not counted")
                    .isZero();
        }
    }

    /** Also where the given Vert.x has one event loop alone, and its share of them is what a small machine has. */
    @Test
    void noClientOfTcpKeepsUdpWaiting() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        Vertx vertx = Vertx.vertx(
                new VertxOptions().setPreferNativeTransport(nativeTransport).setEventLoopPoolSize(1));
        DnsServer server = new DnsServer(
                vertx, BindAddress.parseList("127.0.0.1:0"), RunningServer::processor, RunningServer.LONG);
        RunningServer.await(server.start());
        try {
            for (int loop = 0; loop < server.counters(Transport.TCP).size(); loop++) {
                server.eventLoop("TCP " + loop).runOnContext(stuck -> awaitLatch(hang));
            }
            assertThat(server.silentVerticles(Duration.ofMillis(200)).get()).contains("TCP 0");
            for (int i = 0; i < 10; i++) {
                assertAnswers(askUdp(server.binds().get(0).socketAddress(), "api.swarm."), 4711);
            }
        } finally {
            hang.countDown();
            RunningServer.await(server.close());
            RunningServer.await(vertx.close());
        }
    }

    @Test
    void anEventLoopThatHangsIsTold() throws Exception {
        CountDownLatch hang = new CountDownLatch(1);
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0")) {
            try {
                Context loop = server.dns().eventLoop("UDP 0");
                loop.runOnContext(stuck -> awaitLatch(hang));
                assertThat(silent(server, Duration.ofMillis(200))).contains("UDP 0");
            } finally {
                hang.countDown();
            }
            await().untilAsserted(() ->
                    assertThat(silent(server, Duration.ofMillis(200))).isEmpty());
        }
    }

    @Test
    void answersWhatIsInFlightBeforeItEnds() throws Exception {
        try (RunningServer server = RunningServer.startPatientOne(nativeTransport);
                DatagramSocket udp = new DatagramSocket();
                Socket tcp = new Socket("127.0.0.1", server.address().getPort());
                Socket halfWay = new Socket("127.0.0.1", server.address().getPort())) {
            await().until(() -> server.dns().connections().open() == 2);
            udp.setSoTimeout(10_000);
            udp.setReceiveBufferSize(1 << 20);
            udp.connect(server.address());
            byte[] message = framed(query("api.swarm.", 300));
            halfWay.getOutputStream().write(message, 0, 20);
            // Who has said nothing when the end comes is not waited for.
            await().until(() -> server.dns().connections().held() > 0);
            byte[] pipeline = concat(IntStream.range(0, 200)
                    .mapToObj(id -> framed(query("api.swarm.", id)))
                    .toArray(byte[][]::new));
            for (int id = 0; id < 100; id++) {
                byte[] query = query("api.swarm.", id);
                udp.send(new DatagramPacket(query, query.length));
            }
            tcp.getOutputStream().write(pipeline);
            Future<Void> closed = server.dns().close();
            halfWay.getOutputStream().write(message, 20, message.length - 20);

            for (int id = 0; id < 100; id++) {
                assertAnswers(receive(udp), id);
            }
            for (int id = 0; id < 200; id++) {
                assertAnswers(read(tcp.getInputStream()), id);
            }
            assertAnswers(read(halfWay.getInputStream()), 300);
            assertThat(read(tcp.getInputStream())).isNull();
            assertThat(read(halfWay.getInputStream())).isNull();
            RunningServer.await(closed);
            assertThat(server.dns().connections().open()).isZero();
            assertThat(server.dns().connections().timedOut()).isZero();
        }
    }

    @Test
    void takesNoConnectionOnceItEnds() throws Exception {
        try (RunningServer server = RunningServer.startPatientOne(nativeTransport);
                Socket slow = new Socket("127.0.0.1", server.address().getPort())) {
            await().until(() -> server.dns().connections().open() == 1);
            byte[] message = framed(query("api.swarm.", 9));
            slow.getOutputStream().write(message, 0, 20);
            await().until(() -> server.dns().connections().held() > 0);
            Future<Void> closed = server.dns().close();
            await().pollInterval(Duration.ofMillis(10)).until(() -> !takesConnections(server.address()));
            assertThat(closed.isComplete()).isFalse();
            slow.getOutputStream().write(message, 20, message.length - 20);
            assertAnswers(read(slow.getInputStream()), 9);
            RunningServer.await(closed);
        }
    }

    /** Docker kills what does not end in time. */
    @Test
    void aClientThatDoesNotReadDoesNotHoldUpTheEnd() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0");
                Socket client = new Socket("127.0.0.1", server.address().getPort())) {
            byte[] pipeline = concat(IntStream.range(0, 500)
                    .mapToObj(id -> framed(query("big.swarm.", id)))
                    .toArray(byte[][]::new));
            client.getOutputStream().write(pipeline);
            await().until(() -> requests(server) > 0);
            long start = System.nanoTime();
            RunningServer.await(server.dns().close());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(server.dns().connections().open()).isZero();
        }
    }

    /** The quickest of three: the machine may stall. */
    @Test
    void endsAtOnceWithNobodyThere() throws Exception {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            try (RunningServer server = RunningServer.start(nativeTransport, ":0")) {
                long start = System.nanoTime();
                RunningServer.await(server.dns().close());
                quickest = Math.min(quickest, System.nanoTime() - start);
                RunningServer.await(server.dns().close());
            }
        }
        assertThat(Duration.ofNanos(quickest)).isLessThan(DnsServer.MOST_TO_END);
    }

    private static boolean takesConnections(InetSocketAddress address) {
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.setSoTimeout(1000);
            client.getOutputStream().write(framed(query("api.swarm.", 1)));
            return client.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> silent(RunningServer server, Duration timeout) {
        return server.dns()
                .silentVerticles(timeout)
                .orTimeout(2, TimeUnit.MINUTES)
                .join();
    }

    private static long requests(RunningServer server) {
        long sum = 0;
        for (Transport transport : Transport.values()) {
            for (QueryCounters loop : server.dns().counters(transport)) {
                sum += IntStream.range(0, QueryCounters.types())
                        .mapToLong(loop::requests)
                        .sum();
            }
        }
        return sum;
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.wagl.forwarding;

import static dev.wagl.forwarding.ForwardingServer.answers;
import static dev.wagl.forwarding.ForwardingServer.forwarding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.dns.Transport;
import dev.wagl.transport.TcpLimits;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** TCP clients whose queries wait for an upstream: who waits is not idle, and is answered in whatever order the answers come. */
class WaitingOverTcpTest {

    private static void send(Socket client, String name, int id) throws IOException {
        client.getOutputStream().write(framed(name, id));
    }

    private static byte[] framed(String name, int id) throws IOException {
        Message query = ForwardingServer.query(name, Type.A);
        query.getHeader().setID(id);
        byte[] wire = query.toWire();
        return ByteBuffer.allocate(2 + wire.length)
                .putShort((short) wire.length)
                .put(wire)
                .array();
    }

    private static Message read(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return new Message(message);
    }

    private static Socket connect(ForwardingServer server) throws IOException {
        Socket client =
                new Socket(server.address().getAddress(), server.address().getPort());
        client.setSoTimeout(30_000);
        return client;
    }

    /** RFC 7766 6.2.1.1. */
    @Test
    void whatIsKnownIsAnsweredBeforeWhatIsNot() throws Exception {
        CompletableFuture<TestUpstream.Asked> slow = new CompletableFuture<>();
        try (TestUpstream upstream = TestUpstream.start(slow::complete);
                ForwardingServer server = forwarding().to(upstream).start();
                Socket client = connect(server)) {
            send(client, "slow.example.", 1);
            slow.get(1, TimeUnit.MINUTES);
            send(client, "api.swarm.", 2);
            assertThat(read(client).getHeader().getID()).isEqualTo(2);
            slow.join().answer();
            Message second = read(client);
            assertThat(second.getHeader().getID()).isEqualTo(1);
            assertThat(answers(second)).isEqualTo(TestUpstream.ADDRESS);
        }
    }

    /** A client may close its half and wait for the rest (RFC 7766 6.2.4). */
    @Test
    void whoHasSaidAllGetsAllItsAnswersAndThenTheEnd() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(300, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start();
                Socket client = connect(server)) {
            for (int id = 0; id < 10; id++) {
                send(client, id + ".half.example.", id);
            }
            client.shutdownOutput();
            Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                ids.add(read(client).getHeader().getID());
            }
            assertThat(ids).hasSize(10);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** Each connection has so many queries in flight, and the others wait their turn: none is lost. */
    @Test
    void moreThanMayWaitAreAllAnswered() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(100, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start();
                Socket client = connect(server)) {
            int queries = 450;
            CompletableFuture<Integer> most = CompletableFuture.supplyAsync(() -> {
                int seen = 0;
                while (upstream.asked().size() < queries) {
                    seen = Math.max(seen, server.engine().waitingNow());
                    Thread.onSpinWait();
                }
                return seen;
            });
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    for (int id = 0; id < queries; id++) {
                        send(client, id + ".many.example.", id);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            Set<Integer> ids = new HashSet<>();
            for (int i = 0; i < queries; i++) {
                Message response = read(client);
                assertThat(answers(response)).isEqualTo(TestUpstream.ADDRESS);
                ids.add(response.getHeader().getID());
            }
            sent.join();
            assertThat(ids).hasSize(queries);
            assertThat(most.join()).isLessThanOrEqualTo(100);
        }
    }

    /** That the client takes responses again is no reason to read on while so many queries wait. */
    @Test
    void whoReadsLateAndAsksForMoreThanMayWaitIsNotCutOff() throws Exception {
        ByteArrayOutputStream queries = new ByteArrayOutputStream();
        for (int i = 0; i < 1_500; i++) {
            // So many that the server has got used to reading much at once.
            queries.writeBytes(framed("api.swarm.", i));
        }
        for (int i = 0; i < 10; i++) {
            queries.writeBytes(framed("big.example.", i));
        }
        for (int i = 0; i < 8_000; i++) {
            queries.writeBytes(framed(i + ".after.big.example.", i));
        }
        // The client reads late, and the machine may stall.
        Duration patience = Duration.ofSeconds(30);
        TcpLimits patient = new TcpLimits(100, 100, 8 << 20, patience, patience, patience);
        try (TestUpstream upstream = TestUpstream.start(WaitingOverTcpTest::answerBigOrLate);
                ForwardingServer server = forwarding().to(upstream).tcp(patient).start();
                Socket client = new Socket()) {
            client.setReceiveBufferSize(16 << 10);
            client.setSoTimeout(10_000);
            client.connect(server.address());
            server.askOverTcp("big.example.");
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                try {
                    client.getOutputStream().write(queries.toByteArray());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            await().until(() -> server.dns().connections().held() > 64 << 10);
            for (int i = 0; i < 9_510; i++) {
                read(client);
            }
            sent.join();
        }
    }

    private static void answerBigOrLate(TestUpstream.Asked asked) {
        Name name = asked.question().getName();
        if (asked.asks("big.example.")) {
            asked.send(asked.with(addresses(name)).toWire());
        } else {
            asked.later(name.getLabelString(0).length() < 3 ? 500 : 10, asked::answer);
        }
    }

    private static Record[] addresses(Name owner) {
        return IntStream.range(0, 3_000)
                .mapToObj(i -> new ARecord(owner, DClass.IN, 60, TestUpstream.ip("10.9." + i / 250 + "." + i % 250)))
                .toArray(Record[]::new);
    }

    @Test
    void whoWaitsIsNotIdle() throws Exception {
        // More than the machine may stall before the client has asked.
        TcpLimits impatient = new TcpLimits(100, 100, Duration.ofSeconds(4));
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(6_000, asked::answer));
                ForwardingServer server =
                        forwarding().to(upstream).tcp(impatient).start();
                Socket client = connect(server)) {
            send(client, "slow.example.", 7);
            assertThat(answers(read(client))).isEqualTo(TestUpstream.ADDRESS);
            // Now it is.
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoeverHasGoneIsForgotten() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(400, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start()) {
            for (int i = 0; i < 50; i++) {
                try (Socket client = connect(server)) {
                    send(client, i + ".gone.example.", i);
                    client.setSoLinger(true, 0);
                }
            }
            await().untilAsserted(() -> {
                assertThat(server.engine().waitingNow()).isZero();
                assertThat(server.dns().connections().open()).isZero();
                assertThat(server.dns().connections().held()).isZero();
            });
            assertThat(answers(server.askOverTcp("0.gone.example."))).isEqualTo(TestUpstream.ADDRESS);
        }
    }

    /** As after SIGTERM: what waits is answered, over both. */
    @Test
    void theEndWaitsForWhoWaits() throws Exception {
        try (TestUpstream upstream = TestUpstream.start(asked -> asked.later(700, asked::answer));
                ForwardingServer server = forwarding().to(upstream).start();
                Socket client = connect(server)) {
            send(client, "tcp.last.example.", 1);
            CompletableFuture<Message> overUdp = server.resolver()
                    .sendAsync(ForwardingServer.query("udp.last.example.", Type.A))
                    .toCompletableFuture();
            await().until(() -> upstream.asked().size() == 2);
            CompletableFuture<?> closed =
                    server.dns().close().toCompletionStage().toCompletableFuture();
            assertThat(answers(read(client))).isEqualTo(TestUpstream.ADDRESS);
            assertThat(answers(overUdp.join())).isEqualTo(TestUpstream.ADDRESS);
            closed.join();
            List<Integer> rest = new ArrayList<>();
            try {
                rest.add(client.getInputStream().read());
            } catch (EOFException e) {
                rest.add(-1);
            }
            assertThat(rest).containsExactly(-1);
            assertThat(server.dns().counters(Transport.UDP)).isNotEmpty();
        }
    }
}

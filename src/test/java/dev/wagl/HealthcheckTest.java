package dev.wagl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.transport.BindAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The health check against a server that answers what the test says, read and written by dnsjava. */
class HealthcheckTest {

    private static final Name DOMAIN = Name.parse("swarm.");

    private final BlockingQueue<Message> queries = new LinkedBlockingQueue<>();
    private final List<DatagramSocket> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(DatagramSocket::close);
    }

    /** Answers each query with the datagrams that the function makes of it. */
    private InetSocketAddress server(String address, Function<Message, List<byte[]>> answers) throws Exception {
        // At whose number a test listens over TCP, or that nobody does.
        DatagramSocket socket = new DatagramSocket(UnclaimedPort.next(), InetAddress.getByName(address));
        servers.add(socket);
        Thread thread = new Thread(() -> serve(socket, answers), "scripted server");
        thread.setDaemon(true);
        thread.start();
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void serve(DatagramSocket socket, Function<Message, List<byte[]>> answers) {
        byte[] buffer = new byte[512];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                queries.add(query);
                for (byte[] answer : answers.apply(query)) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (SocketException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Message response(Message query, int rcode) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setRcode(rcode);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        return response;
    }

    private static Message withError(Message response, int code, String text) {
        response.addRecord(new OPTRecord(1232, 0, 0, 0, new ExtendedErrorCodeOption(code, text)), Section.ADDITIONAL);
        return response;
    }

    private Healthcheck.Result check(InetSocketAddress server) {
        return new Healthcheck(server, DOMAIN, Duration.ofSeconds(5)).run();
    }

    @Test
    void asksForTheZonesSoa() throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> {
            Message response = response(query, Rcode.NOERROR);
            org.xbill.DNS.Name apex = query.getQuestion().getName();
            response.addRecord(new SOARecord(apex, DClass.IN, 1, apex, apex, 1, 3600, 600, 86400, 1), Section.ANSWER);
            return List.of(response.toWire());
        });

        Healthcheck.Result result = check(server);

        assertThat(result)
                .isEqualTo(new Healthcheck.Result(
                        true, "127.0.0.1 port " + server.getPort() + " answers for swarm. with NOERROR"));
        Message query = queries.poll(5, TimeUnit.SECONDS);
        assertThat(query.getQuestion().getName()).hasToString("swarm.");
        assertThat(query.getQuestion().getType()).isEqualTo(Type.SOA);
        assertThat(query.getQuestion().getDClass()).isEqualTo(DClass.IN);
        assertThat(query.getOPT()).isNotNull();
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(query.getHeader().getFlag(Flags.QR)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.NOERROR, Rcode.NXDOMAIN, Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP})
    void anyResponseIsHealthy(int rcode) throws Exception {
        InetSocketAddress server =
                server("127.0.0.1", query -> List.of(response(query, rcode).toWire()));
        assertThat(check(server).healthy()).isTrue();
    }

    @Test
    void staleIsHealthySinceUnhealthyMeansKilled() throws Exception {
        InetSocketAddress server = server(
                "127.0.0.1",
                query -> List.of(withError(response(query, Rcode.SERVFAIL), 3, "no success for 5m")
                        .toWire()));
        assertThat(check(server).healthy()).isTrue();
    }

    @Test
    void neverSyncedIsUnhealthy() throws Exception {
        InetSocketAddress server = server(
                "127.0.0.1",
                query -> List.of(withError(response(query, Rcode.SERVFAIL), 14, "waiting for\nDocker")
                        .toWire()));
        assertThat(check(server))
                .isEqualTo(new Healthcheck.Result(
                        false, "127.0.0.1 port " + server.getPort() + " is not ready: waiting for?Docker"));
    }

    @Test
    void aResponseThatCannotBeReadToItsEndIsOne() throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> {
            byte[] whole = withError(response(query, Rcode.SERVFAIL), 14, "cut").toWire();
            return List.of(Arrays.copyOf(whole, whole.length - 6));
        });
        assertThat(check(server).healthy()).isTrue();
    }

    @Test
    void passesOverWhatIsNotTheResponse() throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> {
            Message other = response(query, Rcode.NOERROR);
            other.getHeader().setID(query.getHeader().getID() ^ 1);
            return List.of(
                    new byte[0],
                    new byte[11],
                    query.toWire(),
                    other.toWire(),
                    withError(response(query, Rcode.SERVFAIL), 14, "").toWire());
        });
        assertThat(check(server))
                .isEqualTo(new Healthcheck.Result(false, "127.0.0.1 port " + server.getPort() + " is not ready"));
    }

    /** The rate limit, which a flood with our address as its source has used up, cuts what goes over UDP. */
    @Test
    void asksASecondTimeOverTcp() throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> List.of());
        Thread tcp = tcpServer(server, query -> response(query, Rcode.NOERROR).toWire());
        assertThat(check(server))
                .isEqualTo(new Healthcheck.Result(
                        true, "127.0.0.1 port " + server.getPort() + " answers for swarm. with NOERROR"));
        assertThat(queries).hasSize(2);
        assertThat(queries.poll().toWire()).isEqualTo(queries.poll().toWire());
        tcp.join();
    }

    @Test
    void neverSyncedIsUnhealthyOverTcpToo() throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> List.of());
        Thread tcp = tcpServer(
                server,
                query -> withError(response(query, Rcode.SERVFAIL), 14, "waiting")
                        .toWire());
        assertThat(check(server))
                .isEqualTo(
                        new Healthcheck.Result(false, "127.0.0.1 port " + server.getPort() + " is not ready: waiting"));
        tcp.join();
    }

    /** Nothing, the end, a response to someone else, and half of one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void whatIsNoResponseOverTcpIsUnhealthy(int kind) throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> List.of());
        CountDownLatch done = new CountDownLatch(1);
        Thread tcp = tcpServer(server, query -> {
            byte[] response = response(query, Rcode.NOERROR).toWire();
            switch (kind) {
                case 0 -> awaitQuietly(done);
                case 1 -> response = new byte[0];
                case 2 -> response[0] ^= 1;
                default -> response = Arrays.copyOf(response, 11);
            }
            return response;
        });
        assertThat(new Healthcheck(server, DOMAIN, Duration.ofMillis(300)).run())
                .isEqualTo(new Healthcheck.Result(
                        false, "no response from 127.0.0.1 port " + server.getPort() + " within 600ms"));
        done.countDown();
        tcp.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes one connection and one query, at the port that the server over UDP has. */
    private Thread tcpServer(InetSocketAddress udp, Function<Message, byte[]> answer) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(udp);
        listener.setSoTimeout(20_000);
        Thread thread = new Thread(
                () -> {
                    try (listener;
                            Socket client = listener.accept()) {
                        DataInputStream in = new DataInputStream(client.getInputStream());
                        Message query = new Message(in.readNBytes(in.readUnsignedShort()));
                        queries.add(query);
                        byte[] response = answer.apply(query);
                        if (response.length > 0) {
                            client.getOutputStream()
                                    .write(ByteBuffer.allocate(2 + response.length)
                                            .putShort((short) response.length)
                                            .put(response)
                                            .array());
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                "scripted server over TCP");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void silenceWithNothingOverTcpIsUnhealthy() throws Exception {
        InetSocketAddress server = server("127.0.0.1", query -> List.of());
        assertThat(new Healthcheck(server, DOMAIN, Duration.ofMillis(50)).run())
                .isEqualTo(new Healthcheck.Result(
                        false, "no response from 127.0.0.1 port " + server.getPort() + " within 100ms"));
    }

    @Test
    void aClosedPortIsUnhealthyAtOnce() throws Exception {
        InetSocketAddress server = server("127.83.17.5", query -> List.of());
        servers.get(0).close();
        assertThat(check(server))
                .isEqualTo(new Healthcheck.Result(false, "nothing listens on 127.83.17.5 port " + server.getPort()));
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "0.0.0.0:", "[::]:", "127.0.0.1:"})
    void aWildcardIsAskedOnTheLoopback(String bind) throws Exception {
        InetSocketAddress server = server(
                "127.0.0.1", query -> List.of(response(query, Rcode.NOERROR).toWire()));
        assertThat(new Healthcheck(BindAddress.parse(bind + server.getPort()), DOMAIN)
                        .run()
                        .reason())
                .startsWith("127.0.0.1 port " + server.getPort() + " answers");
    }

    @Test
    void anAddressIsAskedItself() throws Exception {
        InetSocketAddress server =
                server("::1", query -> List.of(response(query, Rcode.NOERROR).toWire()));
        assertThat(new Healthcheck(BindAddress.parse("[::1]:" + server.getPort()), DOMAIN)
                        .run()
                        .healthy())
                .isTrue();
    }
}

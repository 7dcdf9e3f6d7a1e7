package dev.wagl.transport;

import static dev.wagl.transport.Messages.askUdp;
import static dev.wagl.transport.Messages.assertAnswers;
import static dev.wagl.transport.Messages.query;
import static dev.wagl.transport.Messages.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.LoopbackOfIpv6;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.QueryCounters.Source;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;

/** UDP over real sockets: one for each of several event loops, and one alone. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class UdpServerTest {

    @Parameter
    boolean nativeTransport;

    @Test
    void theTransportIsTheOneThatWasAskedFor() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0")) {
            assertThat(server.dns().nativeTransport()).isEqualTo(nativeTransport);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0, 127.0.0.1",
        "[::1]:0, ::1",
        ":0, 127.0.0.1",
        ":0, ::1",
        "0.0.0.0:0, 127.0.0.1",
        "[::]:0, 127.0.0.1"
    })
    void answersInBothFamilies(String bind, String asked) throws Exception {
        LoopbackOfIpv6.assumeFor(bind, asked);
        try (RunningServer server = RunningServer.start(nativeTransport, bind)) {
            assertAnswers(askUdp(server.at(asked), "api.swarm."), 4711);
        }
    }

    /** Each of these has a socket of its own beside the wildcard; a client's socket is connected and takes no other's response. */
    @Test
    void answersFromEachAddressOfThisMachine() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, ":0")) {
            List<InetSocketAddress> all = new ArrayList<>();
            // One that has just come, and is checked for being unique, cannot be bound yet.
            await().untilAsserted(() -> {
                all.clear();
                for (InetAddress local : LocalAddresses.lookUp().values()) {
                    all.add(new InetSocketAddress(local, server.address().getPort()));
                }
                assertThat(server.dns().addresses()).containsExactlyInAnyOrderElementsOf(all);
            });
            for (InetSocketAddress address : all) {
                assertAnswers(askUdp(address, "api.swarm."), 4711);
            }
        }
    }

    @Test
    void answersAtEachAddressOfSeveral() throws Exception {
        LoopbackOfIpv6.assumeFor("::1");
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0", "127.0.0.2:0", "[::1]:0")) {
            assertThat(server.dns().addresses()).hasSize(3);
            for (InetSocketAddress address : server.dns().addresses()) {
                assertAnswers(askUdp(address, "api.swarm."), 4711);
            }
        }
    }

    /** The kernel gives such a datagram to each wildcard socket; a response from each would make a network an amplifier. */
    @ParameterizedTest
    @ValueSource(strings = {":0", "0.0.0.0:0"})
    void answersABroadcastOnce(String bind) throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, bind);
                DatagramSocket client = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            client.setBroadcast(true);
            client.setSoTimeout(10_000);
            for (int id = 0; id < 20; id++) {
                byte[] query = query("api.swarm.", id);
                client.send(new DatagramPacket(query, query.length, server.at("127.255.255.255")));
                // A second response to the one before would come here.
                assertAnswers(receive(client), id);
            }
            // By now, what came to the loops before has been answered by all of them.
            await().until(() ->
                    server.dns().silentVerticles(Duration.ofSeconds(10)).get().isEmpty());
            assertThat(counted(server, Source.ZONE)).isEqualTo(20);
        }
    }

    /** From one socket, so to one event loop: batches, in the order of the queries. */
    @Test
    void answersEveryQueryOfABurst() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0");
                DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server.address());
            socket.setSoTimeout(10_000);
            socket.setReceiveBufferSize(1 << 20);
            for (int round = 0; round < 20; round++) {
                for (int id = 0; id < 50; id++) {
                    byte[] query = query("api.swarm.", id);
                    socket.send(new DatagramPacket(query, query.length));
                }
                for (int id = 0; id < 50; id++) {
                    assertAnswers(receive(socket), id);
                }
            }
            assertThat(counted(server, Source.ZONE)).isEqualTo(1000);
            assertThat(timed(server)).isPositive().isLessThanOrEqualTo(1000);
        }
    }

    /** The kernel deals clients out by address and port. */
    @Test
    void everyEventLoopHasItsShare() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0")) {
            for (int client = 0; client < 100; client++) {
                assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
            }
            List<QueryCounters> loops = server.dns().counters(Transport.UDP);
            assertThat(loops)
                    .hasSize(nativeTransport ? Math.min(8, Runtime.getRuntime().availableProcessors()) : 1);
            assertThat(loops)
                    .allSatisfy(loop -> assertThat(loop.responses(Rcode.NOERROR, Source.ZONE))
                            .isPositive());
        }
    }

    @Test
    void dropsWhatIsShorterThanAHeaderAndWhatIsAResponse() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0");
                DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(10_000);
            byte[] query = query("api.swarm.", 7);
            for (int length = 0; length < 12; length++) {
                socket.send(new DatagramPacket(query, length, server.address()));
            }
            byte[] response = query("api.swarm.", 8);
            response[2] |= (byte) 0x80;
            socket.send(new DatagramPacket(response, response.length, server.address()));
            socket.send(new DatagramPacket(query, query.length, server.address()));
            assertAnswers(receive(socket), 7);
            await().untilAsserted(() -> {
                assertThat(dropped(server, Drop.SHORT)).isEqualTo(12);
                assertThat(dropped(server, Drop.RESPONSE)).isEqualTo(1);
            });
        }
    }

    @Test
    void answersGarbageWithAFormatErrorAndGoesOn() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:0");
                DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server.address());
            socket.setSoTimeout(10_000);
            byte[] endless = new byte[60_000];
            endless[5] = 2;
            socket.send(new DatagramPacket(endless, endless.length));
            assertThat(receive(socket).getRcode()).isEqualTo(Rcode.FORMERR);
            assertAnswers(askUdp(server.address(), "api.swarm."), 4711);
        }
    }

    @Test
    void manyClientsAtOnceEachGetTheirOwnAnswer() throws Exception {
        LoopbackOfIpv6.assumeFor("::1");
        try (RunningServer server = RunningServer.start(nativeTransport, ":0")) {
            List<DatagramSocket> clients = new ArrayList<>();
            try {
                for (int id = 0; id < 200; id++) {
                    DatagramSocket client = new DatagramSocket();
                    clients.add(client);
                    client.setSoTimeout(10_000);
                    client.connect(server.at(id % 2 == 0 ? "127.0.0.1" : "::1"));
                    byte[] query = query("api.swarm.", id);
                    client.send(new DatagramPacket(query, query.length));
                }
                Set<Integer> answered = new HashSet<>();
                for (int id = 0; id < clients.size(); id++) {
                    assertAnswers(receive(clients.get(id)), id);
                    answered.add(id);
                }
                assertThat(answered).hasSize(200);
            } finally {
                clients.forEach(DatagramSocket::close);
            }
        }
    }

    private static long counted(RunningServer server, Source source) {
        return server.dns().counters(Transport.UDP).stream()
                .mapToLong(loop -> loop.responses(Rcode.NOERROR, source))
                .sum();
    }

    private static long dropped(RunningServer server, Drop reason) {
        return server.dns().counters(Transport.UDP).stream()
                .mapToLong(loop -> loop.drops(reason))
                .sum();
    }

    private static long timed(RunningServer server) {
        long sum = 0;
        for (QueryCounters loop : server.dns().counters(Transport.UDP)) {
            for (int bucket = 0; bucket <= QueryCounters.durationBounds().length; bucket++) {
                sum += loop.durations(bucket);
            }
        }
        return sum;
    }
}

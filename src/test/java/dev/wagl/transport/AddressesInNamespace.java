package dev.wagl.transport;

import static dev.wagl.transport.Messages.assertAnswers;
import static dev.wagl.transport.Messages.framed;
import static dev.wagl.transport.Messages.query;
import static dev.wagl.transport.Messages.read;
import static dev.wagl.transport.Messages.receive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.wagl.querylog.QueryLog;
import dev.wagl.transport.TcpCounters.CutOff;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Section;

/**
 * A machine of our own, being a network namespace, whose addresses come and go. The program that {@link
 * AddressesThatComeAndGoTest} runs in it.
 *
 * <p>Each client is bound to one address of the machine and asks at another; it is connected, so that it takes no
 * response but from there.
 */
final class AddressesInNamespace {

    private static final int PATIENCE = 10_000;

    private final boolean nativeTransport;

    private AddressesInNamespace(boolean nativeTransport) {
        this.nativeTransport = nativeTransport;
    }

    public static void main(String[] args) throws Exception {
        int status = 1;
        try {
            new AddressesInNamespace(Boolean.parseBoolean(args[0])).run();
            status = 0;
        } catch (Throwable e) {
            e.printStackTrace();
        }
        // Where something went wrong, the threads of a server are still there.
        System.exit(status);
    }

    private void run() throws Exception {
        ip("link set lo up");
        ip("link add va type veth peer name vb");
        ip("link set va up");
        ip("link set vb up");
        ip("addr add 10.77.0.1/24 dev va");
        ip("-6 addr add fd77::1/64 dev va nodad");
        try (RunningServer server = RunningServer.start(nativeTransport, ":53")) {
            answersWhereTheMachineIsAtTheStart();
            comesAndGoes(server);
            waitsUntilTheAddressIsUnique(server);
            answersAtLinkLocalAddresses();
        }
        aGatewayThatComesLaterStandsForManyFromThenOn();
        aClientHasSoManyConnectionsUnlessItIsTheGateway();
        neverReadersOfOneAddressDoNotCostASlowReaderItsConnection();
        withoutASocketOfItsOwnAnAddressAnswersFromAnother();
        answersWithoutIpv6();
        answersOnAPathThatIsTooNarrow();
        // What is forbidden has to come before what says that an address is this machine's.
        ip("rule add pref 10 table local");
        ip("rule del pref 0");
        for (DatagramBatch.Memory memory : List.<DatagramBatch.Memory>of(ChannelBatch::new, DatagramBatch.memory())) {
            aResponseThatCannotBeSentKeepsNoOtherBack(memory);
            aLateResponseTakesAPathThatIsTooNarrow(memory);
        }
        done("what batches do on such networks");
    }

    private static void answersWhereTheMachineIsAtTheStart() throws IOException {
        assertAnswers(ask("127.0.0.1", "10.77.0.1", 53), 1);
        assertAnswers(ask("::1", "fd77::1", 53), 1);
        done("the addresses of the start");
    }

    private static void comesAndGoes(RunningServer server) throws Exception {
        for (int time = 0; time < 3; time++) {
            ip("addr add 10.77.0.2/24 dev va");
            ip("-6 addr add fd77::2/64 dev va nodad");
            await().until(() -> has(server.dns(), "10.77.0.2") && has(server.dns(), "fd77::2"));
            assertAnswers(ask("10.77.0.1", "10.77.0.2", 53), 1);
            assertAnswers(ask("10.77.0.2", "10.77.0.1", 53), 1);
            assertAnswers(ask("fd77::1", "fd77::2", 53), 1);
            assertAnswers(ask("fd77::2", "fd77::1", 53), 1);
            ip("addr del 10.77.0.2/24 dev va");
            ip("-6 addr del fd77::2/64 dev va");
            await().until(() -> !has(server.dns(), "10.77.0.2") && !has(server.dns(), "fd77::2"));
            // The second event loop closes its own a moment later.
            await().until(() -> boundSockets().stream().noneMatch(socket -> socket.contains("02004D0A:0035")));
            assertAnswers(ask("127.0.0.1", "10.77.0.1", 53), 1);
        }
        done("an address that comes and goes, three times");
    }

    /** RFC 4862 5.4: while others are asked whether they have it, such an address is there and cannot be bound. */
    private static void waitsUntilTheAddressIsUnique(RunningServer server) throws Exception {
        // About a second each: so many that a stall of this process is not the longer.
        Files.writeString(Path.of("/proc/sys/net/ipv6/conf/va/dad_transmits"), "5");
        ip("-6 addr add fd77::3/64 dev va");
        assertThat(has(server.dns(), "fd77::3")).isFalse();
        await().until(() -> has(server.dns(), "fd77::3"));
        assertAnswers(ask("fd77::1", "fd77::3", 53), 1);
        done("an address that is tentative at first");
    }

    private static void answersAtLinkLocalAddresses() throws Exception {
        List<InetAddress> linkLocal = LocalAddresses.lookUp().values().stream()
                .filter(address -> address instanceof Inet6Address && address.isLinkLocalAddress())
                .toList();
        assertThat(linkLocal).hasSizeGreaterThanOrEqualTo(2);
        for (InetAddress address : linkLocal) {
            assertAnswers(ask(address.getHostAddress(), address.getHostAddress(), 53), 1);
        }
        done("link-local addresses");
    }

    private void aGatewayThatComesLaterStandsForManyFromThenOn() throws Exception {
        Duration patience = Duration.ofSeconds(30);
        TcpLimits two = new TcpLimits(4, 2, 1 << 20, patience, patience, patience);
        Vertx vertx = RunningServer.vertx(nativeTransport);
        Set<InetAddress> seen = ConcurrentHashMap.newKeySet();
        DnsServer server = new DnsServer(
                vertx,
                BindAddress.parseList(":53"),
                RunningServer::processor,
                null,
                two,
                seen::addAll,
                QueryLog.none(),
                Duration.ofMillis(100),
                DnsServer.MOST_TO_END);
        RunningServer.await(server.start());
        ip("addr add 10.77.0.6/24 dev va");
        await().until(() -> has(server, "10.77.0.6"));
        assertThat(connectionsAnswered("10.77.0.6", 4)).isEqualTo(2);
        ip("addr del 10.77.0.6/24 dev va");
        // Gone and come again between two looks, it has not moved, and nobody looks for gateways.
        await().until(() -> !has(server, "10.77.0.6"));
        ip("route add default via 10.77.0.6 dev va");
        ip("addr add 10.77.0.6/24 dev va");
        await().until(() -> seen.contains(InetAddress.getByName("10.77.0.6")));
        await().until(() -> connectionsAnswered("10.77.0.6", 4) == 4);
        RunningServer.await(server.close());
        RunningServer.await(vertx.close());
        ip("route del default");
        done("a gateway that comes later");
    }

    /** A machine is its own gateway only here, where nobody else is. */
    private void aClientHasSoManyConnectionsUnlessItIsTheGateway() throws Exception {
        ip("route add default via 10.77.0.9 dev va");
        Duration patience = Duration.ofSeconds(30);
        TcpLimits two = new TcpLimits(4, 2, 1 << 20, patience, patience, patience);
        try (RunningServer server = RunningServer.start(nativeTransport, two, "10.77.0.1:53")) {
            ip("addr add 10.77.0.8/24 dev va");
            ip("addr add 10.77.0.9/24 dev va");
            assertThat(connectionsAnswered("10.77.0.8", 4)).isEqualTo(2);
            assertThat(connectionsAnswered("10.77.0.9", 4)).isEqualTo(4);
            assertThat(connectionsAnswered("127.0.0.1", 4)).isEqualTo(4);
            assertThat(server.dns().connections().refused()).isEqualTo(2);
            await().until(() -> server.dns().connections().open() == 0);
            assertThat(connectionsAnswered("10.77.0.8", 2)).isEqualTo(2);
            await().until(() -> server.dns().connections().open() == 0);

            long before = server.dns().connections().cutOff(CutOff.GAVE_WAY);
            List<Socket> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(connect("10.77.0.9"));
                assertThat(isAnswered(all.get(i))).isTrue();
            }
            assertThat(connectionsAnswered("10.77.0.8", 4)).isEqualTo(2);
            assertThat(server.dns().connections().cutOff(CutOff.GAVE_WAY))
                    .as("who has had his share takes nobody's place")
                    .isEqualTo(before + 2);
            for (Socket socket : all) {
                socket.close();
            }
        }
        done("a client's share of connections");
        try (RunningServer server = RunningServer.start(nativeTransport, two, ":53")) {
            for (String address :
                    List.of("2001:db8:7:7::1", "2001:db8:7:7::2", "2001:db8:7:7::3", "2001:db8:7:8::1", "fd77::2")) {
                ip("-6 addr add " + address + "/64 dev va nodad");
            }
            List<Socket> all = List.of(connect("fd77::1"), connect("fd77::1"), connect("fd77::2"));
            for (Socket socket : all) {
                assertThat(isAnswered(socket)).isTrue();
                socket.close();
            }
            try (Socket one = connect("2001:db8:7:7::1");
                    Socket next = connect("2001:db8:7:7::2")) {
                assertThat(isAnswered(one)).isTrue();
                assertThat(isAnswered(next)).isTrue();
                assertThat(connectionsAnswered("2001:db8:7:7::3", 1)).isZero();
                assertThat(connectionsAnswered("2001:db8:7:8::1", 1)).isEqualTo(1);
                assertThat(server.dns().connections().refused()).isEqualTo(1);
            }
        }
        done("the share of an IPv6 network");
    }

    /** Each of a hundred takes nothing of 48 kB times ten, 11 MB in all; there are 8. */
    private void neverReadersOfOneAddressDoNotCostASlowReaderItsConnection() throws Exception {
        Duration patience = Duration.ofSeconds(30);
        byte[] query = framed(query("big.swarm.", 1));
        ByteBuffer ten = ByteBuffer.allocate(10 * query.length);
        for (int i = 0; i < 10; i++) {
            ten.put(query);
        }
        TcpLimits limits = RunningServer.limits(1000, patience, patience, patience);
        try (RunningServer server = RunningServer.start(nativeTransport, limits, "10.77.0.1:53");
                Socket slow = connect("10.77.0.1")) {
            List<Socket> hoarders = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                hoarders.add(connect("10.77.0.8"));
                write(hoarders.get(i), ten.array());
            }
            await().until(() -> server.dns().connections().hoarded() > 0);
            // As much as one of the hoarders asks for, taken piece by piece while these go on.
            slow.getOutputStream().write(ten.array());
            for (int i = 0; i < 10; i++) {
                assertThat(read(slow.getInputStream()).getSection(Section.ANSWER))
                        .hasSize(3000);
                hoarders.add(connect("10.77.0.8"));
                write(hoarders.get(hoarders.size() - 1), ten.array());
            }
            assertThat(server.dns().connections().held()).isLessThan(3 << 20);
            for (Socket hoarder : hoarders) {
                hoarder.close();
            }
        }
        done("a slow reader beside a hundred that never read");
    }

    private static void write(Socket socket, byte[] queries) {
        try {
            socket.getOutputStream().write(queries);
        } catch (IOException e) {
            // The server has cut it off.
        }
    }

    private static Socket connect(String client) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(PATIENCE);
        socket.setReceiveBufferSize(4096);
        socket.bind(new InetSocketAddress(client, 0));
        socket.connect(new InetSocketAddress(client.contains(":") ? "fd77::1" : "10.77.0.1", 53), PATIENCE);
        return socket;
    }

    /** Of so many at once. */
    private static int connectionsAnswered(String client, int connections) throws IOException {
        List<Socket> sockets = new ArrayList<>();
        int answered = 0;
        try {
            for (int i = 0; i < connections; i++) {
                sockets.add(connect(client));
                if (isAnswered(sockets.get(i))) {
                    answered++;
                }
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        return answered;
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(framed(query("api.swarm.", 1)));
            return read(socket.getInputStream()) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** What the kernel does if left alone; were it otherwise, nothing here would prove anything. */
    private void withoutASocketOfItsOwnAnAddressAnswersFromAnother() throws Exception {
        Vertx vertx = RunningServer.vertx(nativeTransport);
        DnsServer server = new DnsServer(
                vertx,
                BindAddress.parseList(":54"),
                RunningServer::processor,
                null,
                RunningServer.LONG,
                gateways -> {},
                QueryLog.none(),
                Duration.ofHours(1),
                DnsServer.MOST_TO_END);
        RunningServer.await(server.start());
        ip("addr add 10.77.0.4/24 dev va");
        assertThatThrownBy(() -> ask("10.77.0.1", "10.77.0.4", 54, 500)).isInstanceOf(SocketTimeoutException.class);
        RunningServer.await(server.close());
        RunningServer.await(vertx.close());
        done("the control without a look at the addresses");
    }

    private void answersWithoutIpv6() throws Exception {
        for (String interfaces : List.of("all", "default")) {
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf", interfaces, "disable_ipv6"), "1");
        }
        try (RunningServer server = RunningServer.start(nativeTransport, ":53")) {
            assertThat(server.dns().addresses()).noneMatch(address -> address.getAddress() instanceof Inet6Address);
            assertAnswers(ask("127.0.0.1", "10.77.0.1", 53), 1);
            assertAnswers(ask("10.77.0.1", "10.77.0.4", 53), 1);
        }
        done("IPv6 switched off");
    }

    /** The query fits, its response only in two fragments. */
    private void answersOnAPathThatIsTooNarrow() throws Exception {
        try (RunningServer server = RunningServer.start(nativeTransport, "127.0.0.1:53")) {
            int port = server.address().getPort();
            assertAnswers(ask("127.0.0.1", "127.0.0.1", port), 1);
            ip("link set lo mtu 68");
            for (int i = 0; i < 5; i++) {
                assertAnswers(ask("127.0.0.1", "127.0.0.1", port), 1);
            }
        } finally {
            ip("link set lo mtu 65536");
        }
        done("a path that is too narrow");
    }

    private static void aResponseThatCannotBeSentKeepsNoOtherBack(DatagramBatch.Memory memory) throws Exception {
        try (DatagramChannel server = channel();
                DatagramSocket before = client("127.0.0.1");
                DatagramSocket between = client("127.0.0.2");
                DatagramSocket behind = client("127.0.0.3")) {
            DatagramBatch batch = memory.of(server);
            byte[] query = {1};
            for (DatagramSocket client : List.of(before, between, behind)) {
                client.send(new DatagramPacket(query, query.length, server.getLocalAddress()));
            }
            assertThat(batch.receive()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                batch.respond(i, new byte[] {(byte) i}, 1);
            }
            ip("rule add pref 5 to 127.0.0.2 prohibit");
            assertThatThrownBy(batch::send).isInstanceOf(IOException.class);
            assertThat(batch.lost()).isZero();
            assertThat(octet(before)).isZero();
            assertThat(octet(behind)).isEqualTo((byte) 2);
        } finally {
            ip("rule del pref 5");
        }
    }

    private static void aLateResponseTakesAPathThatIsTooNarrow(DatagramBatch.Memory memory) throws Exception {
        try (DatagramChannel server = channel();
                DatagramSocket client = client("127.0.0.1")) {
            DatagramBatch batch = memory.of(server);
            ip("link set lo mtu 68");
            byte[] response = new byte[500];
            for (int i = 0; i < 2; i++) {
                assertThat(batch.sendLate(
                                response, response.length, (InetSocketAddress) client.getLocalSocketAddress()))
                        .isTrue();
                octet(client);
            }
        } finally {
            ip("link set lo mtu 65536");
        }
    }

    private static DatagramChannel channel() throws IOException {
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        channel.configureBlocking(false);
        return channel.bind(new InetSocketAddress("127.0.0.1", 0));
    }

    private static DatagramSocket client(String address) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private static byte octet(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1], 1);
        client.receive(packet);
        return packet.getData()[0];
    }

    private static org.xbill.DNS.Message ask(String client, String server, int port) throws IOException {
        return ask(client, server, port, PATIENCE);
    }

    private static org.xbill.DNS.Message ask(String client, String server, int port, int patience) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(client, 0))) {
            socket.connect(new InetSocketAddress(server, port));
            socket.setSoTimeout(patience);
            byte[] query = query("api.swarm.", 1);
            socket.send(new DatagramPacket(query, query.length));
            return receive(socket);
        }
    }

    private static boolean has(DnsServer server, String address) {
        return server.addresses().stream()
                .anyMatch(has -> LocalAddresses.text(has.getAddress()).equals(address));
    }

    private static List<String> boundSockets() throws IOException {
        return Files.readAllLines(Path.of("/proc/net/udp6"));
    }

    private static void ip(String arguments) throws Exception {
        Process ip =
                new ProcessBuilder(("ip " + arguments).split(" ")).inheritIO().start();
        assertThat(ip.waitFor()).as("ip " + arguments).isZero();
    }

    private static void done(String what) {
        System.out.println("seen: " + what);
    }
}

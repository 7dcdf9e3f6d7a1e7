package dev.wagl.transport;

import static dev.wagl.transport.Messages.askUdp;
import static dev.wagl.transport.Messages.assertAnswers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wagl.UnclaimedPort;
import dev.wagl.dns.Transport;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An address that cannot be had ends the start, and says in one line why and what to do. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class AddressUnavailableTest {

    @Parameter
    boolean nativeTransport;

    @Test
    void anAddressThatIsTakenOverTcp() throws Exception {
        try (ServerSocket other = new ServerSocket(UnclaimedPort.next(), 1, InetAddress.getByName("127.0.0.1"))) {
            String bind = "127.0.0.1:" + other.getLocalPort();
            assertUnavailable(() -> start(bind))
                    .hasMessage("--bind " + bind
                            + " is taken by another process (TCP); stop that, or choose another address or port");
        }
    }

    @Test
    void anAddressThatIsTakenOverUdpAlone() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.1", UnclaimedPort.next()))) {
            String bind = "127.0.0.1:" + other.getLocalPort();
            assertUnavailable(() -> start(bind)).hasMessageContaining(bind + " is taken by another process (UDP)");
        }
    }

    /** The kernel would let us join it, and half of the queries would be answered by something else. */
    @Test
    void anAddressOfAServerThatWouldShareIt() throws Exception {
        try (DatagramChannel other = DatagramChannel.open()) {
            other.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            other.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            other.bind(new InetSocketAddress("127.0.0.1", UnclaimedPort.next()));
            String bind = "127.0.0.1:" + ((InetSocketAddress) other.getLocalAddress()).getPort();
            assertUnavailable(() -> start(bind)).hasMessageContaining("is taken by another process (UDP)");
        }
    }

    @Test
    void theAddressOfAnotherWagl() throws Exception {
        try (RunningServer first = start("127.0.0.1:" + UnclaimedPort.next())) {
            String bind = first.dns().binds().get(0).toString();
            assertUnavailable(() -> start(bind)).hasMessageContaining(bind + " is taken by another process (TCP)");
            assertAnswers(askUdp(first.address(), "api.swarm."), 4711);
        }
    }

    @Test
    void theWildcardOfAnotherWagl() throws Exception {
        try (RunningServer first = start(":" + UnclaimedPort.next())) {
            String bind = first.dns().binds().get(0).toString();
            assertUnavailable(() -> start(bind))
                    .hasMessage("--bind " + bind
                            + " is taken by another process (TCP); stop that, or choose another address or port");
            assertUnavailable(() -> start("127.0.0.1" + bind)).hasMessageContaining("is taken by another process");
        }
    }

    /** As systemd-resolved does at 127.0.0.53. */
    @Test
    void aWildcardWithOneAddressTakenSaysWhichAndNamesTheOthers() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress("127.0.0.53", UnclaimedPort.next()))) {
            String bind = ":" + other.getLocalPort();
            assertUnavailable(() -> start(bind))
                    .hasMessageContaining(
                            "--bind " + bind + " cannot be had, since 127.0.0.53" + bind
                                    + " is taken by another process (UDP); stop that, or name the addresses to answer at: --bind ")
                    .hasMessageContaining("127.0.0.1" + bind);
        }
    }

    @Test
    void onPortFiftyThreeTheMessageKnowsWhoThatIs() throws Exception {
        assertThat(AddressUnavailableException.of(
                        BindAddress.parse("127.0.0.53:53"),
                        Transport.UDP,
                        new SocketException("Address already in use")))
                .hasMessage("--bind 127.0.0.53:53 is taken by another process (UDP), which is systemd-resolved"
                        + " (DNSStubListener=no in /etc/systemd/resolved.conf ends that);"
                        + " stop that, or choose another address or port");
    }

    /** Whoever it is on the machine of this test, and if it is nobody. */
    @ParameterizedTest
    @ValueSource(strings = {":53", "0.0.0.0:53", "127.0.0.1:53", "[::1]:53"})
    void onPortFiftyThreeTheMessageNamesSuspects(String bind) {
        for (Transport transport : Transport.values()) {
            assertThat(AddressUnavailableException.of(
                            BindAddress.parse(bind), transport, new SocketException("Address already in use")))
                    .hasMessageContaining("is taken by another process (" + transport + ")")
                    .hasMessageContaining("systemd-resolved")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void anAddressThatIsNotOurs() {
        assertUnavailable(() -> start("198.51.100.9:5353"))
                .hasMessageContaining("--bind 198.51.100.9:5353 is not an address of this machine, which has ")
                .hasMessageContaining("127.0.0.1")
                .hasMessageEndingWith("an address that comes later is answered by --bind :5353");
    }

    @Test
    void anAddressThatIsNotOursForAPortOfTheSystemsChoice() {
        assertUnavailable(() -> start("198.51.100.9:0")).hasMessageContaining("is not an address of this machine");
    }

    @Test
    void aPortThatIsNotPermitted() {
        assertThat(AddressUnavailableException.of(
                        BindAddress.parse(":53"), Transport.TCP, new SocketException("Permission denied")))
                .hasMessage(
                        "--bind :53 is not permitted: a port below 1024 takes root, the capability NET_BIND_SERVICE or"
                                + " net.ipv4.ip_unprivileged_port_start; or choose a higher one, such as --bind :1053");
    }

    @Test
    void oneOfSeveralIsEnoughAndNothingStaysBound() throws Exception {
        try (ServerSocket other = new ServerSocket(UnclaimedPort.next(), 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();
            assertUnavailable(() -> start("127.0.0.2:" + port + ",127.0.0.1:" + port))
                    .hasMessageContaining("--bind 127.0.0.1:" + port);
            assertThat(AddressProbe.isTaken(InetAddress.getByName("127.0.0.2"), port, Transport.TCP))
                    .isFalse();
            assertThat(AddressProbe.isTaken(InetAddress.getByName("127.0.0.2"), port, Transport.UDP))
                    .isFalse();
        }
    }

    @Test
    void anEndedServerLeavesItsAddressFree() throws Exception {
        BindAddress bind;
        try (RunningServer first = start(":" + UnclaimedPort.next())) {
            bind = first.dns().binds().get(0);
            assertAnswers(askUdp(first.at("127.0.0.1"), "api.swarm."), 4711);
        }
        try (RunningServer second = start(bind.toString())) {
            assertAnswers(askUdp(second.at("127.0.0.1"), "api.swarm."), 4711);
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUnavailable(ThrowingCallable start) {
        return assertThatThrownBy(start).isExactlyInstanceOf(AddressUnavailableException.class);
    }

    private RunningServer start(String bind) throws AddressUnavailableException {
        return RunningServer.start(nativeTransport, bind);
    }
}

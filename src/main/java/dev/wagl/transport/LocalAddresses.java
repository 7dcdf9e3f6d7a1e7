package dev.wagl.transport;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The addresses that this machine is reached by, as of one look. */
final class LocalAddresses {

    private static final boolean IPV6 = hasIpv6();

    private LocalAddresses() {}

    /**
     * Asks the system; takes milliseconds on a machine with many interfaces.
     *
     * @return by their text, in the system's order: as objects, two link-local addresses that differ in scope alone are equal
     */
    static Map<String, InetAddress> lookUp() throws SocketException {
        Map<String, InetAddress> found = new LinkedHashMap<>();
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(LocalAddresses::withoutIdleScope)
                .forEach(address -> found.put(text(address), address));
        return Collections.unmodifiableMap(found);
    }

    /** RFC 5952, and the interface of a link-local address. */
    static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return NetUtil.toAddressString(address) + (scope < 0 ? "" : text.substring(scope));
    }

    /** The JDK hangs the interface on every IPv6 address; it means something on link-local ones alone (RFC 4007). */
    private static InetAddress withoutIdleScope(InetAddress address) {
        return address instanceof Inet6Address && !address.isLinkLocalAddress() ? of(address.getAddress()) : address;
    }

    /** The address that stands for all: IPv6's takes IPv4 as well. */
    static InetAddress wildcard() {
        return of(new byte[IPV6 ? 16 : 4]);
    }

    /** @param octets 4 or 16 */
    static InetAddress of(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 octets", e);
        }
    }

    /** Whether sockets of IPv6 exist here at all, with or without an address; a kernel can be started without. */
    private static boolean hasIpv6() {
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            return socket.isOpen();
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}

package dev.wagl.transport;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One address of {@code --bind}.
 *
 * @param address null is every address of both families; {@code 0.0.0.0} is every address of IPv4
 * @param port 0-65535; 0 lets the system choose (tests)
 */
public record BindAddress(InetAddress address, int port) {

    private static final Pattern OCTET_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern HEX_AND_COLONS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\\w.@-]+)?");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    public BindAddress {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("has the port " + port + "; a port is 1 to 65535");
        }
        if (address instanceof Inet6Address && address.isAnyLocalAddress()) {
            address = null;
        }
    }

    /**
     * Parses {@code :53}, {@code 127.0.0.1:5300}, {@code [::1]:53}, and several of them with commas between.
     *
     * @throws IllegalArgumentException its message is the second half of a sentence that begins with the flag and its value
     */
    public static List<BindAddress> parseList(String text) {
        List<BindAddress> all = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            BindAddress next = parse(part.strip());
            for (BindAddress other : all) {
                if (next.overlaps(other)) {
                    throw new IllegalArgumentException(
                            next.equals(other)
                                    ? "has " + next + " twice"
                                    : "has both " + other + " and " + next + "; write :" + next.port
                                            + " for every address, or name each of them");
                }
            }
            all.add(next);
        }
        return List.copyOf(all);
    }

    /**
     * Parses one address and port, in the form that Go's {@code net.Listen} takes.
     *
     * @throws IllegalArgumentException as for {@link #parseList}
     */
    public static BindAddress parse(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty; write :53, 127.0.0.1:53 or [::1]:53");
        }
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0) {
                throw new IllegalArgumentException("has a bracket that does not close; write [::1]:53");
            }
            if (close + 1 == text.length() || text.charAt(close + 1) != ':') {
                throw new IllegalArgumentException("has no port; write " + text.substring(0, close + 1) + ":53");
            }
            return new BindAddress(ipv6(text.substring(1, close)), port(text.substring(close + 2)));
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    DIGITS.matcher(text).matches()
                            ? "is a bare port; write :" + text
                            : "has no port; write " + text + ":53");
        }
        if (text.indexOf(':') < colon) {
            throw new IllegalArgumentException("has an IPv6 address without brackets; write it as [::1]:53");
        }
        String host = text.substring(0, colon);
        return new BindAddress(host.isEmpty() ? null : ipv4(host), port(text.substring(colon + 1)));
    }

    /** Whether it stands for all addresses of a family or two, which come and go. */
    boolean isWildcard() {
        return address == null || address.isAnyLocalAddress();
    }

    /** Whether a peer of this address may be answered here. */
    boolean serves(InetAddress peer) {
        return address == null || peer instanceof Inet4Address == address instanceof Inet4Address;
    }

    /** Whether what is sent to this address, from this machine, arrives here. */
    public boolean reaches(InetSocketAddress to) {
        InetAddress host = to.getAddress();
        if (port != to.getPort() || !serves(host)) {
            return false;
        }
        if (!isWildcard()) {
            return address.equals(host);
        }
        try {
            return host.isLoopbackAddress() || NetworkInterface.getByInetAddress(host) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** What the socket is bound to: a wildcard is IPv6's where the machine has it, since that takes both families. */
    InetSocketAddress socketAddress() {
        return new InetSocketAddress(address == null ? LocalAddresses.wildcard() : address, port);
    }

    BindAddress withPort(int other) {
        return new BindAddress(address, other);
    }

    /** The sockets below take both families wherever they take all of one, so that a wildcard stands alone at its port. */
    private boolean overlaps(BindAddress other) {
        return port != 0 && port == other.port && (isWildcard() || other.isWildcard() || address.equals(other.address));
    }

    /** As {@code --bind} takes it. */
    @Override
    public String toString() {
        if (address == null) {
            return ":" + port;
        }
        String host = LocalAddresses.text(address);
        return address instanceof Inet6Address ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static int port(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("has no port after the colon; DNS is :53");
        }
        if (!DIGITS.matcher(text).matches() || text.length() > 5 || Integer.parseInt(text) > 65535) {
            throw new IllegalArgumentException("has the port " + text + "; a port is a number up to 65535");
        }
        return Integer.parseInt(text);
    }

    private static InetAddress ipv4(String host) {
        if (!OCTET_AND_DOTS.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "has the host name " + host + "; write an IP address, such as 127.0.0.1:53");
        }
        String[] octets = host.split("\\.", -1);
        byte[] address = new byte[4];
        boolean good = octets.length == address.length;
        for (int i = 0; good && i < address.length; i++) {
            good = !octets[i].isEmpty() && octets[i].length() <= 3 && Integer.parseInt(octets[i]) <= 255;
            address[i] = good ? (byte) Integer.parseInt(octets[i]) : 0;
        }
        if (!good) {
            throw new IllegalArgumentException(
                    "has " + host + ", which is no IPv4 address; write four numbers up to 255, such as 127.0.0.1:53");
        }
        return LocalAddresses.of(address);
    }

    /** The regular expression comes first: {@link InetAddress#getByName} would ask the network for anything else. */
    private static InetAddress ipv6(String host) {
        if (!HEX_AND_COLONS.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    "has " + host + " in brackets, which is no IPv6 address; write [::1]:53");
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    host.contains("%")
                            ? "has " + host + ": no such IPv6 address, or no such interface here"
                            : "has " + host + " in brackets, which is no IPv6 address; write [::1]:53",
                    e);
        }
    }
}

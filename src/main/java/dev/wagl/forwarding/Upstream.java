package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.nameserver.IpLiteral;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name server that names outside our zone are forwarded to.
 *
 * @param zone the names it is asked for: those at or below this one
 * @param tls whether it is spoken to over TLS (RFC 7858)
 * @param tlsName the name its certificate must carry; null: its IP address
 */
public record Upstream(Name zone, InetSocketAddress address, boolean tls, String tlsName) {

    private static final int DNS = 53;
    private static final int DNS_OVER_TLS = 853;
    private static final String TLS = "tls://";

    /** {@code [v6]} or {@code v4}, and a port; an IPv6 address without brackets is all address. */
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[([^]]*)]|([^\\[\\]:]*))(?::([^:]*))?");

    private static final String FORMS =
            "write an IP address: 10.0.0.2, 10.0.0.2:5353, [2001:db8::2]:53, tls://9.9.9.9#dns.quad9.net, corp.example=10.0.0.2";

    /**
     * Upstreams by comma.
     *
     * @throws IllegalArgumentException the message is half a sentence that says what is wrong and what would be right
     */
    public static List<Upstream> parseList(String text) {
        List<Upstream> upstreams = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            Upstream upstream = parse(item.strip());
            if (upstreams.contains(upstream)) {
                throw new IllegalArgumentException("'" + item.strip() + "' is given twice; give each name server once");
            }
            upstreams.add(upstream);
        }
        return upstreams;
    }

    static Upstream parse(String text) {
        int equals = text.indexOf('=');
        Name zone = equals < 0 ? Name.ROOT : zone(text, text.substring(0, equals));
        String server = text.substring(equals + 1);
        boolean tls = server.toLowerCase(Locale.ROOT).startsWith(TLS);
        if (tls) {
            server = server.substring(TLS.length());
        }
        int hash = server.indexOf('#');
        String tlsName = hash < 0 ? null : server.substring(hash + 1);
        if (hash >= 0) {
            requireTlsName(text, tls, tlsName);
            server = server.substring(0, hash);
        }
        return new Upstream(zone, address(text, server, tls ? DNS_OVER_TLS : DNS), tls, tlsName);
    }

    private static Name zone(String text, String zone) {
        try {
            return Name.parse(zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' names a zone that " + e.getMessage() + "; write for example corp.example=10.0.0.2");
        }
    }

    private static void requireTlsName(String text, boolean tls, String name) {
        if (!tls) {
            throw new IllegalArgumentException("'" + text
                    + "' has a certificate name but no tls://; write for example tls://9.9.9.9#dns.quad9.net");
        }
        if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' has a certificate name that is not a host name; write for example tls://9.9.9.9#dns.quad9.net");
        }
    }

    private static InetSocketAddress address(String text, String server, int usualPort) {
        Matcher matcher = ADDRESS.matcher(server);
        String host = !matcher.matches() ? server : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        InetAddress address = IpLiteral.parse(host);
        if (address == null || server.startsWith("[") && !(address instanceof Inet6Address)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not the address of a name server (a host name is not resolved here); " + FORMS);
        }
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || host.equals("255.255.255.255")) {
            throw new IllegalArgumentException("'" + text + "' is not an address that one server has; " + FORMS);
        }
        String port = matcher.matches() ? matcher.group(3) : null;
        return new InetSocketAddress(address, port == null ? usualPort : port(text, port));
    }

    private static int port(String text, String port) {
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("'" + text + "' has a port that is not a number from 1 to 65535");
        }
        return Integer.parseInt(port);
    }

    /** As it is configured. */
    @Override
    public String toString() {
        InetAddress host = address.getAddress();
        String literal = host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
        return (zone.isRoot() ? "" : zone + "=")
                + (tls ? TLS : "")
                + literal
                + ":"
                + address.getPort()
                + (tlsName == null ? "" : "#" + tlsName);
    }
}

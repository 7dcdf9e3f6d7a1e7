package dev.wagl.swarm;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Reads addresses as Docker writes them. Never asks a name server: what is not an address is null. */
final class Addresses {

    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:.]+");

    private Addresses() {}

    /** {@code 10.0.0.1} or {@code fd00::1}. */
    static InetAddress parse(String text) {
        if (text == null || text.length() > 45) {
            return null;
        }
        try {
            byte[] octets = octets(text);
            if (octets != null) {
                return InetAddress.getByAddress(octets);
            }
            // With a colon in it, the text is an address or an error, never a name to be asked for.
            return IPV6.matcher(text).matches() ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Of four numbers without a needless zero in front; else null. A large Swarm tells tens of thousands of them each time. */
    private static byte[] octets(String text) {
        byte[] octets = new byte[4];
        int at = 0;
        for (int octet = 0; octet < octets.length; octet++) {
            int from = at;
            int number = 0;
            while (at < text.length() && at - from < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = number * 10 + text.charAt(at++) - '0';
            }
            boolean closed = octet == octets.length - 1 ? at == text.length() : text.startsWith(".", at);
            if (at == from || number > 255 || at - from > 1 && text.charAt(from) == '0' || !closed) {
                return null;
            }
            octets[octet] = (byte) number;
            at++;
        }
        return octets;
    }

    /** {@code 10.0.0.1/24}: the address without its prefix length. */
    static InetAddress parseCidr(String text) {
        int slash = text == null ? -1 : text.indexOf('/');
        return parse(slash < 0 ? text : text.substring(0, slash));
    }

    /** {@code 10.0.0.1:2377} or {@code [fd00::1]:2377}: the address without its port. */
    static InetAddress parseHostPort(String text) {
        if (text == null) {
            return null;
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? null : parse(text.substring(1, end));
        }
        int colon = text.indexOf(':');
        boolean ipv6 = colon >= 0 && colon != text.lastIndexOf(':');
        return parse(colon < 0 || ipv6 ? text : text.substring(0, colon));
    }
}

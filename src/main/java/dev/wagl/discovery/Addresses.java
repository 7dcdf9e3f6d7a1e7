package dev.wagl.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Which addresses may be published, and in which order they are told. */
final class Addresses {

    /** IPv4 first, then by value. */
    static final Comparator<InetAddress> ORDER = Comparator.comparing(
                    (InetAddress address) -> address.getAddress().length)
            .thenComparing(InetAddress::getAddress, Arrays::compareUnsigned);

    private Addresses() {}

    /** Those that may be published, each once, in order: {@code 0.0.0.0} and {@code ::} never may. */
    static List<InetAddress> publishable(Collection<InetAddress> addresses) {
        if (addresses.size() == 1) {
            return firstPublishable(addresses.iterator().next());
        }
        TreeSet<InetAddress> kept = new TreeSet<>(ORDER);
        for (InetAddress address : addresses) {
            if (specific(address)) {
                kept.add(address);
            }
        }
        return List.copyOf(kept);
    }

    /** The first that may be published, alone; empty if none may. Each may be null. */
    static List<InetAddress> firstPublishable(InetAddress... addresses) {
        for (InetAddress address : addresses) {
            if (specific(address)) {
                return List.of(address);
            }
        }
        return List.of();
    }

    /** Whether it is there and is not {@code 0.0.0.0} or {@code ::}. */
    static boolean specific(InetAddress address) {
        return address != null && !address.isAnyLocalAddress();
    }

    /** The addresses of a list with commas; empty if one of them is not the address of one machine. */
    static List<InetAddress> parse(String text) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            InetAddress address = literal(element.strip());
            if (!specific(address) || address.isMulticastAddress()) {
                return List.of();
            }
            addresses.add(address);
        }
        return publishable(addresses);
    }

    // The shape is judged first: InetAddress.getByName asks the system's resolver about anything that has another.
    private static InetAddress literal(String text) {
        try {
            if (text.matches("[0-9a-fA-F:]*:[0-9a-fA-F:.]*")) {
                return InetAddress.getByName(text);
            }
            byte[] octets = octets(text);
            return octets == null ? null : InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static byte[] octets(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] octets = new byte[4];
        if (parts.length != octets.length) {
            return null;
        }
        for (int at = 0; at < octets.length; at++) {
            int octet = Numbers.parse(parts[at], 255);
            if (octet < 0) {
                return null;
            }
            octets[at] = (byte) octet;
        }
        return octets;
    }
}

package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.zone.PartBuilder;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Addresses that the zone holds: each has a name of its own in hex below {@code addr}, and exactly one PTR record,
 * to the best name it has, else to the one in hex.
 */
final class PublishedAddresses {

    /** The label below the apex under which addresses stand in hex. */
    static final String ADDR = "addr";

    private final Name addresses;
    private final Map<InetAddress, PublishedAddress> published = new HashMap<>();

    PublishedAddresses(Name apex) {
        addresses = apex.child(ADDR);
    }

    /** The name of an address in hex. */
    Name hex(InetAddress address) {
        return addresses.child(HexFormat.of().formatHex(address.getAddress()));
    }

    /** The address stands in the zone. */
    void add(PublishedAddress address) {
        published.merge(address.address(), address, PublishedAddress::and);
    }

    /** They, in no order. */
    Collection<PublishedAddress> all() {
        return published.values();
    }

    /** Writes the names in hex and the PTR records. */
    void writeTo(PartBuilder zone) {
        for (PublishedAddress entry : all()) {
            Name hex = hex(entry.address());
            zone.address(hex, entry.ttl(), entry.address(), 1);
            zone.ptr(Name.reverse(entry.address()), entry.ttl(), entry.target() == null ? hex : entry.target());
        }
    }
}

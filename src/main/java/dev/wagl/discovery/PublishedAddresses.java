package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.zone.PartBuilder;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * The addresses that the zone holds: each has a name of its own in hex below {@code addr}, and exactly one PTR record,
 * to the best name it has, else to the one in hex.
 */
final class PublishedAddresses {

    /** The label below the apex under which addresses stand in hex. */
    static final String ADDR = "addr";

    /** What kind of name an address has; the first is the best for a PTR record. */
    enum Kind {
        NODE,
        VIRTUAL_IP,
        INSTANCE,
        /** Of a task whose instance name resolves to its node's address; that name is still the one to read. */
        TASK
    }

    private static final class Published {
        private final Name hex;
        private int ttl = Integer.MAX_VALUE;
        private Kind kind;
        private int rank;

        /** The best name; null before there is one. */
        private Name target;

        Published(Name hex) {
            this.hex = hex;
        }

        boolean isBetter(Kind otherKind, int otherRank, Name other) {
            if (target == null || kind != otherKind) {
                return target == null || otherKind.compareTo(kind) < 0;
            }
            return rank == otherRank ? other.compareTo(target) < 0 : otherRank < rank;
        }
    }

    private final Name addresses;
    private final Map<InetAddress, Published> published = new HashMap<>();

    PublishedAddresses(Name apex) {
        addresses = apex.child(ADDR);
    }

    /** The name of an address in hex. */
    Name hex(InetAddress address) {
        return addresses.child(HexFormat.of().formatHex(address.getAddress()));
    }

    /** The address stands in the zone; returns its name in hex. */
    Name add(InetAddress address, int ttl) {
        return entry(address, ttl).hex;
    }

    /**
     * The address stands in the zone, and this is the name of its machine, its task or its service.
     *
     * @param rank of several names of one kind the lowest is taken, then the first in canonical order
     */
    void add(InetAddress address, int ttl, Kind kind, int rank, Name name) {
        Published entry = entry(address, ttl);
        if (entry.isBetter(kind, rank, name)) {
            entry.kind = kind;
            entry.rank = rank;
            entry.target = name;
        }
    }

    private Published entry(InetAddress address, int ttl) {
        Published entry = published.get(address);
        if (entry == null) {
            entry = new Published(hex(address));
            published.put(address, entry);
        }
        entry.ttl = Math.min(entry.ttl, ttl);
        return entry;
    }

    /** Writes the names in hex and the PTR records. */
    void writeTo(PartBuilder zone) {
        published.forEach((address, entry) -> {
            zone.address(entry.hex, entry.ttl, address, 1);
            zone.ptr(Name.reverse(address), entry.ttl, entry.target == null ? entry.hex : entry.target);
        });
    }
}

package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.zone.PartBuilder;
import java.net.InetAddress;
import java.util.List;

/** The records written so far, and the addresses in them. */
final class Records {

    private final PartBuilder zone;
    private final PublishedAddresses addresses;

    Records(PartBuilder zone, PublishedAddresses addresses) {
        this.zone = zone;
        this.addresses = addresses;
    }

    /** An address among others that the name answers with. */
    void address(Name owner, int ttl, InetAddress address, int weight) {
        zone.address(owner, ttl, address, weight);
        addresses.add(new PublishedAddress(address, ttl, null, 0, null));
    }

    /** The addresses of the one node, instance or virtual IP that has this name; PTR records may point to it. */
    void own(Name owner, int ttl, List<InetAddress> own, PublishedAddress.Kind kind, int rank) {
        for (InetAddress address : own) {
            zone.address(owner, ttl, address, 1);
            pointer(address, ttl, kind, rank, owner);
        }
    }

    /** A PTR record of the address may point to this name. */
    void pointer(InetAddress address, int ttl, PublishedAddress.Kind kind, int rank, Name name) {
        addresses.add(new PublishedAddress(address, ttl, kind, rank, name));
    }

    /** The name in hex of an address, which has it from now on. */
    Name hex(InetAddress address, int ttl) {
        addresses.add(new PublishedAddress(address, ttl, null, 0, null));
        return addresses.hex(address);
    }

    void srv(Name owner, int ttl, int priority, int weight, int port, Name target) {
        zone.srv(owner, ttl, priority, weight, port, target);
    }

    /** The name exists. If nothing was written at it, its negative answers give the reason. */
    void exists(Name owner, String reason) {
        if (!has(owner)) {
            zone.exists(owner, reason);
        }
    }

    boolean has(Name owner) {
        return zone.hasRecords(owner);
    }
}

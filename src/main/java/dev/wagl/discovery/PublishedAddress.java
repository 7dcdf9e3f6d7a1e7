package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.net.InetAddress;

/**
 * An address that the zone holds, and the best name it has so far. Of several that publish it nothing depends on their order.
 *
 * @param ttl seconds: the lowest
 * @param kind of the target; null without one
 * @param rank of several names of one kind the lowest is taken, then the first in canonical order
 * @param target the best name; null before there is one
 */
record PublishedAddress(InetAddress address, int ttl, Kind kind, int rank, Name target) {

    /** What kind of name an address has; the first is the best for a PTR record. */
    enum Kind {
        NODE,
        VIRTUAL_IP,
        INSTANCE,
        /** Of a task whose instance name resolves to its node's address; that name is still the one to read. */
        TASK
    }

    /** Both of one address. */
    PublishedAddress and(PublishedAddress other) {
        PublishedAddress best = other.isBetter(this) ? other : this;
        int lowest = Math.min(ttl, other.ttl);
        return lowest == best.ttl ? best : new PublishedAddress(address, lowest, best.kind, best.rank, best.target);
    }

    private boolean isBetter(PublishedAddress than) {
        if (target == null || than.target == null) {
            return target != null;
        }
        if (kind != than.kind) {
            return kind.compareTo(than.kind) < 0;
        }
        return rank == than.rank ? target.compareTo(than.target) < 0 : rank < than.rank;
    }
}

package dev.wagl.transport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The places for TCP connections, of all event loops together, and who has them (RFC 7766 6.2.3, RFC 9210 4.1).
 *
 * <p>When all are taken, whoever comes gets the place of the one that has been without a query for the longest. Were
 * newcomers refused instead, a thousand connections that ask nothing would keep everyone else out; so they lose
 * their places to those who ask, whatever they do to look alive. Who is new, or has just asked, is the last to go. A client
 * that has its share of places gets no more, and takes nobody's.
 */
final class TcpTable {

    /** Of the idle time-out, what is left of it when the table is full. */
    private static final int LEAST_PATIENCE = 6;

    private final TcpLimits limits;
    private final TcpCounters counters;
    private final Set<TcpConnection> connections = ConcurrentHashMap.newKeySet();

    TcpTable(TcpLimits limits, TcpCounters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    /** @return false if the newcomer is to be closed */
    boolean admit(TcpConnection newcomer) {
        if (!counters.hasShare(newcomer.client(), limits.perClient())) {
            return false;
        }
        while (!counters.opened(limits.connections())) {
            TcpConnection quietest = quietest();
            if (quietest == null) {
                counters.noPlace(newcomer.client());
                return false;
            }
            if (leave(quietest)) {
                counters.cuts(TcpCounters.CutOff.GAVE_WAY);
                quietest.giveWay();
            }
        }
        connections.add(newcomer);
        return true;
    }

    private TcpConnection quietest() {
        TcpConnection quietest = null;
        for (TcpConnection connection : connections) {
            if (quietest == null || connection.quietSince() - quietest.quietSince() < 0) {
                quietest = connection;
            }
        }
        return quietest;
    }

    /** @return whether it was still there */
    boolean leave(TcpConnection connection) {
        boolean there = connections.remove(connection);
        if (there) {
            counters.closed(connection.client());
        }
        return there;
    }

    /**
     * How long a connection may be without a query now, in nanoseconds: as much as there is while half of the places are
     * free, a sixth when none is.
     */
    long idle() {
        long patience = limits.idle().toNanos();
        int half = limits.connections() / 2;
        int beyond = Math.min(counters.open(), limits.connections()) - half;
        return beyond <= 0
                ? patience
                : patience - patience / LEAST_PATIENCE * (LEAST_PATIENCE - 1) / (limits.connections() - half) * beyond;
    }
}

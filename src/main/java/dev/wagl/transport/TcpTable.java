package dev.wagl.transport;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The places for TCP connections, of all event loops together, and who has them (RFC 7766 6.2.3, RFC 9210 4.1).
 *
 * <p>When all are taken, whoever comes gets the place of the one that has been without a query for the longest. Were
 * newcomers refused instead, a thousand connections that ask nothing would keep everyone else out; so they lose
 * their places to those who ask, whatever they do to look alive. Who is new, or has just asked, is the last to go. A client
 * that has its share of places gets no more, and takes nobody's.
 *
 * <p>Of a table with more than {@value #LOOKED_AT} places, the one that goes is the quietest of as many, which are spread evenly
 * over all and others each time. So a newcomer costs the same however many there are; and where one place in twenty is a silent
 * client's, chances are one in half a million that it is not one of those that goes. The lock is held for some microseconds, where a connection comes or goes, and never
 * for a query.
 */
final class TcpTable {

    /** Of the idle time-out, what is left of it when the table is full. */
    private static final int LEAST_PATIENCE = 6;

    /** Connections that the one to go is chosen from. */
    static final int LOOKED_AT = 256;

    /** Who has a place. From any thread. */
    interface Occupant {

        /** Whose share of places it is counted in. */
        InetAddress client();

        /** Since when nobody would have missed it, of {@link System#nanoTime()}. */
        long quietSince();

        /** Its place is another's from now on. */
        void giveWay();
    }

    private final TcpLimits limits;
    private final TcpCounters counters;

    /** In no order, and without gaps. */
    private final List<Occupant> occupants = new ArrayList<>();

    /** Where each of them is. */
    private final Map<Occupant, Integer> places = new HashMap<>();

    private int lookedFrom;

    TcpTable(TcpLimits limits, TcpCounters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    /** @return false if the newcomer is to be closed */
    synchronized boolean admit(Occupant newcomer) {
        if (!counters.hasShare(newcomer.client(), limits.perClient())) {
            return false;
        }
        while (!counters.opened(limits.connections())) {
            if (occupants.isEmpty()) {
                counters.noPlace(newcomer.client());
                return false;
            }
            Occupant quietest = quietest();
            leave(quietest);
            counters.cuts(TcpCounters.CutOff.GAVE_WAY);
            quietest.giveWay();
        }
        places.put(newcomer, occupants.size());
        occupants.add(newcomer);
        return true;
    }

    private Occupant quietest() {
        int all = occupants.size();
        int looks = Math.min(all, LOOKED_AT);
        lookedFrom = (lookedFrom + 1) % all;
        Occupant quietest = occupants.get(lookedFrom);
        long since = quietest.quietSince();
        for (int look = 1; look < looks; look++) {
            Occupant other = occupants.get((int) ((lookedFrom + (long) look * all / looks) % all));
            long otherSince = other.quietSince();
            if (otherSince - since < 0) {
                quietest = other;
                since = otherSince;
            }
        }
        return quietest;
    }

    /** Gives up its place, if it still has one. */
    synchronized void leave(Occupant occupant) {
        Integer place = places.remove(occupant);
        if (place == null) {
            return;
        }
        Occupant last = occupants.remove(occupants.size() - 1);
        if (last != occupant) {
            occupants.set(place, last);
            places.put(last, place);
        }
        counters.closed(occupant.client());
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

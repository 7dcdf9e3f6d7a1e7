package dev.wagl.transport;

import dev.wagl.nameserver.ClientNetwork;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of TCP connections and of what they hold, of all event loops together.
 *
 * <p>Two kinds of address stand for many clients, and may have all places and most of the memory: loopback, where a resolver of this machine
 * may ask for all of its programs, and the default gateway. All others are counted by their {@link ClientNetwork}.
 */
public final class TcpCounters {

    /** Why a connection was closed that its client had not done with. */
    public enum CutOff {
        /** As it came: no place was to be had. */
        FULL,
        /** As it came: its client had its share of places. */
        SHARE,
        /** Another client needed its place. */
        GAVE_WAY,
        /** No query for too long. */
        IDLE,
        /** A query that was begun and not finished in time. */
        SLOW,
        /** Responses that the client did not take in time. */
        UNREAD,
        /** It asked for memory when it, its client, or all together, had enough. */
        HOARDED
    }

    private volatile Set<InetAddress> gateways;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> openByClient = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final Map<InetAddress, Long> heldByClient = new ConcurrentHashMap<>();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder[] cutOff = new LongAdder[CutOff.values().length];

    /** @param gateways this machine's own */
    TcpCounters(Set<InetAddress> gateways) {
        this.gateways = Set.copyOf(gateways);
        Arrays.setAll(cutOff, reason -> new LongAdder());
    }

    /** This machine has others now. */
    void gateways(Set<InetAddress> now) {
        gateways = Set.copyOf(now);
    }

    /** Connections now. */
    public int open() {
        return open.get();
    }

    /** Octets of memory that unfinished queries and untaken responses take now. */
    public long held() {
        return held.get();
    }

    /** Connections since the start, the refused ones not counted. */
    public long accepted() {
        return accepted.sum();
    }

    /** Connections that were closed for this reason. */
    public long cutOff(CutOff reason) {
        return cutOff[reason.ordinal()].sum();
    }

    /** Connections that were closed as they came. */
    public long refused() {
        return cutOff(CutOff.FULL) + cutOff(CutOff.SHARE);
    }

    /** Connections that were cut off for being idle, slow, or not reading. */
    public long timedOut() {
        return cutOff(CutOff.IDLE) + cutOff(CutOff.SLOW) + cutOff(CutOff.UNREAD);
    }

    /** Connections that were cut off for the memory they asked for. */
    public long hoarded() {
        return cutOff(CutOff.HOARDED);
    }

    /** The address that a client is counted by. */
    InetAddress counted(InetAddress address) {
        return standsForMany(address) ? address : ClientNetwork.of(address);
    }

    /**
     * Counts a connection for its client; false if that one has as many as it may.
     *
     * @param client as it is {@link #counted}, here and below
     */
    boolean hasShare(InetAddress client, int perClient) {
        // Counted in any case, since what stands for many may not have done so before, or not do so later.
        if (openByClient.merge(client, 1, Integer::sum) > perClient && !standsForMany(client)) {
            forgetOneOf(client);
            cuts(CutOff.SHARE);
            return false;
        }
        return true;
    }

    /** Counts a connection whose client's share allows for it; false if there are as many as may be. */
    boolean opened(int most) {
        // Never beyond it for the moment: to another event loop that would be a full table, and cost a client its
        // place.
        if (open.getAndUpdate(now -> now < most ? now + 1 : now) >= most) {
            return false;
        }
        accepted.increment();
        return true;
    }

    /** It comes to nothing, though its client's share allows for it. */
    void noPlace(InetAddress client) {
        forgetOneOf(client);
        cuts(CutOff.FULL);
    }

    void closed(InetAddress client) {
        open.decrementAndGet();
        forgetOneOf(client);
    }

    void cuts(CutOff reason) {
        cutOff[reason.ordinal()].increment();
    }

    /**
     * Adds what a connection holds more than before, or less.
     *
     * @return false if it is to be cut off for that
     */
    boolean holds(InetAddress client, long more, TcpLimits limits) {
        long all = held.addAndGet(more);
        Long its = heldByClient.merge(client, more, (before, added) -> before + added == 0 ? null : before + added);
        boolean fits = more <= 0 || all <= limits.held() && (its == null || its <= mostHeld(client, limits));
        if (!fits) {
            cuts(CutOff.HOARDED);
        }
        return fits;
    }

    /** Some is always left for others: who hoards is to lose by that, and not who comes next. */
    private long mostHeld(InetAddress client, TcpLimits limits) {
        long quarter = limits.held() / 4;
        return standsForMany(client) ? 3 * quarter : quarter;
    }

    private boolean standsForMany(InetAddress client) {
        return client.isLoopbackAddress() || gateways.contains(client);
    }

    private void forgetOneOf(InetAddress client) {
        openByClient.computeIfPresent(client, (of, connections) -> connections == 1 ? null : connections - 1);
    }
}

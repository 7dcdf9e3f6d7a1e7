package dev.wagl.transport;

import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of TCP connections and of what they hold, of all event loops together.
 *
 * <p>Two kinds of address stand for many clients, and have no limit of their own: loopback, where a resolver of this machine
 * may ask for all of its programs, and the default gateway. An IPv6 address counts by itself and not with its /64,
 * since that may be a whole network of containers.
 */
public final class TcpCounters {

    private final Set<InetAddress> gateways;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> openByClient = new ConcurrentHashMap<>();
    private final AtomicLong held = new AtomicLong();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder timedOut = new LongAdder();
    private final LongAdder hoarded = new LongAdder();

    /** @param gateways this machine's own */
    TcpCounters(Set<InetAddress> gateways) {
        this.gateways = Set.copyOf(gateways);
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

    /** Connections that were closed as they came, because there were too many, or too many of that client. */
    public long refused() {
        return refused.sum();
    }

    /** Connections that were cut off for being idle, slow, or not reading. */
    public long timedOut() {
        return timedOut.sum();
    }

    /** Connections that were cut off for asking for memory when all together had enough. */
    public long hoarded() {
        return hoarded.sum();
    }

    /** @return false if there are as many as may be */
    boolean opened(InetAddress client, TcpLimits limits) {
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            refused.increment();
            return false;
        }
        if (!standsForMany(client) && openByClient.merge(client, 1, Integer::sum) > limits.perClient()) {
            closed(client);
            refused.increment();
            return false;
        }
        accepted.increment();
        return true;
    }

    void closed(InetAddress client) {
        open.decrementAndGet();
        forgetOneOf(client);
    }

    void ranOutOfTime() {
        timedOut.increment();
    }

    /**
     * Adds what a connection holds more than before, or less.
     *
     * @return false if it is to be cut off for that
     */
    boolean holds(long more, TcpLimits limits) {
        boolean fits = held.addAndGet(more) <= limits.held() || more <= 0;
        if (!fits) {
            hoarded.increment();
        }
        return fits;
    }

    private boolean standsForMany(InetAddress client) {
        return client.isLoopbackAddress() || gateways.contains(client);
    }

    private void forgetOneOf(InetAddress client) {
        openByClient.computeIfPresent(client, (of, connections) -> connections == 1 ? null : connections - 1);
    }
}

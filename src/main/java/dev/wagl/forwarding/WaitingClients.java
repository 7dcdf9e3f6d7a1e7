package dev.wagl.forwarding;

import dev.wagl.nameserver.ClientNetwork;
import java.net.InetAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many queries wait for upstreams, in all and of each client. Thread-safe.
 *
 * <p>Loopback and the default gateway stand for many clients, and have no limit of their own.
 */
final class WaitingClients {

    /** Each takes about a kilobyte. */
    static final int MOST = 4_000;

    static final int MOST_OF_ONE = 500;

    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<InetAddress, Integer> byClient = new ConcurrentHashMap<>();
    private volatile Set<InetAddress> gateways;

    WaitingClients(Set<InetAddress> gateways) {
        this.gateways = Set.copyOf(gateways);
    }

    void gateways(Set<InetAddress> now) {
        gateways = Set.copyOf(now);
    }

    /** The address that a client is counted by. */
    InetAddress counted(InetAddress address) {
        return standsForMany(address) ? address : ClientNetwork.of(address);
    }

    /**
     * Takes a place, to be given back by {@link #leave}; false: there is none.
     *
     * @param client as it is {@link #counted}, here and below
     */
    boolean enter(InetAddress client) {
        if (waiting.incrementAndGet() > MOST) {
            waiting.decrementAndGet();
            return false;
        }
        int its = byClient.merge(client, 1, Integer::sum);
        if (its > MOST_OF_ONE && !standsForMany(client)) {
            leave(client);
            return false;
        }
        return true;
    }

    void leave(InetAddress client) {
        byClient.computeIfPresent(client, (of, its) -> its == 1 ? null : its - 1);
        waiting.decrementAndGet();
    }

    int now() {
        return waiting.get();
    }

    private boolean standsForMany(InetAddress client) {
        return client.isLoopbackAddress() || gateways.contains(client);
    }
}

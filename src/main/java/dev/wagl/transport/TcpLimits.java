package dev.wagl.transport;

import java.time.Duration;

/**
 * How much TCP clients get: connections, memory, and patience (RFC 7766 6.2.3, 10).
 *
 * @param connections at once, of all clients together; one more is closed as it comes
 * @param perClient of them from one address, unless that one stands for many, see {@link TcpCounters}
 * @param held octets of unfinished queries and untaken responses, of all connections together; the one that would
 *     make them more is cut off
 * @param idle without a message begun
 * @param message from a message's first octet to its last
 * @param write from the moment a client's window is full until it has taken enough
 */
record TcpLimits(int connections, int perClient, long held, Duration idle, Duration message, Duration write) {

    static final TcpLimits DEFAULT =
            new TcpLimits(1000, 100, 8 << 20, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(5));
}

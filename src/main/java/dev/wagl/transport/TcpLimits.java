package dev.wagl.transport;

import java.time.Duration;

/**
 * How much TCP clients get: connections, memory, and patience (RFC 7766 6.2.3, 10).
 *
 * @param connections at once, of all clients together; one more takes the place of another, see {@link TcpTable}
 * @param perClient of them from one client, unless that one stands for many, see {@link TcpCounters}
 * @param held octets of unfinished queries and untaken responses, of all connections together, a quarter of it of one client; the
 *     connection that would make them more is cut off
 * @param idle without a message begun, while half of the connections are free; less when they are not
 * @param message from a message's first octet to its last
 * @param write from the moment a client's window is full until it has taken enough
 */
public record TcpLimits(int connections, int perClient, long held, Duration idle, Duration message, Duration write) {

    private static final long HELD = 8 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What can be set of them; the rest is as it is. */
    public TcpLimits(int connections, int perClient, Duration idle) {
        this(connections, perClient, HELD, idle, PATIENCE, PATIENCE);
    }
}

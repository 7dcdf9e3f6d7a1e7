package dev.wagl.querylog;

import dev.wagl.dns.Rcode;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one event loop has to tell: a ring of entries that are used again and again. The event loop puts down, the log's thread
 * takes; neither waits for the other, and nothing is allocated by the former.
 */
public final class LoopLog {

    /** A power of two. */
    static final int ROOM = 1_024;

    private final Transport transport;
    private final QueryProcessor processor;
    private final boolean errorsAlone;
    private final Entry[] ring = new Entry[ROOM];

    /** How many were ever put down; written by the event loop alone, behind the entry. */
    private volatile long put;

    /** How many of them were ever taken; written by the log's thread alone. */
    private volatile long taken;

    private long dropped;

    LoopLog(Transport transport, QueryProcessor processor, boolean errorsAlone) {
        this.transport = transport;
        this.processor = processor;
        this.errorsAlone = errorsAlone;
        Arrays.setAll(ring, at -> new Entry());
    }

    /**
     * Puts down the response that the processor has just made. On the event loop.
     *
     * @param querySize octets of the query
     * @param nanos since it came
     */
    public void responded(InetAddress client, int port, int querySize, long nanos) {
        if (errorsAlone && !isError(processor.rcode())) {
            return;
        }
        long at = put;
        if (at - taken == ROOM) {
            dropped++;
            return;
        }
        ring[(int) at & ROOM - 1].set(processor, client, port, querySize, nanos);
        put = at + 1;
    }

    private static boolean isError(int rcode) {
        return rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN;
    }

    /** Writes what is there now, as far as there is room. On the log's thread. */
    void write(Consumer<String> lines, BooleanSupplier room) {
        long end = put;
        for (long at = taken; at < end && room.getAsBoolean(); at++) {
            String line;
            try {
                line = ring[(int) at & ROOM - 1].line(transport);
            } finally {
                taken = at + 1;
            }
            lines.accept(line);
        }
    }

    /** As the event loop last had it. */
    long dropped() {
        return dropped;
    }
}

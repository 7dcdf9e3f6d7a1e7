package dev.wagl.transport;

import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import org.jboss.logging.Logger;

/** The processor of one verticle, and the array that its queries are read into, one at a time. */
final class Responder {

    private static final Logger LOG = Logger.getLogger(Responder.class);

    /** The unit of RFC 7828, in nanoseconds. */
    private static final long TENTH = 100_000_000;

    private static final long LONGEST_TIMEOUT = 65_535;

    private final QueryProcessor processor;
    private final byte[] request;
    private boolean bugLogged;
    private boolean failureLogged;

    /** @param longest query that is ever read, in octets */
    Responder(QueryProcessor processor, int longest) {
        this.processor = processor;
        this.request = new byte[longest];
    }

    /** Where the next query is put. */
    byte[] request() {
        return request;
    }

    /** Tells clients that ask how long they may be idle; 0: they should close. */
    void idleTimeout(long nanos) {
        processor.idleTimeout((int) Math.min(nanos / TENTH, LONGEST_TIMEOUT));
    }

    /** Says what time it is, before the queries that have come together are answered. */
    void tick(long nanoTime) {
        processor.tick(nanoTime, System.currentTimeMillis());
    }

    /**
     * Answers the query that was put there.
     *
     * @param client where it came from
     * @return whether there is a response; a query that shows a bug has none, and harms nobody else
     */
    boolean respond(int length, InetAddress client) {
        try {
            return processor.process(request, length, client) == Verdict.RESPOND;
        } catch (Exception | StackOverflowError | AssertionError e) {
            counters().dropped(QueryCounters.Drop.ERROR);
            if (!bugLogged) {
                bugLogged = true;
                LOG.error("A query could not be processed; this is a bug, told once for each event loop", e);
            }
            return false;
        }
    }

    /** Takes note of what went wrong outside a query: in the network, which happens all day, or here, which is told. */
    void failed(Object where, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debugf("%s: %s", where, cause);
        } else if (!failureLogged) {
            failureLogged = true;
            LOG.errorf(cause, "%s: reading or sending failed; told once for each event loop", where);
        }
    }

    /** The response, in its first {@link #responseLength()} octets; valid until the next query. */
    byte[] response() {
        return processor.response();
    }

    int responseLength() {
        return processor.responseLength();
    }

    QueryCounters counters() {
        return processor.counters();
    }
}

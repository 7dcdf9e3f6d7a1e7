package dev.wagl.transport;

import dev.wagl.forwarding.Forwarder;
import dev.wagl.forwarding.Forwarding;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.querylog.LoopLog;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The processor of one verticle, and the array that its queries are read into, one at a time. */
final class Responder {

    private static final Logger LOG = Logger.getLogger(Responder.class);

    /** The unit of RFC 7828, in nanoseconds. */
    private static final long TENTH = 100_000_000;

    private static final long LONGEST_TIMEOUT = 65_535;

    private final QueryProcessor processor;
    private final Forwarder forwarder;
    private final LoopLog log;
    private final byte[] request;
    private long now;

    /** Octets of the query at hand. */
    private int querySize;

    /** When it came. */
    private long since;

    private boolean bugLogged;
    private boolean failureLogged;

    /** One whose processor forwards nothing, and which tells nothing. */
    Responder(QueryProcessor processor, int longest) {
        this(processor, null, null, longest);
    }

    /**
     * @param forwarding null: the processor forwards nothing
     * @param log null: nothing is told
     * @param longest query that is ever read, in octets
     */
    Responder(QueryProcessor processor, Forwarding forwarding, LoopLog log, int longest) {
        this.processor = processor;
        this.forwarder = forwarding == null ? null : forwarding.forwarder(processor);
        this.log = log;
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
        now = nanoTime;
        processor.tick(nanoTime, System.currentTimeMillis());
    }

    /**
     * Answers the query that was put there, if that can be done at once.
     *
     * @param client where it came from
     * @return FORWARD if it has to wait, see {@link #await}. A query that shows a bug has no response, and harms nobody else
     */
    Verdict respond(int length, InetAddress client) {
        querySize = length;
        since = now;
        try {
            Verdict verdict = processor.process(request, length, client);
            return verdict == Verdict.FORWARD ? forwarder.answer(request, now) : verdict;
        } catch (Exception | StackOverflowError | AssertionError e) {
            return bug(e);
        }
    }

    /**
     * Has the query that was put there wait for an upstream's answer.
     *
     * @param loop this event loop
     * @param answered is told there, once, what has become of it: RESPOND or DROP
     * @return FORWARD if it waits; else it does not, this has become of it, and nobody is told
     */
    Verdict await(int length, InetAddress client, Executor loop, Consumer<Verdict> answered) {
        long came = now;
        try {
            return forwarder.await(
                    request, length, client, loop, now, late -> answered.accept(resume(late, length, came)));
        } catch (Exception | StackOverflowError | AssertionError e) {
            return bug(e);
        }
    }

    private Verdict resume(Forwarder.Late late, int length, long came) {
        querySize = length;
        since = came;
        try {
            tick(System.nanoTime());
            return forwarder.resume(late, now);
        } catch (Exception | StackOverflowError | AssertionError e) {
            return bug(e);
        }
    }

    private Verdict bug(Throwable cause) {
        counters().dropped(QueryCounters.Drop.ERROR);
        if (!bugLogged) {
            bugLogged = true;
            LOG.error("A query could not be processed; this is a bug, told once for each event loop", cause);
        }
        return Verdict.DROP;
    }

    /** Takes note that the response goes out, to whom. */
    void responded(InetAddress client, int port) {
        if (log != null) {
            log.responded(client, port, querySize, System.nanoTime() - since);
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

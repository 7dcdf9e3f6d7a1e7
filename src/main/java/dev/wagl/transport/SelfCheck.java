package dev.wagl.transport;

import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * A query that a verticle puts to itself, on its event loop, with the memory that one from outside takes. It has a
 * processor of its own, so that probes do not show among the queries that are counted.
 */
final class SelfCheck {

    private static final Logger LOG = Logger.getLogger(SelfCheck.class);

    /** {@code id.server. CH TXT} (RFC 4892): needs no zone. */
    private static final byte[] QUERY = concat(
            new byte[] {0x77, 0x61, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},
            "\2id\6server\0".getBytes(StandardCharsets.US_ASCII),
            new byte[] {0, 16, 0, 3});

    private final String name;
    private final Context eventLoop;
    private final QueryProcessor processor;
    private final Runnable memory;
    private final byte[] request = new byte[QUERY.length];
    private boolean failing;

    /**
     * @param name of the verticle, for people
     * @param memory takes what a query from outside may take, and gives it back
     */
    SelfCheck(String name, Context eventLoop, QueryProcessor processor, Runnable memory) {
        this.name = name;
        this.eventLoop = eventLoop;
        this.processor = processor;
        this.memory = memory;
    }

    String name() {
        return name;
    }

    Context eventLoop() {
        return eventLoop;
    }

    /** @return completed by the event loop, so perhaps never */
    CompletableFuture<Boolean> run() {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        eventLoop.runOnContext(go -> result.complete(answersItself()));
        return result;
    }

    private boolean answersItself() {
        try {
            memory.run();
            System.arraycopy(QUERY, 0, request, 0, QUERY.length);
            boolean well = processor.process(request, request.length) == Verdict.RESPOND && isResponse();
            failing = !well;
            return well;
        } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
            if (!failing) {
                failing = true;
                LOG.errorf(e, "%s cannot answer itself", name);
            }
            return false;
        }
    }

    private boolean isResponse() {
        byte[] response = processor.response();
        boolean answersThis = response[0] == QUERY[0] && response[1] == QUERY[1];
        boolean qr = (response[2] & 0x80) != 0;
        return processor.responseLength() >= QUERY.length && answersThis && qr;
    }

    private static byte[] concat(byte[]... parts) {
        byte[] all = new byte[0];
        for (byte[] part : parts) {
            int at = all.length;
            all = Arrays.copyOf(all, at + part.length);
            System.arraycopy(part, 0, all, at, part.length);
        }
        return all;
    }
}

package dev.wagl.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * Answers that tell thousands of things. Each is made once for what it shows and kept packed for as long as memory allows; one
 * at a time is made and sent, and who asks meanwhile is told to come back.
 *
 * <p>Who reads slowly costs no work, only memory: after a second others are no longer kept waiting for it. There may be few of
 * these: one more, and the one who has read for the longest is cut off.
 */
@Singleton
final class LargeAnswers {

    /** An answer that tells fewer things than this is none of ours. */
    static final int MOST_SMALL = 500;

    private static final Duration SLOW_AFTER = Duration.ofSeconds(1);
    private static final Duration CUT_OFF_AFTER = Duration.ofSeconds(30);
    private static final int MOST_SLOW = 2;

    /** Octets that are on their way to a client at once. */
    private static final int PIECE = 16 << 10;

    private static final Buffer NOTHING = Buffer.buffer();

    private final Vertx vertx;
    private final Semaphore one = new Semaphore(1);
    private final Deque<Turn> slow = new ArrayDeque<>();
    private final Map<String, SoftReference<Packed>> kept = new ConcurrentHashMap<>();

    /**
     * An answer's body.
     *
     * @param of what it shows
     */
    private record Packed(Object of, int variant, byte[] octets, EntityTag tag) {

        boolean shows(Object wanted, int wantedVariant) {
            return of == wanted && variant == wantedVariant;
        }
    }

    /**
     * What an answer is.
     *
     * @param kind names it; there are few
     * @param of what it shows: the same object as long as nothing is different
     * @param variant tells apart what may be made of it; one of them is kept
     * @param tag null where only its octets tell whether it is another one
     */
    record Subject(String kind, Object of, int variant, MediaType type, EntityTag tag) {}

    /** Writes the body. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    @Inject
    LargeAnswers(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The answer; a problem while another is under way. */
    Response answer(Subject subject, Request conditions, HttpServerRequest request, Content content) {
        Response.ResponseBuilder unchanged =
                subject.tag() == null ? null : conditions.evaluatePreconditions(subject.tag());
        if (unchanged != null) {
            return unchanged.build();
        }
        if (request.method().equals(HttpMethod.HEAD)) {
            return headers(Response.ok(), subject.type(), subject.tag()).build();
        }
        if (!one.tryAcquire()) {
            throw ProblemException.busy("another large answer is under way, and they are given one at a time");
        }
        Turn turn = new Turn(request);
        try {
            Response response = answer(packed(subject, content), subject.type(), conditions, turn);
            if (!response.hasEntity()) {
                turn.end();
            }
            return response;
        } catch (RuntimeException | Error e) {
            turn.end();
            throw e;
        }
    }

    private static Response answer(Packed packed, MediaType type, Request conditions, Turn turn) {
        turn.made();
        Response.ResponseBuilder unchanged = conditions.evaluatePreconditions(packed.tag());
        if (unchanged != null) {
            return unchanged.build();
        }
        Response.ResponseBuilder response = headers(Response.ok(), type, packed.tag());
        boolean asItIs = takesGzip(turn.request);
        if (asItIs) {
            response.header(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        return response.entity((StreamingOutput) out -> turn.send(packed.octets(), asItIs, out))
                .build();
    }

    private static Response.ResponseBuilder headers(Response.ResponseBuilder response, MediaType type, EntityTag tag) {
        return response.type(type).tag(tag).header(HttpHeaders.VARY, "Accept, Accept-Encoding");
    }

    private Packed packed(Subject subject, Content content) {
        SoftReference<Packed> reference = kept.get(subject.kind());
        Packed known = reference == null ? null : reference.get();
        if (known != null && known.shows(subject.of(), subject.variant())) {
            return known;
        }
        kept.remove(subject.kind());
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (OutputStream packing = new QuickGzip(octets)) {
            content.write(packing);
        } catch (IOException e) {
            throw new IllegalStateException("what is written to memory fails", e);
        }
        byte[] packed = octets.toByteArray();
        EntityTag tag = subject.tag() == null ? new EntityTag(digest(packed)) : subject.tag();
        Packed fresh = new Packed(subject.of(), subject.variant(), packed, tag);
        kept.put(subject.kind(), new SoftReference<>(fresh));
        return fresh;
    }

    private static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean takesGzip(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && accepted.matches("(?i)(.*,)?\\s*gzip\\s*(;\\s*q=(1|0?\\.\\d*[1-9]).*)?(,.*)?");
    }

    /** A client's turn, from its request until it has everything, or is cut off. */
    private final class Turn {

        private final HttpServerRequest request;
        private final long isCutOff;

        /** The id of a timer; none has this one. */
        private volatile long becomesSlow = -1;

        private boolean wasSlow;
        private boolean ended;

        Turn(HttpServerRequest request) {
            this.request = request;
            isCutOff = vertx.setTimer(CUT_OFF_AFTER.toMillis(), over -> cutOff());
        }

        /** It is made; from now on it is the client who takes time. */
        void made() {
            becomesSlow = vertx.setTimer(SLOW_AFTER.toMillis(), over -> letOthersGo());
        }

        /**
         * Sends the body piece by piece, each when the last has left: what were written ahead would lie in memory that DNS needs,
         * too. On a worker thread.
         */
        void send(byte[] packed, boolean asItIs, OutputStream out) throws IOException {
            try (InputStream in = asItIs
                    ? new ByteArrayInputStream(packed)
                    : new GZIPInputStream(new ByteArrayInputStream(packed), PIECE)) {
                byte[] piece = new byte[PIECE];
                for (int read = in.readNBytes(piece, 0, PIECE); read > 0; read = in.readNBytes(piece, 0, PIECE)) {
                    out.write(piece, 0, read);
                    out.flush();
                    awaitSent();
                }
                out.close();
            } finally {
                end();
            }
        }

        /** What is written now is sent behind what was written before. */
        private void awaitSent() throws IOException {
            try {
                request.response()
                        .write(NOTHING)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(CUT_OFF_AFTER.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the client does not take the answer", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        /** Of those who read slowly, the one who has for the longest has to go where there are too many. */
        private void letOthersGo() {
            Turn over = null;
            synchronized (slow) {
                if (!ended) {
                    over = slow.size() < MOST_SLOW ? null : slow.remove();
                    slow.add(this);
                    wasSlow = true;
                    one.release();
                }
            }
            if (over != null) {
                over.cutOff();
            }
        }

        private void cutOff() {
            end();
            request.connection().close();
        }

        void end() {
            vertx.cancelTimer(becomesSlow);
            vertx.cancelTimer(isCutOff);
            synchronized (slow) {
                slow.remove(this);
                if (!ended && !wasSlow) {
                    one.release();
                }
                ended = true;
            }
        }
    }
}

package dev.wagl.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Answers that tell of all there is, which may be thousands of things. Each is made once for what it shows, kept packed for as long as
 * memory allows, and given in turns: see {@link Turns}. A HEAD is answered as its GET would be.
 */
@Singleton
final class LargeAnswers {

    /** RFC 9110 12.5.3, and not with a weight of zero. It never goes back: a header may be long. */
    private static final Pattern GZIP =
            Pattern.compile("\\s*+gzip\\s*+(;\\s*+q=(1(\\.0*+)?|0\\.0*+[1-9]\\d*+))?+\\s*+", Pattern.CASE_INSENSITIVE);

    private final Turns turns;

    /** Who is in waits for what somebody else knows: Prometheus asks for three roles at a time. */
    private final Door waitingRoom = new Door(Door.MOMENT, 2);

    private final Map<String, SoftReference<Packed>> kept = new ConcurrentHashMap<>();

    /**
     * An answer's body.
     *
     * @param of what it shows, which is not kept in memory for that
     */
    private record Packed(WeakReference<Object> of, int variant, byte[] octets, EntityTag tag) {

        boolean shows(Object wanted, int wantedVariant) {
            return of.refersTo(wanted) && variant == wantedVariant;
        }
    }

    /**
     * What an answer is.
     *
     * @param kind names it; there are few, and what was made last is kept of each
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
    LargeAnswers(Turns turns) {
        this.turns = turns;
    }

    /** The answer; a problem while too many others are under way. */
    Response answer(Subject subject, HttpServerRequest request, Content content) {
        Response known = withoutBody(subject, request);
        return known != null ? known : inTurn(subject, request, () -> packed(subject, content));
    }

    /** As above, where the content is asked of somebody else: it is waited for before the turn, so that only those wait who want it. */
    Response answerOnceKnown(Subject subject, HttpServerRequest request, Content content) {
        Response known = withoutBody(subject, request);
        if (known != null) {
            return known;
        }
        Packed packed = awaited(subject, content);
        Response bodiless = withoutBody(subject.type(), packed.tag(), request);
        return bodiless != null ? bodiless : inTurn(subject, request, () -> packed);
    }

    /** What needs no turn; null where it needs one. */
    private Response withoutBody(Subject subject, HttpServerRequest request) {
        Packed known = kept(subject);
        EntityTag tag = known == null ? subject.tag() : known.tag();
        return tag == null ? null : withoutBody(subject.type(), tag, request);
    }

    private static Response withoutBody(MediaType type, EntityTag plain, HttpServerRequest request) {
        boolean asItIs = takesGzip(request);
        EntityTag tag = encoded(plain, asItIs);
        Response.ResponseBuilder unchanged = Conditions.unchanged(request, tag);
        if (unchanged != null) {
            return varying(unchanged).build();
        }
        return request.method().equals(HttpMethod.HEAD)
                ? headers(type, tag, asItIs).build()
                : null;
    }

    private Response inTurn(Subject subject, HttpServerRequest request, Supplier<Packed> content) {
        Turns.Turn turn = turns.await(request);
        try {
            Response response = answer(subject.type(), content.get(), request, turn);
            if (!response.hasEntity()) {
                turn.end();
            }
            return response;
        } catch (RuntimeException | Error e) {
            turn.end();
            throw e;
        }
    }

    private static Response answer(MediaType type, Packed packed, HttpServerRequest request, Turns.Turn turn) {
        turn.made();
        Response known = withoutBody(type, packed.tag(), request);
        if (known != null) {
            return known;
        }
        boolean asItIs = takesGzip(request);
        return headers(type, encoded(packed.tag(), asItIs), asItIs)
                .entity((StreamingOutput) out -> turn.send(packed.octets(), asItIs, out))
                .build();
    }

    /** What is packed is another representation (RFC 9110 8.8.3.3). */
    private static EntityTag encoded(EntityTag tag, boolean gzip) {
        return gzip ? new EntityTag(tag.getValue() + "-gzip") : tag;
    }

    private static Response.ResponseBuilder headers(MediaType type, EntityTag tag, boolean gzip) {
        Response.ResponseBuilder response = varying(Response.ok().type(type).tag(tag));
        return gzip ? response.header(HttpHeaders.CONTENT_ENCODING, "gzip") : response;
    }

    private static Response.ResponseBuilder varying(Response.ResponseBuilder response) {
        return response.header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    /** Null where it is not, or shows something else. */
    private Packed kept(Subject subject) {
        SoftReference<Packed> reference = kept.get(subject.kind());
        Packed known = reference == null ? null : reference.get();
        return known != null && known.shows(subject.of(), subject.variant()) ? known : null;
    }

    private Packed awaited(Subject subject, Content content) {
        Packed known = kept(subject);
        if (known != null) {
            return known;
        }
        if (!waitingRoom.enter()) {
            throw ProblemException.busy("others wait for such an answer already, and it is asked for one at a time");
        }
        try {
            return packed(subject, content);
        } finally {
            waitingRoom.leave();
        }
    }

    private Packed packed(Subject subject, Content content) {
        Packed known = kept(subject);
        if (known != null) {
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
        Packed fresh = new Packed(new WeakReference<>(subject.of()), subject.variant(), packed, tag);
        kept.put(subject.kind(), new SoftReference<>(fresh));
        return fresh;
    }

    /** Names content by its octets. */
    static String digest(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean takesGzip(HttpServerRequest request) {
        return takesGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    }

    /** @param accepted {@code Accept-Encoding}; null where there is none */
    static boolean takesGzip(String accepted) {
        return accepted != null
                && Arrays.stream(accepted.split(","))
                        .anyMatch(coding -> GZIP.matcher(coding).matches());
    }
}

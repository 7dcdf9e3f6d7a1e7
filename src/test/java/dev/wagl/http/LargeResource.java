package dev.wagl.http;

import dev.wagl.http.LargeAnswers.Subject;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** An answer so large that no kernel takes it whole from who sends it. */
@Path("/test/large")
public final class LargeResource {

    static final int OCTETS = 12 << 20;

    /** How often it was made. */
    static final AtomicInteger MADE = new AtomicInteger();

    private static volatile Object subject = new Object();

    private final LargeAnswers large;

    @Inject
    LargeResource(LargeAnswers large) {
        this.large = large;
    }

    /** It shows something else from now on. */
    static void change() {
        subject = new Object();
    }

    @GET
    @Operation(summary = "For tests")
    public Response large(@Context HttpServerRequest request) {
        return large.answer(
                new Subject("test", subject, 0, MediaType.APPLICATION_OCTET_STREAM_TYPE, null), request, out -> {
                    MADE.incrementAndGet();
                    Random random = new Random(1);
                    byte[] piece = new byte[1 << 16];
                    for (int written = 0; written < OCTETS; written += piece.length) {
                        random.nextBytes(piece);
                        out.write(piece);
                    }
                });
    }
}

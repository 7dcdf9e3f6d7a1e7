package dev.wagl.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * The problem document for a request that is none, or too long to be read: no route sees it. What follows it on its connection
 * may be anything, so that is closed.
 */
final class Refusal {

    private Refusal() {}

    /** Quarkus refuses others, too, but with an empty body. */
    static boolean isUri(String target) {
        try {
            new URI(target);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    static void answer(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof TooLongHttpLineException) {
            answer(request, Status.REQUEST_URI_TOO_LONG, "the target of the request is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            answer(request, Status.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers of the request are too long");
        } else {
            answer(request, Status.BAD_REQUEST, Problems.NOT_UNDERSTOOD);
        }
    }

    private static void answer(HttpServerRequest request, Status status, String detail) {
        JsonObject problem = new JsonObject()
                .put("title", status.getReasonPhrase())
                .put("status", status.getStatusCode())
                .put("detail", detail);
        request.response()
                .setStatusCode(status.getStatusCode())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.TYPE)
                .putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE)
                .end(problem.toBuffer())
                .onComplete(sent -> request.connection().close());
    }
}

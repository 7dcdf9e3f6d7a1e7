package dev.wagl.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.EntityTag;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file of the program, held in memory. Vert.x' own handler for static files would unpack it to disk first, and the image has none
 * that can be written to.
 */
record HeldFile(String type, EntityTag tag, Buffer body) {

    /** Before the routes of Quarkus' extensions, which have none of their own, and after what sees every request. */
    private static final int ORDER = -1;

    /** @param name of the resource, from the root of the class path */
    static HeldFile read(String name, String type) {
        try (InputStream in = HeldFile.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            byte[] octets = in.readAllBytes();
            return new HeldFile(type, new EntityTag(LargeAnswers.digest(octets)), Buffer.buffer(octets));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path that only reads; another method is told so, as the resources do. */
    static void route(Router router, String path, RoutedProblems problems, Handler<RoutingContext> answer) {
        router.route(path)
                .order(ORDER)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(answer);
        router.route(path).order(ORDER).method(HttpMethod.OPTIONS).handler(HeldFile::options);
        router.route(path).order(ORDER).handler(problems::wrongMethod);
    }

    private static void options(RoutingContext request) {
        request.response().putHeader(HttpHeaders.ALLOW, Problems.ALLOWED).end();
    }

    /** Answers GET and HEAD, on the conditions of the request. */
    void answer(RoutingContext request, RoutedProblems problems) {
        int status = Conditions.status(request.request(), tag);
        if (status == Conditions.PRECONDITION_FAILED) {
            problems.preconditionFailed(request);
            return;
        }
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.ETAG, '"' + tag.getValue() + '"')
                // Another version of wagl has another file.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (status == Conditions.NOT_MODIFIED) {
            response.setStatusCode(status).end();
        } else if (request.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }
}

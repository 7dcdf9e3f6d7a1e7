package dev.wagl.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The page: three files, held in memory. Vert.x' own handler for static files would unpack them to disk first, and the image has none
 * that can be written to.
 */
@Singleton
final class Page {

    /**
     * Nothing but what is served here is loaded, no script or style stands in a page, and a script that would make HTML of a text is
     * refused. The icon is the one thing that stands in the page itself.
     */
    static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private final RoutedProblems problems;

    @Inject
    Page(RoutedProblems problems) {
        this.problems = problems;
    }

    void serve(@Observes Router router) {
        file(router, "/", "page.html", "text/html; charset=utf-8");
        file(router, "/page.css", "page.css", "text/css; charset=utf-8");
        file(router, "/page.js", "page.js", "text/javascript; charset=utf-8");
    }

    private void file(Router router, String path, String name, String type) {
        byte[] octets = read(name);
        Buffer body = Buffer.buffer(octets);
        EntityTag tag = new EntityTag(LargeAnswers.digest(octets));
        router.route(path)
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(request -> answer(request, type, tag, body));
        router.route(path).method(HttpMethod.OPTIONS).handler(Page::options);
        router.route(path).handler(problems::wrongMethod);
    }

    private void answer(RoutingContext request, String type, EntityTag tag, Buffer body) {
        int status = Conditions.status(request.request(), tag);
        if (status == Conditions.PRECONDITION_FAILED) {
            problems.preconditionFailed(request);
            return;
        }
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.ETAG, '"' + tag.getValue() + '"')
                // Another version of wagl has another page.
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        if (status == Conditions.NOT_MODIFIED) {
            response.setStatusCode(status).end();
        } else if (request.request().method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                    .end();
        } else {
            response.end(body);
        }
    }

    /** As the resources answer it. */
    private static void options(RoutingContext request) {
        request.response().putHeader(HttpHeaders.ALLOW, Problems.ALLOWED).end();
    }

    private static byte[] read(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

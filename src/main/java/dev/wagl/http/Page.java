package dev.wagl.http;

import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The page: three files. */
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
        HeldFile file = HeldFile.read("dev/wagl/http/" + name, type);
        HeldFile.route(router, path, problems, request -> {
            request.response()
                    .putHeader("Content-Security-Policy", POLICY)
                    .putHeader("X-Frame-Options", "DENY")
                    .putHeader("Referrer-Policy", "no-referrer")
                    .putHeader("Cross-Origin-Resource-Policy", "same-origin");
            file.answer(request, problems);
        });
    }
}

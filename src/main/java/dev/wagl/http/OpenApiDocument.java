package dev.wagl.http;

import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Function;

/**
 * The OpenAPI document, as the build wrote it. Quarkus' extension would read it at each start into a model and write that again, the
 * same as before: a tenth of the start, and some four hundred classes that nothing else needs.
 */
@Singleton
public final class OpenApiDocument {

    private static final String PATH = "/q/openapi";
    private static final String JSON = "application/json";

    private final RoutedProblems problems;

    @Inject
    OpenApiDocument(RoutedProblems problems) {
        this.problems = problems;
    }

    /** Before Quarkus starts: where the extension looks for what the build wrote there is nothing then, and so it has no document. */
    public static void keepFromExtension() {
        OpenApiConstants.classLoader = ClassLoader.getPlatformClassLoader();
    }

    void serve(@Observes Router router) {
        HeldFile json = HeldFile.read(OpenApiConstants.BASE_NAME + ".JSON", JSON + ";charset=UTF-8");
        HeldFile yaml = HeldFile.read(OpenApiConstants.BASE_NAME + ".YAML", "application/yaml;charset=UTF-8");
        route(router, PATH + ".json", request -> json);
        route(router, PATH + ".yaml", request -> yaml);
        route(router, PATH + ".yml", request -> yaml);
        route(router, PATH, request -> wantsJson(request) ? json : yaml);
    }

    private void route(Router router, String path, Function<RoutingContext, HeldFile> which) {
        HeldFile.route(router, path, problems, request -> which.apply(request).answer(request, problems));
    }

    /** As the extension decides it: by the query, by Accept, or YAML. */
    private static boolean wantsJson(RoutingContext request) {
        List<String> format = request.queryParam("format");
        String accept = request.request().getHeader(HttpHeaders.ACCEPT);
        if (!format.isEmpty() && format.get(0).equalsIgnoreCase("JSON")) {
            return true;
        }
        return accept != null && accept.contains(JSON);
    }
}

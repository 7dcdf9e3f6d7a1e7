package dev.wagl.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;

/** Turns into a problem document what goes wrong with a request before any resource is asked. */
@Singleton
final class RoutedProblems {

    private final ObjectMapper json;

    @Inject
    RoutedProblems(ObjectMapper json) {
        this.json = json;
    }

    void serve(@Observes Router router) {
        // Before Quarkus' own, which logs each as an error: anybody may send as many as he likes.
        router.route().order(Integer.MIN_VALUE).failureHandler(this::refused);
    }

    private void refused(RoutingContext request) {
        int status = request.statusCode();
        if (status < 400 || status >= 500 || request.response().headWritten()) {
            request.next();
            return;
        }
        answer(request, status, status == 400 ? Problems.NOT_UNDERSTOOD : "the request is refused");
    }

    void wrongMethod(RoutingContext request) {
        request.response().putHeader(HttpHeaders.ALLOW, Problems.ALLOWED);
        answer(request, 405, Problems.WRONG_METHOD);
    }

    void preconditionFailed(RoutingContext request) {
        answer(request, Conditions.PRECONDITION_FAILED, "this is another version than the one that If-Match names");
    }

    private void answer(RoutingContext request, int status, String detail) {
        Response.StatusType known = Response.Status.fromStatusCode(status);
        try {
            request.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.TYPE)
                    .end(json.writeValueAsString(
                            new Problem(known == null ? "Error" : known.getReasonPhrase(), status, detail)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

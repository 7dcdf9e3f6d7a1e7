package dev.wagl.http;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever goes wrong with a request into a problem document. */
@Singleton
final class Problems {

    static final String ALLOWED = "GET, HEAD, OPTIONS";

    static final String WRONG_METHOD = "nothing can be changed here: only GET, HEAD and OPTIONS are understood";

    static final String NOT_UNDERSTOOD =
            "the request is not understood: its target or one of its headers has not the form that RFC 9110 gives it";

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private final HttpMetrics metrics;

    @Inject
    Problems(HttpMetrics metrics) {
        this.metrics = metrics;
    }

    @ServerExceptionMapper
    Uni<Response> problem(ProblemException e) {
        if (e.status() == 503) {
            metrics.unavailable();
        }
        Response.ResponseBuilder response = response(e.status(), e.getMessage());
        if (e.retryAfter() > 0) {
            response.header(HttpHeaders.RETRY_AFTER, e.retryAfter());
        }
        Uni<Response> problem = Uni.createFrom().item(response.build());
        return e.delay().isZero() ? problem : problem.onItem().delayIt().by(e.delay());
    }

    @ServerExceptionMapper
    Response unknownPath(NotFoundException e, UriInfo uri) {
        return response(404, "there is no path " + Problem.quoted(uri.getPath()) + "; /q/openapi lists those there are")
                .build();
    }

    @ServerExceptionMapper
    Response wrongMethod(NotAllowedException e) {
        return response(405, WRONG_METHOD).header(HttpHeaders.ALLOW, ALLOWED).build();
    }

    @ServerExceptionMapper
    Response notAcceptable(NotAcceptableException e) {
        return response(
                        406,
                        "none of the types that are accepted is offered; take application/json, for /v1/records also"
                                + " text/dns, for /v1/events text/event-stream")
                .build();
    }

    @ServerExceptionMapper
    Response refused(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status == 400) {
            return response(400, NOT_UNDERSTOOD).build();
        }
        Response.StatusType known = Response.Status.fromStatusCode(status);
        return response(status, known == null ? "the request is not understood" : known.getReasonPhrase())
                .build();
    }

    /** A defect; its message may hold anything and is for the log alone. */
    @ServerExceptionMapper
    Response defect(RuntimeException e) {
        LOG.error("A request could not be answered; this is a defect of wagl", e);
        return response(500, "this is a defect of wagl, and the log tells more").build();
    }

    static Response.ResponseBuilder response(int status, String detail) {
        Response.StatusType known = Response.Status.fromStatusCode(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        return Response.status(status).type(Problem.MEDIA_TYPE).entity(new Problem(title, status, detail));
    }
}

package dev.wagl.http;

import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The conditions of requests (RFC 9110 13.1): those by tag, since nothing here has a date. */
final class Conditions {

    static final int OK = 200;
    static final int NOT_MODIFIED = 304;
    static final int PRECONDITION_FAILED = 412;

    /** RFC 9110 8.8.3. */
    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    private Conditions() {}

    /** The status of the answer that has the tag. */
    static int status(HttpServerRequest request, EntityTag tag) {
        if (request.headers().contains(HttpHeaders.IF_MATCH) && !names(request, HttpHeaders.IF_MATCH, tag, false)) {
            return PRECONDITION_FAILED;
        }
        return names(request, HttpHeaders.IF_NONE_MATCH, tag, true) ? NOT_MODIFIED : OK;
    }

    /** @param weakly whether weak tags count, too: ours are strong (RFC 9110 8.8.3.2) */
    private static boolean names(HttpServerRequest request, String header, EntityTag tag, boolean weakly) {
        for (String given : request.headers().getAll(header)) {
            if (given.strip().equals("*")) {
                return true;
            }
            for (Matcher one = TAG.matcher(given); one.find(); ) {
                if (one.group(2).equals(tag.getValue()) && (weakly || one.group(1) == null)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What is answered in place of the whole; null where it is to be sent. */
    static Response.ResponseBuilder unchanged(HttpServerRequest request, EntityTag tag) {
        int status = status(request, tag);
        if (status == PRECONDITION_FAILED) {
            throw new WebApplicationException(status);
        }
        return status == OK ? null : Response.notModified(tag);
    }
}

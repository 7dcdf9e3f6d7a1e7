package dev.wagl.http;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Sends requests back whose query has a parameter that nothing reads, or one twice, or without a value: what was meant to be asked was something else. The
 * Mesos-DNS paths ignore them, as Mesos-DNS does.
 */
final class KnownParameters {

    @ServerRequestFilter
    void check(ResourceInfo resource, UriInfo uri) {
        Map<String, List<String>> given = uri.getQueryParameters();
        if (given.isEmpty() || isOfMesos(resource, uri)) {
            return;
        }
        List<String> known = Arrays.stream(resource.getResourceMethod().getParameters())
                .flatMap(parameter -> Stream.ofNullable(parameter.getAnnotation(QueryParam.class)))
                .map(QueryParam::value)
                .toList();
        given.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw ProblemException.badRequest("there is no parameter " + Problem.quoted(name)
                        + (known.isEmpty() ? " here, nor any other" : "; there are: " + String.join(", ", known)));
            }
            if (values.contains("")) {
                throw ProblemException.badRequest(
                        "the parameter " + name + " has no value; leave it out, or give it one");
            }
            if (values.size() > 1) {
                throw ProblemException.badRequest("the parameter " + name + " is given " + values.size() + " times");
            }
        });
    }

    /** {@code /v1/services/_...} is theirs, too. */
    private static boolean isOfMesos(ResourceInfo resource, UriInfo uri) {
        String name = uri.getPathParameters().getFirst("name");
        return resource.getResourceClass() == MesosResource.class || name != null && name.startsWith("_");
    }
}

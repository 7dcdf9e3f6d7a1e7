package dev.wagl.http;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Says what may be kept (RFC 9111 5.2.2): what has a tag, to ask whether it is true still; of the rest, nothing. Events, which do not
 * come by here but for HEAD, say it themselves.
 */
final class Caching {

    @ServerResponseFilter
    void tell(ContainerResponseContext response) {
        boolean asked =
                response.getEntityTag() != null || MediaType.SERVER_SENT_EVENTS_TYPE.equals(response.getMediaType());
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, asked ? "no-cache" : "no-store");
    }
}

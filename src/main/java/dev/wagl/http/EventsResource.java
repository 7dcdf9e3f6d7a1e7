package dev.wagl.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.http.ChangeView.Standing;
import dev.wagl.http.Follower.Message;
import dev.wagl.sync.Publication;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/** {@code /v1/events}: server-sent events, one for each zone that is published. */
@Path("/v1/events")
@Tag(name = "wagl")
final class EventsResource {

    private static final int RECONNECT_MILLIS = 1_000;

    private final Followers followers;
    private final ObjectMapper json;

    /** What was written last: all who follow are told the same. */
    private volatile Written written = new Written(null, "");

    private record Written(Publication publication, String json) {}

    @Inject
    EventsResource(Followers followers, ObjectMapper json) {
        this.followers = followers;
        this.json = json;
    }

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(
            summary = "Each zone that is published, as it is",
            description =
                    "The events: current (at the beginning: where the zone stands), zone (one was published; its data is a"
                            + " ZoneChange), read-anew (what was missed is not known any more), cut-off (too slow, and the last event)."
                            + " The data of all but zone is a ZoneStands. An event's id is the generation; who comes back with it,"
                            + " at any replica, is told what it missed.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(oneOf = {ChangeView.class, Standing.class})))
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-cache")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    public Multi<OutboundSseEvent> events(
            @HeaderParam("Last-Event-ID") @Parameter(description = "The id of the last event that was received")
                    String generation,
            @Context Sse sse,
            @Context RoutingContext request) {
        Follower follower =
                followers.add(generation, () -> request.request().connection().close());
        // Nobody subscribes where the connection was closed before the answer began.
        request.addEndHandler(ended -> follower.cancel());
        if (request.response().closed()) {
            follower.cancel();
        }
        return Multi.createFrom().publisher(follower).map(message -> event(sse, message));
    }

    @HEAD
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public Response head() {
        return Response.ok()
                .header(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
                .build();
    }

    private OutboundSseEvent event(Sse sse, Message message) {
        if (message instanceof Message.Published told) {
            return sse.newEventBuilder()
                    .name("zone")
                    .id(told.publication().generation())
                    .data(text(told.publication()))
                    .build();
        }
        if (message instanceof Message.Current current) {
            return standing(sse, "current", current.last(), null);
        }
        if (message instanceof Message.ReadAnew anew) {
            return standing(sse, "read-anew", anew.last(), "what was published since then is not known any more");
        }
        if (message instanceof Message.CutOff) {
            return standing(sse, "cut-off", null, "the events were not read as fast as they came; read anew");
        }
        return sse.newEventBuilder().comment("still here").build();
    }

    private OutboundSseEvent standing(Sse sse, String name, Publication last, String reason) {
        OutboundSseEvent.Builder event = sse.newEventBuilder()
                .name(name)
                .reconnectDelay(RECONNECT_MILLIS)
                .data(write(Standing.of(last, reason)));
        return last == null ? event.build() : event.id(last.generation()).build();
    }

    private String text(Publication publication) {
        Written last = written;
        if (last.publication() != publication) {
            last = new Written(publication, write(ChangeView.of(publication)));
            written = last;
        }
        return last.json();
    }

    private String write(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

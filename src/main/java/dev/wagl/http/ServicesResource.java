package dev.wagl.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.discovery.LeftOut;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.PublishedService;
import dev.wagl.dns.Name;
import dev.wagl.http.ServicesView.LeftOutView;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Snapshot;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/services}: what is published, and what is left out. */
@Path("/v1/services")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "wagl")
final class ServicesResource {

    /** Of a name that is told at once: about a quarter of a megabyte. */
    private static final int FEW_ENDPOINTS = 1_000;

    private final Knowledge known;
    private final LargeAnswers large;
    private final ObjectMapper json;

    @Inject
    ServicesResource(Knowledge known, LargeAnswers large, ObjectMapper json) {
        this.known = known;
        this.large = large;
        this.json = json;
    }

    @GET
    @Operation(summary = "What is published, and what is left out")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ServicesView.class)))
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public Response services(@Context HttpServerRequest request) {
        Projection projection = known.projection();
        Snapshot snapshot = known.snapshot();
        var subject = new LargeAnswers.Subject("services", projection, 0, MediaType.APPLICATION_JSON_TYPE, null);
        return large.answer(subject, request, out -> write(projection, snapshot, out));
    }

    /** A {@link ServicesView}, without having all of it in memory. */
    private void write(Projection projection, Snapshot snapshot, OutputStream out) throws IOException {
        try (JsonGenerator generator = json.getFactory().createGenerator(out)) {
            generator.writeStartObject();
            generator.writeStringField("generation", projection.zone().generationText());
            generator.writeNumberField("serial", projection.zone().soaSerial());
            generator.writeArrayFieldStart("services");
            for (PublishedService service : projection.services()) {
                generator.writePOJO(ServiceView.of(service));
            }
            generator.writeEndArray();
            generator.writePOJOField("leftOut", leftOut(projection, snapshot));
            generator.writeEndObject();
        }
    }

    private static List<LeftOutView> leftOut(Projection projection, Snapshot snapshot) {
        List<LeftOutView> all = new ArrayList<>();
        for (LeftOut one : projection.leftOut()) {
            all.add(new LeftOutView(
                    one.kind().name().toLowerCase(Locale.ROOT),
                    one.name(),
                    one.reason().metricLabel(),
                    one.text()));
        }
        for (Malformed one : snapshot.malformed()) {
            all.add(new LeftOutView(one.kind(), one.id(), "malformed", one.reason()));
        }
        return all;
    }

    @GET
    @Path("{name}")
    @Operation(
            summary = "One published name",
            description = "A name that begins with _ is asked for in Mesos-DNS' form, and so is its answer.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ServiceView.class)))
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public Response service(
            @PathParam("name")
                    @Parameter(description = "The whole name, or what is before the zone", example = "api.billing")
                    String name,
            @Context HttpServerRequest request) {
        if (name.startsWith("_")) {
            return Response.ok(MesosZone.services(known.zone(), name)).build();
        }
        Projection projection = known.projection();
        Name owner = Parameters.below(projection.zone().apex(), name);
        for (PublishedService service : projection.services()) {
            if (service.name().equals(owner)) {
                return answer(service, request);
            }
        }
        throw ProblemException.notFound("no service publishes the name " + Problem.quoted(owner.toString())
                + "; /v1/services lists what is published, /v1/explain/" + segment(owner) + " tells why this is not");
    }

    private Response answer(PublishedService service, HttpServerRequest request) {
        if (service.endpoints().size() <= FEW_ENDPOINTS) {
            return Response.ok(ServiceView.of(service)).build();
        }
        var subject = new LargeAnswers.Subject("service", service, 0, MediaType.APPLICATION_JSON_TYPE, null);
        return large.answer(subject, request, out -> json.writeValue(out, ServiceView.of(service)));
    }

    /** As a path has it (RFC 3986 3.3); what a form would have is the same but for the space. */
    private static String segment(Name name) {
        return URLEncoder.encode(name.toString(), StandardCharsets.US_ASCII).replace("+", "%20");
    }
}

package dev.wagl.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.swarm.EngineInquiry;
import dev.wagl.swarm.ScrapeRole;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.SwarmException;
import dev.wagl.sync.SyncState;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /v1/sd/prometheus}: targets for Prometheus' {@code http_sd}, as its {@code dockerswarm_sd} finds them.
 *
 * <p>What their labels need is not kept in snapshots, of which there may be thousands of tasks: the engine is asked for it, once
 * for each snapshot at most, and the answer is kept packed.
 */
@Path("/v1/sd/prometheus")
@Tag(name = "wagl")
final class ScrapeTargetsResource {

    /** {@code port} of {@code dockerswarm_sd_configs}. */
    private static final int USUAL_PORT = 80;

    private final Knowledge known;
    private final SyncState state;
    private final EngineInquiry engine;
    private final LargeAnswers large;
    private final ObjectMapper json;

    /** Each reads four lists; Prometheus asks for three roles once a minute. */
    private final Ration readings = new Ration(6, Duration.ofSeconds(2));

    @Inject
    ScrapeTargetsResource(
            Knowledge known, SyncState state, EngineInquiry engine, LargeAnswers large, ObjectMapper json) {
        this.known = known;
        this.state = state;
        this.engine = engine;
        this.large = large;
        this.json = json;
    }

    /** Targets with the same labels; each target is told in a group of its own. */
    @Schema(name = "TargetGroup")
    record TargetGroupView(
            @Schema(description = "One address") List<String> targets,

            @Schema(description = "__meta_dockerswarm_... as dockerswarm_sd gives them")
            Map<String, String> labels) {}

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Targets for Prometheus' http_sd",
            description =
                    "The same targets, with the same labels, as dockerswarm_sd; tasks as with its filter desired-state=running.")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = TargetGroupView.class)))
    @APIResponse(
            responseCode = "503",
            description = "What is known is too old, or the engine does not answer: Prometheus keeps its targets",
            content = @Content(mediaType = Problem.TYPE, schema = @Schema(implementation = Problem.class)))
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    public Response targets(
            @QueryParam("role") @Parameter(description = "tasks (if it is left out), services or nodes") String role,
            @QueryParam("port") @Parameter(description = "Of targets that publish none: 80 if it is left out")
                    String port,
            @Context HttpServerRequest request) {
        ScrapeRole wanted = role(role);
        int usualPort = Parameters.number("port", port, USUAL_PORT, 1, 65_535);
        Snapshot snapshot = known.snapshot();
        if (state.stale()) {
            throw ProblemException.unavailable(
                    "no successful sync with Docker for " + state.age().toSeconds() + " s: keep the targets there are"
                            + (state.lastError() == null ? "" : "; " + state.lastError()),
                    10);
        }
        if (snapshot.source() != Source.SWARM) {
            throw ProblemException.notFound("the engine is no Swarm manager, and has no "
                    + wanted.name().toLowerCase(Locale.ROOT) + "; use docker_sd_configs");
        }
        var subject = new LargeAnswers.Subject(
                "targets of " + wanted, snapshot, usualPort, MediaType.APPLICATION_JSON_TYPE, null);
        return large.answerOnceKnown(subject, request, out -> write(wanted, usualPort, out));
    }

    private static ScrapeRole role(String role) {
        return switch (role == null ? "tasks" : role) {
            case "tasks" -> ScrapeRole.TASKS;
            case "services" -> ScrapeRole.SERVICES;
            case "nodes" -> ScrapeRole.NODES;
            default ->
                throw ProblemException.badRequest(
                        "there is no role " + Problem.quoted(role) + "; write tasks, services or nodes");
        };
    }

    private void write(ScrapeRole role, int port, OutputStream out) throws IOException {
        if (!readings.take()) {
            throw ProblemException.unavailable("the engine was asked for its targets often enough just now", 2);
        }
        try (JsonGenerator generator = json.getFactory().createGenerator(out)) {
            generator.writeStartArray();
            engine.scrapeTargets(role, port, target -> {
                generator.writeStartObject();
                generator.writeArrayFieldStart("targets");
                generator.writeString(target.address());
                generator.writeEndArray();
                generator.writeObjectFieldStart("labels");
                for (Map.Entry<String, String> label : target.labels().entrySet()) {
                    generator.writeStringField(label.getKey(), label.getValue());
                }
                generator.writeEndObject();
                generator.writeEndObject();
            });
            generator.writeEndArray();
        } catch (SwarmException e) {
            throw ProblemException.unavailable("the engine does not answer: " + e.getMessage(), 10);
        }
    }
}

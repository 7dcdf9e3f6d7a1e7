package dev.wagl.http;

import dev.wagl.http.ExplanationView.EngineTaskView;
import dev.wagl.http.ExplanationView.EngineView;
import dev.wagl.http.ExplanationView.ExplainedServiceView;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.swarm.EngineInquiry;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmException;
import dev.wagl.swarm.TaskReport;
import dev.wagl.sync.SyncState;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/explain}: why something is, or is not, in DNS. */
@Path("/v1/explain")
@Tag(name = "wagl")
final class ExplainResource {

    private static final int LONGEST = 300;

    private final Knowledge known;
    private final SyncState state;
    private final EngineInquiry engine;
    private final Semaphore one = new Semaphore(1);
    private final Ration ration = new Ration(2, Duration.ofMillis(500));

    @Inject
    ExplainResource(Knowledge known, SyncState state, EngineInquiry engine) {
        this.known = known;
        this.state = state;
        this.engine = engine;
    }

    @GET
    @Path("{what}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Why something is, or is not, in DNS",
            description = "The answer is 200 for what nobody knows, too: that is the explanation.")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public ExplanationView explain(
            @PathParam("what")
                    @Parameter(
                            description =
                                    "A name of DNS (absolute, or below the zone), a service, a task, a container, a"
                                            + " node; by name, id, or the beginning of an id",
                            example = "api.billing")
                    String what) {
        if (what.length() > LONGEST) {
            throw ProblemException.badRequest(
                    "what is asked for has " + what.length() + " characters; no name or id has more than " + LONGEST);
        }
        Snapshot snapshot = known.snapshot();
        ExplanationView explained = Explainer.explain(what, snapshot, known.projection(), state.heldTasks());
        return current(explained).with(engine(explained.services(), snapshot));
    }

    /** With what is to be said where the last refresh that succeeded is long past. */
    private ExplanationView current(ExplanationView explained) {
        String since = "no successful sync for " + state.age().toSeconds() + " s: ";
        if (known.withdrawn()) {
            return explained.withdrawn(new ReasonView(
                    "withdrawn", "sync", since + "no name is answered until one succeeds (wagl.on-stale=servfail)"));
        }
        return state.stale()
                ? explained.with(new ReasonView("stale", "sync", since + "what is told here may no longer be true"))
                : explained;
    }

    /** Null where there is no one service to ask for. */
    private EngineView engine(List<ExplainedServiceView> services, Snapshot snapshot) {
        if (services.size() != 1) {
            return null;
        }
        Service service = snapshot.services().stream()
                .filter(one -> one.id().equals(services.get(0).id()))
                .findFirst()
                .orElseThrow();
        if (!one.tryAcquire()) {
            return new EngineView("not asked: it is being asked already; try again in a second", List.of());
        }
        try {
            if (!ration.take()) {
                return new EngineView("not asked: it was asked just now; try again in a second", List.of());
            }
            Map<String, String> hosts = new HashMap<>();
            snapshot.nodes().forEach((Node node) -> hosts.put(node.id(), TaskExplainer.shownName(node)));
            return new EngineView(
                    null,
                    engine.tasks(service).stream()
                            .map(task -> view(task, hosts))
                            .toList());
        } catch (SwarmException e) {
            return new EngineView("it does not answer: " + e.getMessage(), List.of());
        } finally {
            one.release();
        }
    }

    private static EngineTaskView view(TaskReport task, Map<String, String> hosts) {
        return new EngineTaskView(
                task.id(),
                task.slot(),
                task.nodeId().isEmpty() ? null : hosts.getOrDefault(task.nodeId(), task.nodeId()),
                task.state(),
                task.desiredState(),
                task.message(),
                task.error(),
                task.exitCode(),
                task.since());
    }
}

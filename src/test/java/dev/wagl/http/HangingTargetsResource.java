package dev.wagl.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.swarm.ScrapeRole;
import dev.wagl.swarm.ScrapeTarget;
import dev.wagl.swarm.SwarmException;
import dev.wagl.sync.SyncState;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Prometheus' targets, of an engine that is well for everything but these: it hangs until it is let go, and then it fails. */
@Path("/test/targets")
public final class HangingTargetsResource {

    /** One for each time the engine was asked. */
    static final Semaphore ASKED = new Semaphore(0);

    /** Lets one who hangs go. */
    static final Semaphore FAILS = new Semaphore(0);

    private final ScrapeTargetsResource targets;

    @Inject
    HangingTargetsResource(Knowledge known, SyncState state, LargeAnswers large, ObjectMapper json) {
        targets = new ScrapeTargetsResource(known, state, new HangingEngine(), large, json);
    }

    private static final class HangingEngine extends UnknowingEngine {

        @Override
        public void scrapeTargets(ScrapeRole role, int port, ScrapeTarget.Sink found) throws SwarmException {
            ASKED.release();
            try {
                FAILS.tryAcquire(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new SwarmException("it hung");
        }
    }

    @GET
    @Operation(summary = "For tests")
    public Response targets(@Context HttpServerRequest request) {
        // A port that nobody else asks for: what is kept of the real ones is not this.
        return targets.targets("nodes", "4711", request);
    }
}

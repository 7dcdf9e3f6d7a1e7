package dev.wagl.health;

import dev.wagl.forwarding.Forwarding;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.DnsServer;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready is who is bound, has a zone and knows it to be fresh. */
@Readiness
@Singleton
final class ZoneReadiness implements HealthCheck {

    private final DnsServer server;
    private final CurrentZone current;
    private final SyncState state;
    private final Forwarding forwarding;

    @Inject
    ZoneReadiness(DnsServer server, CurrentZone current, SyncState state, Forwarding forwarding) {
        this.server = server;
        this.current = current;
        this.state = state;
        this.forwarding = forwarding;
    }

    @Override
    public HealthCheckResponse call() {
        boolean bound = !server.addresses().isEmpty();
        Zone zone = current.get();
        boolean synced = state.synced();
        boolean stale = state.stale();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("zone")
                .status(bound && zone != null && synced && !stale)
                .withData("bound", bound)
                .withData("synced", synced)
                .withData("stale", stale)
                .withData("ageSeconds", state.age().toSeconds());
        if (zone != null) {
            response.withData("generation", zone.generationText())
                    .withData("leftOut", state.leftOut())
                    .withData("held", state.held());
        }
        Snapshot snapshot = state.snapshot();
        if (snapshot != null) {
            response.withData("source", snapshot.source().name().toLowerCase(Locale.ROOT))
                    .withData("endpoint", snapshot.endpoint());
        }
        // Told, and of no weight: the zone is answered without them.
        response.withData("upstreams", String.join(", ", forwarding.asked()));
        if (!forwarding.leftOut().isEmpty()) {
            response.withData("upstreamsLeftOut", String.join(", ", forwarding.leftOut()));
        }
        if (state.lastError() != null) {
            response.withData("lastError", state.lastError());
        }
        return response.build();
    }
}

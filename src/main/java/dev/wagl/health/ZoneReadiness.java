package dev.wagl.health;

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

    @Inject
    ZoneReadiness(DnsServer server, CurrentZone current, SyncState state) {
        this.server = server;
        this.current = current;
        this.state = state;
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
        if (state.lastError() != null) {
            response.withData("lastError", state.lastError());
        }
        return response.build();
    }
}

package dev.wagl.health;

import dev.wagl.transport.DnsServer;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive is who answers: every DNS verticle answers a query to itself. What Docker does has no part in it. */
@Liveness
@Singleton
final class EventLoopsLiveness implements AsyncHealthCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final DnsServer server;

    @Inject
    EventLoopsLiveness(DnsServer server) {
        this.server = server;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(() -> server.silentVerticles(TIMEOUT))
                .map(EventLoopsLiveness::response);
    }

    private static HealthCheckResponse response(List<String> silent) {
        var response = HealthCheckResponse.named("dns event loops").status(silent.isEmpty());
        if (!silent.isEmpty()) {
            response.withData("silent", String.join(", ", silent));
        }
        return response.build();
    }
}

package dev.wagl.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.UnclaimedPort;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.forwarding.Forwarding;
import dev.wagl.forwarding.ForwardingConfig;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.DnsServer;
import dev.wagl.transport.TcpLimits;
import dev.wagl.zone.CurrentZone;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What readiness must not say; that it says yes in time is the whole program's test. */
class ZoneReadinessTest {

    private static final Name SWARM = Name.parse("swarm.");

    private final CurrentZone current = new CurrentZone(SWARM);
    private final SyncState state = new SyncState(System::nanoTime, Duration.ofHours(1));
    private final Vertx vertx = Vertx.vertx();
    private final DnsServer server = new DnsServer(
            vertx,
            BindAddress.parseList("127.0.0.1:" + UnclaimedPort.next()),
            transport -> new QueryProcessor(current, transport, "node", "1", 1),
            new TcpLimits(10, 10, Duration.ofSeconds(10)));

    private final Forwarding forwarding =
            new Forwarding(new ForwardingConfig(false, List.of(), List.of(), 0), SWARM, address -> false, Set.of());

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** The zone is served a moment before its refresh has succeeded. */
    @Test
    void aZoneWhoseRefreshHasNotSucceededIsNotReady() throws Exception {
        server.start().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        Snapshot empty = new Snapshot(
                Source.SWARM,
                "tcp://manager:2375",
                "cluster",
                1,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        current.publish(new ZoneProjection(new NamingConfig(SWARM, 1, null, List.of()))
                .project(empty, 1)
                .zone());

        HealthCheckResponse response = new ZoneReadiness(server, current, state, forwarding).call();

        assertThat(response.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThat(response.getData().orElseThrow())
                .containsEntry("bound", true)
                .containsEntry("synced", false)
                .containsEntry("stale", false);
    }
}

package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import dev.wagl.zone.CurrentZone;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One name may be as large as a zone; then it is told in turns, as a zone is. */
class LargeNameTest {

    private final Vertx vertx = Vertx.vertx();
    private final Turns turns = new Turns(vertx, Duration.ofMillis(200));
    private final SyncState state = new SyncState(System::nanoTime, Duration.ofSeconds(60));
    private final ServicesResource services = new ServicesResource(
            new Knowledge(new CurrentZone(Name.parse("swarm.")), state), new LargeAnswers(turns), new ObjectMapper());

    @BeforeEach
    void synced() {
        Snapshot snapshot = SwarmText.snapshot("""
                network backend
                node m1 leader 10.0.0.11
                service few net=backend dns.service=few dns.address=task
                service many net=backend dns.service=many dns.address=task
                """ + tasks("few", 1_000) + tasks("many", 1_001));
        Projection projection =
                new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of())).project(snapshot, 1);
        PublicationsTest.succeeded(state, snapshot, projection);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static String tasks(String service, int count) {
        return IntStream.range(0, count)
                .mapToObj(task -> "task %s.%d m1 running ip=backend:10.1.%d.%d%n"
                        .formatted(service, task + 1, task / 250, task % 250 + 1))
                .collect(Collectors.joining());
    }

    @Test
    void aNameWithManyEndpointsIsToldInItsTurn() {
        Turns.Turn another = turns.await(null);
        assertThat(services.service("few", null).getStatus()).isEqualTo(200);
        assertThat(catchThrowableOfType(ProblemException.class, () -> services.service("many", null)))
                .hasMessageContaining("one at a time");
        another.end();
    }
}

package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import dev.wagl.zone.CurrentZone;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Prometheus keeps the targets it has where what is known is not to be believed. */
class StaleTargetsTest {

    private final AtomicLong clock = new AtomicLong();
    private final SyncState state = new SyncState(clock::get, Duration.ofSeconds(60));
    private final CurrentZone current = new CurrentZone(Name.parse("swarm."));
    private final ScrapeTargetsResource targets =
            new ScrapeTargetsResource(new Knowledge(current, state), state, null, null, new ObjectMapper());

    private ProblemException problem() {
        return catchThrowableOfType(ProblemException.class, () -> targets.targets("tasks", null, null));
    }

    private void synced(String swarm) {
        Snapshot snapshot = SwarmText.snapshot(swarm);
        PublicationsTest.succeeded(
                state,
                snapshot,
                new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of())).project(snapshot, 1));
    }

    @Test
    void beforeTheFirstSyncThereAreNone() {
        ProblemException problem = problem();
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem).hasMessage("no successful sync with Docker yet");
        assertThat(problem.retryAfter()).isPositive();
    }

    @Test
    void whereTheSyncIsStaleThereAreNone() {
        synced("node m1 leader 10.0.0.11");
        clock.addAndGet(Duration.ofSeconds(61).toNanos());
        ProblemException problem = problem();
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem).hasMessage("no successful sync with Docker for 61 s: keep the targets there are");
    }

    @Test
    void aPlainEngineHasNone() {
        synced("node engine engine 10.0.0.5\ncontainer web state=running");
        assertThat(problem().status()).isEqualTo(404);
    }
}

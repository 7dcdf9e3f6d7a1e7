package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.http.ExplanationView.ExplainedTaskView;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import dev.wagl.zone.CurrentZone;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said where the last refresh that succeeded is long past. */
class ExplainStaleTest {

    private final AtomicLong clock = new AtomicLong();
    private final SyncState state = new SyncState(clock::get, Duration.ofSeconds(60));
    private final CurrentZone current = new CurrentZone(Name.parse("swarm."));
    private final ExplainResource explain =
            new ExplainResource(new Knowledge(current, state), state, new UnknowingEngine());
    private final Projection projection = synced();

    private Projection synced() {
        Snapshot snapshot = SwarmText.snapshot("""
                network backend
                node m1 leader 10.0.0.11
                service api desired=1 port=8080:80 dns.service=api
                task api.1 m1 running
                """);
        Projection known =
                new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of())).project(snapshot, 1);
        PublicationsTest.succeeded(state, snapshot, known);
        current.publish(known.zone());
        return known;
    }

    private void staleFor61Seconds() {
        clock.addAndGet(Duration.ofSeconds(61).toNanos());
    }

    @Test
    void whatIsServedOnIsInDnsAndMayNoLongerBeTrue() {
        staleFor61Seconds();
        ExplanationView explained = explain.explain("api");
        assertThat(explained.inDns()).isTrue();
        assertThat(explained.reasons())
                .containsExactly(new ReasonView(
                        "stale", "sync", "no successful sync for 61 s: what is told here may no longer be true"));
    }

    /** As DNS says SERVFAIL to all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"api.swarm.", "api", "t-api-1-m1", "m1", "1.api", "swarm."})
    void whereTheZoneIsWithdrawnNothingIsInDns(String asked) {
        assertThat(explain.explain(asked).inDns()).isTrue();
        staleFor61Seconds();
        current.withdraw();
        ExplanationView explained = explain.explain(asked);
        assertThat(explained.inDns()).isFalse();
        assertThat(explained.text()).startsWith("nothing is answered now; as last known, ");
        assertThat(explained.reasons())
                .containsExactly(
                        new ReasonView(
                                "withdrawn",
                                "sync",
                                "no successful sync for 61 s: no name is answered until one succeeds (wagl.on-stale=servfail)"));
        assertThat(explained.services()).flatExtracting("tasks").allSatisfy(task -> {
            assertThat(((ExplainedTaskView) task).answered()).isFalse();
            assertThat(((ExplainedTaskView) task).reason()).isEqualTo("withdrawn");
        });
    }

    @Test
    void whereItIsServedAgainNothingOfItIsLeft() {
        current.withdraw();
        assertThat(explain.explain("api").inDns()).isFalse();
        current.publish(projection.zone());
        assertThat(explain.explain("api").inDns()).isTrue();
        assertThat(explain.explain("api").reasons()).isEmpty();
    }
}

package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.sync.SyncConfig.OnStale;
import dev.wagl.zone.CurrentZone;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SwarmSyncTest {

    private static final Name SWARM = Name.parse("swarm.");
    private static final ZoneProjection PROJECTION = new ZoneProjection(new NamingConfig(SWARM, 1, null, List.of()));

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicLong ahead = new AtomicLong();
    private final Script script = new Script().service("api", "10.0.1.5").during(reads::incrementAndGet);
    private final CurrentZone current = new CurrentZone(SWARM);
    private final SyncState state = new SyncState(() -> System.nanoTime() + ahead.get(), Duration.ofHours(1));
    private SwarmSync sync = sync(OnStale.SERVE);

    private SwarmSync sync(OnStale onStale) {
        SyncConfig config =
                new SyncConfig(Duration.ofDays(1), Duration.ofSeconds(10), Duration.ofHours(1), Duration.ZERO, onStale);
        return new SwarmSync(script, () -> PROJECTION, current, state, config);
    }

    @AfterEach
    void stop() {
        sync.stop();
    }

    @Test
    void itDoesNothingBeforeItIsStarted() {
        sync.tick();
        sync.start();
        await().until(() -> current.get() != null);

        assertThat(reads).hasValue(1);
    }

    @Test
    void theSourceHintsAtChanges() {
        sync.start();
        await().until(() -> state.successes() == 1);

        script.hint();

        // A hint is followed by more than one.
        await().until(() -> state.successes() >= 2);
    }

    @Test
    void theSourceTellsOfSignalsAndTheLeadIsCounted() {
        sync.start();
        await().until(() -> state.successes() == 1);
        script.remove("api").hint();
        await().until(() -> state.successes() >= 2);

        script.kill("c-api");

        await().until(() -> Arrays.stream(state.lead().counts()).sum() == 1);
    }

    @Test
    void afterStopThereIsNoRefresh() {
        sync.start();
        await().until(() -> state.successes() == 1);
        sync.stop();

        script.hint();
        sync.tick();

        await().during(Duration.ofMillis(300)).until(() -> reads.get() == 1);
        assertThat(current.get()).as("is served on").isNotNull();
    }

    @Test
    void aStaleZoneIsServedOn() {
        sync.start();
        await().until(() -> current.get() != null);
        failFor(Duration.ofHours(2));

        assertThat(state.stale()).isTrue();
        assertThat(current.get()).isNotNull();
        await().until(() -> {
            sync.tick();
            return current.stale();
        });

        script.answers();
        script.hint();
        await().until(() -> !current.stale());
        assertThat(current.get()).isNotNull();
    }

    @Test
    void aStaleZoneIsWithdrawnWhereThatIsWantedAndComesBack() {
        sync = sync(OnStale.SERVFAIL);
        sync.start();
        await().until(() -> current.get() != null);
        failFor(Duration.ofHours(2));

        await().until(() -> {
            sync.tick();
            return current.get() == null;
        });

        script.answers();
        script.hint();
        await().until(() -> current.get() != null);
        assertThat(state.stale()).isFalse();
    }

    private void failFor(Duration time) {
        script.fails("down");
        script.hint();
        await().until(() -> state.failures() > 0);
        ahead.addAndGet(time.toNanos());
        sync.tick();
        sync.tick();
    }
}

package dev.wagl.metrics;

import dev.wagl.sync.SyncState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** How the Swarm is followed: {@code wagl_sync_*}. */
@Singleton
final class SyncMetrics implements MeterBinder {

    private final SyncState state;

    @Inject
    SyncMetrics(SyncState state) {
        this.state = state;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        refreshes(registry, "success", SyncState::successes);
        refreshes(registry, "failure", SyncState::failures);
        TimeGauge.builder(
                        "wagl.sync.age",
                        state,
                        TimeUnit.NANOSECONDS,
                        of -> of.age().toNanos())
                .description(
                        "Since the reading of the last successful refresh began; before the first, since the start")
                .register(registry);
        Gauge.builder("wagl.sync.held", state, SyncState::held)
                .description("Tasks whose disappearance is doubted: they are answered still")
                .register(registry);
    }

    private void refreshes(MeterRegistry registry, String result, ToDoubleFunction<SyncState> count) {
        FunctionCounter.builder("wagl.sync", state, count)
                .description("Refreshes")
                .tag("result", result)
                .register(registry);
    }
}

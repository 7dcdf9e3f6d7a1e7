package dev.wagl.metrics;

import dev.wagl.discovery.Projection;
import dev.wagl.discovery.Reason;
import dev.wagl.dns.RecordType;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.SyncState;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/** The zone that is served, and what is not in it: {@code wagl_zone_*}. */
@Singleton
final class ZoneMetrics implements MeterBinder {

    /** A double holds integers of 53 bits exactly; these are the first 13 hex digits of the generation as it is shown elsewhere. */
    private static final int GENERATION_BITS = 52;

    private static final int[] TYPES = {
        RecordType.A, RecordType.AAAA, RecordType.SRV, RecordType.PTR, RecordType.TXT, RecordType.SOA, RecordType.NS
    };

    private final CurrentZone current;
    private final SyncState state;

    @Inject
    ZoneMetrics(CurrentZone current, SyncState state) {
        this.current = current;
        this.state = state;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        zoneGauge(registry, "wagl.zone.names", "Names with records, or with a reason for having none", Zone::names);
        zoneGauge(registry, "wagl.zone.serial", "Serial of the SOA record", zone -> zone.soaSerial());
        zoneGauge(
                registry,
                "wagl.zone.generation",
                "The first 13 hex digits of the generation as a number: equal on replicas that serve the same",
                zone -> zone.generation() >>> Long.SIZE - GENERATION_BITS);
        for (int type : TYPES) {
            Gauge.builder("wagl.zone.records", current, of -> read(zone -> zone.records(type)))
                    .description("Records in the zone")
                    .tag("type", RecordType.mnemonic(type))
                    .register(registry);
        }
        FunctionCounter.builder("wagl.zone.published", state, SyncState::published)
                .description("Zones that were published, each different from the last")
                .register(registry);
        for (Reason reason : Reason.values()) {
            leftOut(registry, reason.metricLabel(), of -> count(of.projection(), reason));
        }
        leftOut(registry, "malformed", of -> malformed(of.snapshot()));
    }

    private void zoneGauge(MeterRegistry registry, String name, String description, ToDoubleFunction<Zone> value) {
        Gauge.builder(name, current, of -> read(value)).description(description).register(registry);
    }

    private double read(ToDoubleFunction<Zone> value) {
        Zone zone = current.get();
        return zone == null ? 0 : value.applyAsDouble(zone);
    }

    private void leftOut(MeterRegistry registry, String reason, ToDoubleFunction<SyncState> count) {
        Gauge.builder("wagl.zone.left.out", state, count)
                .description("Services, nodes and elements of the engine's answers that are left out of the zone")
                .tag("reason", reason)
                .register(registry);
    }

    private static double count(Projection projection, Reason reason) {
        return projection == null
                ? 0
                : projection.leftOut().stream()
                        .filter(leftOut -> leftOut.reason() == reason)
                        .count();
    }

    private static double malformed(Snapshot snapshot) {
        return snapshot == null ? 0 : snapshot.malformed().size();
    }
}

package dev.wagl.sync;

import dev.wagl.discovery.LeftOut;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmException;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One refresh: reads a snapshot, asks the guard what to believe of it, projects that, publishes the zone if it differs, notes
 * what came of it. Whatever fails, the zone stays as it was.
 */
final class Refresher {

    private final SnapshotSource source;
    private final Supplier<ZoneProjection> projection;
    private final CurrentZone current;
    private final SyncState state;
    private final LeadTime lead;
    private final SyncLog log;
    private final Guard guard;
    private final Serials serials;
    private final Propagation propagation;
    private long interruptions;
    private volatile boolean stopped;

    /**
     * @param projection asked at each refresh
     * @param clock the wall clock: for serials without Raft, and to compare with the engine's time stamps
     */
    Refresher(
            SnapshotSource source,
            Supplier<ZoneProjection> projection,
            CurrentZone current,
            SyncState state,
            SyncLog log,
            Guard guard,
            Clock clock) {
        this.source = source;
        this.projection = projection;
        this.current = current;
        this.state = state;
        this.lead = new LeadTime(state);
        this.log = log;
        this.guard = guard;
        this.serials = new Serials(clock);
        this.propagation = new Propagation(clock);
    }

    /**
     * Refreshes once; never throws.
     *
     * @return whether it succeeded
     */
    boolean refresh() {
        long begun = state.now();
        Zone before = current.get();
        Guard.Verdict verdict;
        Projection projected;
        boolean published;
        try {
            verdict = guard.judge(read(), state.now());
            if (verdict.believed() == null) {
                return failed(begun, verdict.doubt());
            }
            Snapshot snapshot = verdict.believed();
            projected = projection.get().project(snapshot, serials.next(snapshot.index()));
            published = publish(projected.zone());
            state.succeeded(begun, snapshot, verdict.held().size(), projected);
        } catch (SwarmException e) {
            guard.interrupted();
            return failed(begun, e.getMessage());
        } catch (RuntimeException | Error e) {
            if (!stopped) {
                String reason = "internal error: " + e;
                state.failed(begun, reason);
                log.broke(reason, e);
            }
            return false;
        }
        tell(verdict, projected, before, published);
        return true;
    }

    private Snapshot read() throws SwarmException {
        long known = interruptions;
        Snapshot snapshot = source.snapshot();
        interruptions = source.interruptions();
        if (interruptions != known) {
            guard.interrupted();
        }
        return snapshot;
    }

    private boolean failed(long begun, String reason) {
        if (!stopped) {
            state.failed(begun, reason);
            log.failed(reason, current.get() != null);
        }
        return false;
    }

    private boolean publish(Zone zone) {
        if (stopped || !current.publish(zone)) {
            return false;
        }
        serials.take(zone.serial());
        state.zonePublished();
        return true;
    }

    /** Speaks of a refresh that has succeeded: the zone is served, and what goes wrong here does not undo that. */
    private void tell(Guard.Verdict verdict, Projection projected, Zone before, boolean published) {
        Snapshot snapshot = verdict.believed();
        try {
            lead.observe(snapshot);
            log.succeeded(snapshot.endpoint());
            log.held(verdict.held(), snapshot.services());
            if (published) {
                log.published(projected.zone(), ZoneChange.between(before, projected.zone()));
            }
            propagation.observe(snapshot, published, state);
            report(snapshot, projected);
        } catch (RuntimeException | Error e) {
            log.untold(e);
        }
    }

    private void report(Snapshot snapshot, Projection projected) {
        log.leftOut(leftOut(snapshot, projected));
        List<String> warnings = new ArrayList<>(source.warnings());
        warnings.addAll(projected.warnings());
        warnings.addAll(projected.zone().oversized());
        log.warnings(warnings);
    }

    private static List<String> leftOut(Snapshot snapshot, Projection projected) {
        List<String> lines = new ArrayList<>();
        for (LeftOut leftOut : projected.leftOut()) {
            lines.add(leftOut.toString());
        }
        for (Malformed malformed : snapshot.malformed()) {
            lines.add(malformed.kind() + " " + malformed.id() + ": " + malformed.reason());
        }
        return lines;
    }

    /** From now on a refresh that is under way publishes nothing and is not spoken of: that it fails is our own doing. */
    void stop() {
        stopped = true;
    }

    /** A container's process has got a signal; from any thread. */
    void signalled(String container) {
        lead.signalled(container);
    }
}

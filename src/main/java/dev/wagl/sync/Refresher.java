package dev.wagl.sync;

import dev.wagl.discovery.LeftOut;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.swarm.Fingerprint;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmException;
import dev.wagl.swarm.Task;
import dev.wagl.sync.Attention.Level;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One refresh: reads a snapshot, asks the guard what to believe of it, projects that, publishes the zone if it differs, notes
 * what came of it. Whatever fails, the zone stays as it was; what is read once more is not projected once more.
 */
final class Refresher {

    /**
     * A first refresh that takes so long has waited for a manager that said nothing: one that is being started does so, too. More than
     * a connection takes that does not come about, as then it is another manager that answers.
     */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final SnapshotSource source;
    private final Supplier<ZoneProjection> projection;
    private final CurrentZone current;
    private final SyncState state;
    private final LeadTime lead;
    private final SyncLog log;
    private final Guard guard;
    private final Serials serials;
    private final Propagation propagation;
    private final Activity activity = new Activity();

    /** What was read last, believed or not; null before that. */
    private Snapshot last;

    private Fingerprint fingerprint;

    /** What was projected last; null before that. */
    private Shown shown;

    private boolean uninterrupted;
    private long interruptions;
    private volatile boolean stopped;

    private record Shown(Snapshot snapshot, ZoneProjection by, Projection projection) {

        boolean shows(Snapshot now, ZoneProjection wanted) {
            return by == wanted && snapshot.sameState(now);
        }
    }

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

    /** Refreshes once; never throws. */
    Outcome refresh() {
        long begun = state.now();
        Zone before = current.get();
        Outcome outcome;
        Guard.Verdict verdict;
        boolean fresh;
        boolean published = false;
        try {
            Snapshot read = read();
            verdict = guard.judge(read, state.now());
            outcome = outcome(read, verdict);
            if (verdict.believed() == null) {
                failed(begun, verdict.doubt());
                return outcome;
            }
            ZoneProjection by = projection.get();
            fresh = current.get() == null || shown == null || !shown.shows(verdict.believed(), by);
            if (fresh) {
                published = show(verdict.believed(), by);
            } else {
                current.stale(false);
            }
            state.succeeded(begun, verdict.believed(), ids(verdict.held()), shown.projection());
        } catch (SwarmException e) {
            interrupted();
            failed(begun, e.getMessage());
            return Outcome.FAILED;
        } catch (RuntimeException | Error e) {
            if (!stopped) {
                String reason = "internal error: " + e;
                state.failed(begun, reason);
                log.broke(reason, e);
            }
            return Outcome.FAILED;
        }
        tell(verdict, before, fresh, published);
        return outcome;
    }

    private static Set<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).collect(Collectors.toSet());
    }

    private Snapshot read() throws SwarmException {
        long known = interruptions;
        long begun = state.now();
        Snapshot snapshot = source.snapshot();
        interruptions = source.interruptions();
        // Or one that answers now had failed a moment before.
        if (last == null && (state.now() - begun >= SILENCE.toNanos() || interruptions != known)) {
            guard.unanswered();
        }
        if (interruptions != known) {
            guard.interrupted();
            uninterrupted = false;
        }
        return snapshot;
    }

    private Outcome outcome(Snapshot read, Guard.Verdict verdict) {
        Level level = activity.observe(read, state.now());
        if (verdict.believed() == null || !verdict.held().isEmpty()) {
            level = level.orMore(Level.CALM);
        }
        boolean moved = last != null && !last.sameState(read);
        boolean ordered = moved && !read.sameOrders(last);
        boolean steady = uninterrupted && last != null && last.endpoint().equals(read.endpoint());
        if (moved || last == null) {
            fingerprint = Fingerprint.of(read);
        }
        last = read;
        uninterrupted = true;
        return new Outcome(true, moved, ordered, steady, level);
    }

    private void interrupted() {
        guard.unanswered();
        uninterrupted = false;
    }

    private void failed(long begun, String reason) {
        if (!stopped) {
            state.failed(begun, reason);
            log.failed(reason, current.get() != null);
        }
    }

    /** Whether a zone was published for it. */
    private boolean show(Snapshot snapshot, ZoneProjection by) {
        Projection before = shown == null ? null : shown.projection();
        Projection projected = by.project(snapshot, serials.next(snapshot.index()), before);
        boolean published = publish(projected.zone());
        shown = new Shown(snapshot, by, projected);
        return published;
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
    private void tell(Guard.Verdict verdict, Zone before, boolean fresh, boolean published) {
        Snapshot snapshot = verdict.believed();
        Projection projected = shown.projection();
        try {
            lead.observe(snapshot);
            log.succeeded(snapshot.endpoint());
            log.held(verdict.held(), snapshot.services());
            if (published) {
                ZoneChange change = ZoneChange.between(before, projected.zone());
                state.publications().add(Publication.of(projected.zone(), change));
                log.published(projected.zone(), change);
            }
            if (fresh) {
                propagation.observe(snapshot, published, state);
                log.leftOut(leftOut(snapshot, projected));
            }
            warn(projected);
        } catch (RuntimeException | Error e) {
            log.untold(e);
        }
    }

    private void warn(Projection projected) {
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

    /** Looks whether the engine's state is another one than the one that was read last; never throws. */
    Pace.Look look() {
        try {
            Fingerprint now = source.fingerprint();
            return now == null || now.equals(fingerprint) ? Pace.Look.SAME : Pace.Look.MOVED;
        } catch (SwarmException | RuntimeException | Error e) {
            // The refresh that follows says what is wrong, if it still is.
            interrupted();
            return Pace.Look.FAILED;
        }
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

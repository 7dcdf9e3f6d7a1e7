package dev.wagl.sync;

import dev.wagl.discovery.Projection;
import dev.wagl.swarm.Snapshot;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How fresh the zone is, and what the last refreshes came to: for probes, metrics and answers. Written by the sync's thread alone,
 * read by any. Ages come from a monotonic clock, so that a clock that jumps changes nothing.
 */
public final class SyncState {

    private static final Duration[] REFRESH_BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private static final Duration[] PROPAGATION_BOUNDS = {
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofMillis(750),
        Duration.ofSeconds(1),
        Duration.ofMillis(1500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60)
    };

    /** The first takes those that had no lead at all. */
    private static final Duration[] LEAD_BOUNDS = {
        Duration.ZERO,
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofMillis(750),
        Duration.ofSeconds(1),
        Duration.ofMillis(1500),
        Duration.ofSeconds(2),
        Duration.ofMillis(2500),
        Duration.ofSeconds(3),
        Duration.ofSeconds(4),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10)
    };

    /**
     * What the last successful refresh knew.
     *
     * @param readAt when the reading began: nothing in it is older but what is held; nanoseconds of the monotonic clock
     * @param held ids of the snapshot's tasks that are held
     * @param projections how many different ones there were, this one included
     */
    private record Success(long readAt, Snapshot snapshot, Set<String> held, Projection projection, long projections) {}

    private final LongSupplier nanoClock;
    private final long staleness;
    private final long startedAt;
    private final DurationHistogram durations = new DurationHistogram(REFRESH_BOUNDS);
    private final DurationHistogram propagation = new DurationHistogram(PROPAGATION_BOUNDS);
    private final DurationHistogram lead = new DurationHistogram(LEAD_BOUNDS);

    private final Publications publications = new Publications();

    private volatile Success success;
    private volatile String lastError;
    private volatile Duration lastDuration = Duration.ZERO;
    private volatile long successes;
    private volatile long failures;
    private volatile long published;

    /**
     * @param nanoClock monotonic
     * @param staleness age from which on what is known counts as stale
     */
    public SyncState(LongSupplier nanoClock, Duration staleness) {
        this.nanoClock = nanoClock;
        this.staleness = staleness.toNanos();
        this.startedAt = nanoClock.getAsLong();
    }

    long now() {
        return nanoClock.getAsLong();
    }

    void succeeded(long readAt, Snapshot snapshot, Set<String> held, Projection projection) {
        Success before = success;
        long projections = before == null ? 0 : before.projections;
        boolean same = before != null && before.projection == projection;
        success = new Success(readAt, snapshot, Set.copyOf(held), projection, same ? projections : projections + 1);
        lastError = null;
        successes++;
        ended(readAt);
    }

    void failed(long begunAt, String reason) {
        lastError = reason;
        failures++;
        ended(begunAt);
    }

    private void ended(long begunAt) {
        lastDuration = Duration.ofNanos(now() - begunAt);
        durations.add(lastDuration);
    }

    void zonePublished() {
        published++;
    }

    /** A change of a task is in the zone now. */
    void propagated(Duration sinceTheChange) {
        propagation.add(sinceTheChange);
    }

    /** A task was out of the zone for so long when its process was told to stop. */
    void led(Duration beforeTheSignal) {
        lead.add(beforeTheSignal);
    }

    /** Whether any refresh has succeeded. */
    public boolean synced() {
        return success != null;
    }

    /** How old the newest knowledge is: time since the reading of the last successful refresh began; before the first, since the start. */
    public Duration age() {
        Success last = success;
        return Duration.ofNanos(now() - (last == null ? startedAt : last.readAt));
    }

    /** Whether there was no success for so long that what is served may no longer be true. */
    public boolean stale() {
        return age().toNanos() >= staleness;
    }

    /** Why the last refresh failed; null if it succeeded, or there was none yet. */
    public String lastError() {
        return lastError;
    }

    /** How long the last refresh took, successful or not. */
    public Duration lastDuration() {
        return lastDuration;
    }

    /** How many tasks count as ready though the engine does not list them as such: their disappearance is doubted. */
    public int held() {
        Success last = success;
        return last == null ? 0 : last.held.size();
    }

    /** The ids of those tasks. */
    public Set<String> heldTasks() {
        Success last = success;
        return last == null ? Set.of() : last.held;
    }

    /** What the last successful refresh read, with what is held; null before the first. */
    public Snapshot snapshot() {
        Success last = success;
        return last == null ? null : last.snapshot;
    }

    /** What the last successful refresh made of it, whether or not its zone was new; null before the first. */
    public Projection projection() {
        Success last = success;
        return last == null ? null : last.projection;
    }

    /** How many projections there were: as long as it is the same number, {@link #projection()} is the same object. */
    public long projections() {
        Success last = success;
        return last == null ? 0 : last.projections;
    }

    /** How much is left out of the zone: by projection, and elements that made no sense. */
    public int leftOut() {
        Success last = success;
        return last == null
                ? 0
                : last.projection.leftOut().size() + last.snapshot.malformed().size();
    }

    public long successes() {
        return successes;
    }

    public long failures() {
        return failures;
    }

    /** How many zones were published. */
    public long published() {
        return published;
    }

    /** The zones of late, for those who follow. */
    public Publications publications() {
        return publications;
    }

    public DurationHistogram durations() {
        return durations;
    }

    /** From the engine's time stamp of a task's change to the zone that shows it. */
    public DurationHistogram propagation() {
        return propagation;
    }

    /** From the zone without a task to the {@code kill} event of its container, on the engine whose events are read. */
    public DurationHistogram lead() {
        return lead;
    }
}

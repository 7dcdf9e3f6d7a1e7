package dev.wagl.sync;

import dev.wagl.swarm.Fingerprint;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmException;
import java.util.List;
import java.util.function.Consumer;

/** Where snapshots come from: an engine, or a script in a test. */
@FunctionalInterface
public interface SnapshotSource {

    /** Reads the whole state; takes no longer than the deadline of one refresh. */
    Snapshot snapshot() throws SwarmException;

    /**
     * Reads, for less, what tells whether the next snapshot would differ from the last one.
     *
     * @return null where there is no such thing
     */
    default Fingerprint fingerprint() throws SwarmException {
        return null;
    }

    /** What the user should know although it works, one line each, as of the last snapshot. */
    default List<String> warnings() {
        return List.of();
    }

    /** How often events have ceased to come, other than by being closed here; it only grows. */
    default long interruptions() {
        return 0;
    }

    /** Has the hint called, from any thread, whenever something seems to have changed; returns at once. */
    default void watch(Runnable hint) {}

    /** Has it told, from any thread, which container's process is sent a signal, as far as one engine tells; before {@link #watch}. */
    default void watchKills(Consumer<String> container) {}
}

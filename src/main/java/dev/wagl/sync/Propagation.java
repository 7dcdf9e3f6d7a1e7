package dev.wagl.sync;

import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long changes take to reach the zone: of each task that became ready, the time from the engine's own time stamp to now. It
 * compares the wall clocks of two machines, and is as good as they agree: a negative time and one over an hour are not
 * counted. A task that stops has no such time stamp in the list of those that are to run.
 */
final class Propagation {

    /** A longer time is one that clocks or stamps made up, not one that a change took. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Clock clock;
    private Map<String, Instant> known;

    Propagation(Clock clock) {
        this.clock = clock;
    }

    /**
     * Learns the state of all tasks, and notes those that are new. Of the first snapshot nothing is noted: all of it is old.
     *
     * @param shown whether a zone was published because of it
     */
    void observe(Snapshot snapshot, boolean shown, SyncState state) {
        Set<String> labelled = snapshot.services().stream()
                .filter(service -> service.labels().containsKey(Service.LABEL))
                .map(Service::id)
                .collect(Collectors.toSet());
        Map<String, Instant> now = new HashMap<>();
        for (Task task : snapshot.tasks()) {
            if (labelled.contains(task.serviceId()) && task.ready()) {
                now.put(task.id(), task.stateSince());
                if (shown && known != null && !task.stateSince().equals(known.get(task.id()))) {
                    Duration lag = Duration.between(task.stateSince(), clock.instant());
                    if (!lag.isNegative() && lag.compareTo(LONGEST) <= 0) {
                        state.propagated(lag);
                    }
                }
            }
        }
        known = now;
    }
}

package dev.wagl.sync;

import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long before its process is signalled a task had left the zone: from the publication without it to the {@code kill}
 * event of its container. Only the engine whose events are read tells of kills: what stops elsewhere is not counted. Of a task
 * that was answered still when it was signalled the lead is zero, unless it was the last one of its service, which stays on purpose.
 *
 * <p>Events come from a thread of their own; times are this machine's monotonic ones, no two clocks are compared.
 */
final class LeadTime {

    /** Whoever has left, or was signalled, and is not heard of for so long is forgotten. */
    private static final long PATIENCE = Duration.ofMinutes(1).toNanos();

    private final SyncState state;

    /** Ready tasks with a container that the last refresh has seen. */
    private List<Task> ready = List.of();

    /** Their containers. */
    private final Set<String> answered = new HashSet<>();

    /** Those that have left, each with the time. */
    private final Map<String, Long> left = new HashMap<>();

    /** Those that were signalled while they were answered, each with the time. */
    private final Map<String, Long> signalled = new HashMap<>();

    LeadTime(SyncState state) {
        this.state = state;
    }

    /** Learns who is in the zone that is served now. */
    synchronized void observe(Snapshot snapshot) {
        Set<String> labelled = snapshot.services().stream()
                .filter(service -> service.labels().containsKey(Service.LABEL))
                .map(Service::id)
                .collect(Collectors.toSet());
        List<Task> readyNow = new ArrayList<>(ready.size());
        Set<String> staying = new HashSet<>();
        for (Task task : snapshot.tasks()) {
            if (task.containerId() != null && labelled.contains(task.serviceId())) {
                if (task.ready()) {
                    readyNow.add(task);
                } else if (task.draining()) {
                    staying.add(task.containerId());
                }
            }
        }
        Difference<Task> difference = Difference.between(ready, readyNow);
        Set<String> gone = containers(difference.gone());
        Set<String> come = containers(difference.come());
        gone.removeAll(come);
        leave(gone, staying, state.now());
        answered.removeAll(gone);
        answered.addAll(come);
        ready = readyNow;
    }

    private static Set<String> containers(List<Task> tasks) {
        return tasks.stream().map(Task::containerId).collect(Collectors.toCollection(HashSet::new));
    }

    private void leave(Set<String> gone, Set<String> staying, long now) {
        for (String container : gone) {
            boolean tooLate = signalled.remove(container) != null;
            if (staying.contains(container)) {
                continue;
            }
            if (tooLate) {
                state.led(Duration.ZERO);
            } else {
                left.put(container, now);
            }
        }
        left.values().removeIf(since -> now - since > PATIENCE);
        signalled.values().removeIf(since -> now - since > PATIENCE);
    }

    /** A container's process has got a signal. Not every signal stops it: only of one that leaves the zone it counts. */
    synchronized void signalled(String container) {
        long now = state.now();
        Long since = left.remove(container);
        if (since != null) {
            state.led(Duration.ofNanos(now - since));
        } else if (answered.contains(container)) {
            signalled.put(container, now);
        }
    }
}

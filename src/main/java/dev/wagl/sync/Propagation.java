package dev.wagl.sync;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How long changes take to reach the zone, from the engine's own time stamp to now:
 *
 * <ul>
 *   <li>of a task that became ready, the stamp of its state;
 *   <li>of one that has ended, the same, if it is still listed;
 *   <li>of one that has left the list of those that are to run, which has no stamp for that: the stamp of the change that had it
 *       leave, of its node (drained, down) or its service (scaled, constrained). That is a moment earlier, and the time not shorter.
 * </ul>
 *
 * <p>What leaves without such a stamp is not counted: while a service is updated its stamp is not that of one task's change, a
 * service that is removed leaves none behind, nor does a task that crashed and was replaced; and the last task of a name stays on
 * purpose. The wall clocks of two machines are compared, and the time is as good as they agree: a negative one and one over an
 * hour are not counted.
 */
final class Propagation {

    /** A longer time is one that clocks or stamps made up, not one that a change took. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** The tasks of a service or a node follow its change a moment later, and may do so after a snapshot that shows it. */
    static final Duration FOLLOWS = Duration.ofSeconds(1);

    private final Clock clock;

    /** Ready tasks; null before the first snapshot. */
    private List<Task> known;

    /** Of services and nodes by their ids. */
    private Map<String, Seen> versions = Map.of();

    /** Ids of nodes that are down. */
    private Set<String> down = Set.of();

    /** A version, and when it was first seen. */
    private record Seen(long version, Instant first) {}

    Propagation(Clock clock) {
        this.clock = clock;
    }

    /**
     * Learns the state of all tasks, and notes those that are new or gone. Of the first snapshot nothing is noted: all of it is old.
     *
     * @param shown whether a zone was published because of it
     */
    void observe(Snapshot snapshot, boolean shown, SyncState state) {
        Instant now = clock.instant();
        Map<String, Node> nodes = Explanations.nodes(snapshot);
        Map<String, Service> services = new HashMap<>();
        for (Service service : snapshot.services()) {
            if (service.labels().containsKey(Service.LABEL)) {
                services.put(service.id(), service);
            }
        }
        noteVersions(services, nodes, now);
        List<Task> ready = new ArrayList<>(known == null ? 0 : known.size());
        for (Task task : snapshot.tasks()) {
            if (task.ready() && services.containsKey(task.serviceId())) {
                ready.add(task);
            }
        }
        if (shown && known != null) {
            Map<String, Task> gone = countNew(Difference.between(known, ready), now, state);
            countFallen(nodes, now, state);
            gone.values().removeIf(task -> down.contains(task.nodeId()) || isDown(nodes.get(task.nodeId())));
            Map<String, Task> listed = new HashMap<>();
            snapshot.tasks().stream()
                    .filter(task -> gone.containsKey(task.id()))
                    .forEach(task -> listed.put(task.id(), task));
            for (Task task : gone.values()) {
                Service service = services.get(task.serviceId());
                count(left(listed.get(task.id()), service, nodes.get(task.nodeId()), now), now, state);
            }
        }
        known = ready;
        down = new HashSet<>(nodes.keySet());
        down.removeIf(id -> !isDown(nodes.get(id)));
    }

    /** Counts the tasks that have become ready; returns those that are not ready any more, by their ids. */
    private static Map<String, Task> countNew(Difference<Task> difference, Instant now, SyncState state) {
        Map<String, Task> gone = new HashMap<>();
        difference.gone().forEach(task -> gone.put(task.id(), task));
        for (Task task : difference.come()) {
            Task before = gone.remove(task.id());
            if (before == null || !before.stateSince().equals(task.stateSince())) {
                count(task.stateSince(), now, state);
            }
        }
        return gone;
    }

    /** Counts the tasks of the nodes that are down now; those of a node that was down before went with it then. */
    private void countFallen(Map<String, Node> nodes, Instant now, SyncState state) {
        Map<String, Node> fallen = new HashMap<>(nodes);
        fallen.values().removeIf(node -> !isDown(node) || down.contains(node.id()));
        if (!fallen.isEmpty()) {
            known.stream()
                    .filter(task -> fallen.containsKey(task.nodeId()))
                    .forEach(task -> count(fallen.get(task.nodeId()).changedAt(), now, state));
        }
    }

    private static boolean isDown(Node node) {
        return node != null && node.state() == Node.State.DOWN;
    }

    private void noteVersions(Map<String, Service> services, Map<String, Node> nodes, Instant now) {
        Map<String, Seen> seen = new HashMap<>();
        services.forEach((id, service) -> seen.put(id, seen(id, service.version(), now)));
        nodes.forEach((id, node) -> seen.put(id, seen(id, node.version(), now)));
        versions = seen;
    }

    private Seen seen(String id, long version, Instant now) {
        Seen before = versions.get(id);
        if (before != null && before.version == version) {
            return before;
        }
        return new Seen(version, known == null ? Instant.MIN : now);
    }

    /** The stamp of what had a task leave; null where there is none, or it has not left. */
    private Instant left(Task listed, Service service, Node node, Instant now) {
        if (listed != null) {
            return listed.state().compareTo(TaskState.RUNNING) > 0 ? listed.stateSince() : null;
        }
        if (node != null && node.drained() && isNew(node.id(), now)) {
            return node.changedAt();
        }
        return service != null && !service.updating() && isNew(service.id(), now) ? service.changedAt() : null;
    }

    private boolean isNew(String id, Instant now) {
        return !versions.get(id).first.plus(FOLLOWS).isBefore(now);
    }

    private static void count(Instant since, Instant now, SyncState state) {
        if (since != null && !since.isAfter(now) && !since.isBefore(now.minus(LONGEST))) {
            state.propagated(Duration.between(since, now));
        }
    }
}

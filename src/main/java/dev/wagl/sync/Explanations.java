package dev.wagl.sync;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** What a snapshot itself says about tasks that are not ready in it any more. */
final class Explanations {

    private final Map<String, Service> services = new HashMap<>();
    private final Map<String, Node> nodes;
    private final Map<String, Task> tasks;
    private final Map<String, Integer> readyOf = new HashMap<>();
    private final Snapshot now;
    private final Predicate<Service> changed;

    /** Null until it is asked for, which is seldom. */
    private Set<String> readySlots;

    /** When the youngest in each place was made; null until it is asked for. */
    private Map<String, Instant> youngest;

    /** @param changed whether a service is another one than a moment before */
    Explanations(Snapshot now, Predicate<Service> changed) {
        this.now = now;
        this.changed = changed;
        now.services().forEach(service -> services.put(service.id(), service));
        nodes = nodes(now);
        tasks = new HashMap<>(2 * now.tasks().size());
        for (Task task : now.tasks()) {
            tasks.put(task.id(), task);
            if (task.ready()) {
                readyOf.merge(task.serviceId(), 1, Integer::sum);
            }
        }
    }

    /** The place that a task has in its service: one of those that follow it has the same. */
    private static String slot(Task task) {
        return task.serviceId() + '/' + (task.slot() > 0 ? Integer.toString(task.slot()) : task.nodeId());
    }

    private boolean isSlotReady(Task task) {
        if (readySlots == null) {
            readySlots = new HashSet<>();
            now.tasks().stream().filter(Task::ready).map(Explanations::slot).forEach(readySlots::add);
        }
        return readySlots.contains(slot(task));
    }

    /** Whether the task is ready still. */
    boolean isReady(Task task) {
        Task now = tasks.get(task.id());
        return now != null && now.ready();
    }

    /** Whether anything else in the snapshot accounts for it that a task which was ready is not. */
    boolean explain(Task task) {
        Service service = services.get(task.serviceId());
        return service == null
                || service.updating()
                || changed.test(service)
                || service.desired() >= 0 && readyOf.getOrDefault(service.id(), 0) >= service.desired()
                || isSlotReady(task)
                || isToldEnded(task)
                || isNodeLost(task);
    }

    /** Whether a younger one has its place, ready or not. */
    boolean isReplaced(Task task) {
        if (youngest == null) {
            youngest = new HashMap<>();
            now.tasks().forEach(one -> youngest.merge(slot(one), one.createdAt(), (a, b) -> a.isAfter(b) ? a : b));
        }
        return youngest.getOrDefault(slot(task), Instant.MIN).isAfter(task.createdAt());
    }

    boolean nothingIsReady() {
        return readyOf.isEmpty();
    }

    /** It is listed, and as one that has ended or is to. */
    private boolean isToldEnded(Task task) {
        Task now = tasks.get(task.id());
        return now != null
                && (now.state().compareTo(TaskState.RUNNING) > 0
                        || now.desiredState().compareTo(TaskState.RUNNING) > 0);
    }

    private boolean isNodeLost(Task task) {
        return isLost(nodes.get(task.nodeId()));
    }

    /** Whether any task of a service is ready. */
    boolean hasReady(String serviceId) {
        return readyOf.containsKey(serviceId);
    }

    /** By their ids. */
    static Map<String, Node> nodes(Snapshot snapshot) {
        Map<String, Node> nodes = new HashMap<>();
        snapshot.nodes().forEach(node -> nodes.put(node.id(), node));
        return nodes;
    }

    /** Whether that alone accounts for its tasks; null is a node that is gone. */
    static boolean isLost(Node node) {
        return node == null || node.drained() || node.state() == Node.State.DOWN;
    }
}

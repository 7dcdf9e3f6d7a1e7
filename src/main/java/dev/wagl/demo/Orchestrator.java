package dev.wagl.demo;

import dev.wagl.swarm.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** SwarmKit's orchestrators: they compare the tasks of a service with its spec and ask for what is missing or too many. */
final class Orchestrator {

    private final ClusterModel model;

    Orchestrator(ClusterModel model) {
        this.model = model;
    }

    void reconcile(DemoService service) {
        var tasks = List.copyOf(service.tasks);
        tasks.forEach(this::release);
        if (service.spec.job()) {
            reconcileJob(service, tasks);
            return;
        }
        for (var task : tasks) {
            if (task.desired.compareTo(TaskState.RUNNING) <= 0
                    && (task.ended() || task.node != null && !task.node.available())) {
                replace(task);
            }
        }
        if (service.spec.global()) {
            reconcileGlobal(service);
        } else {
            reconcileReplicated(service);
        }
    }

    /** A task that was held back starts when the one it follows has stopped and the restart delay is over. */
    private void release(DemoTask task) {
        if (task.desired != TaskState.READY || model.now().isBefore(task.notBefore)) {
            return;
        }
        var before = task.replaces;
        if (before == null || before.ended() || before.node == null || before.node.down) {
            desire(task, TaskState.RUNNING);
            task.replaces = null;
        }
    }

    private void reconcileJob(DemoService service, List<DemoTask> tasks) {
        int present = 0;
        for (var task : tasks) {
            if (task.jobIteration != service.jobIteration) {
                desire(task, TaskState.REMOVE);
            } else if (task.state == TaskState.COMPLETE || task.live()) {
                present++;
            }
        }
        for (; present < service.spec.replicas(); present++) {
            model.newTask(service, 0, null, TaskState.COMPLETE);
        }
    }

    private void reconcileReplicated(DemoService service) {
        var bySlot = new TreeMap<Integer, List<DemoTask>>();
        for (var task : live(service)) {
            bySlot.computeIfAbsent(task.slot, slot -> new ArrayList<>()).add(task);
        }
        for (int slot = 1; bySlot.size() < service.spec.replicas(); slot++) {
            if (!bySlot.containsKey(slot)) {
                bySlot.put(slot, List.of(model.newTask(service, slot, null, TaskState.RUNNING)));
            }
        }
        while (bySlot.size() > service.spec.replicas()) {
            bySlot.pollLastEntry().getValue().forEach(task -> desire(task, TaskState.REMOVE));
        }
    }

    private void reconcileGlobal(DemoService service) {
        var live = live(service);
        for (var node : model.nodes()) {
            boolean wanted =
                    node.available() && node.meets(service.spec.container().constraint());
            boolean present = live.stream().anyMatch(task -> task.node == node);
            if (wanted && !present) {
                model.newTask(service, 0, node, TaskState.RUNNING);
            }
        }
    }

    /**
     * Stops a task, or what is left of it, and asks for another in its place, unless there is one already (start-first)
     * or a global service's node is not available.
     */
    void replace(DemoTask task) {
        boolean ended = task.ended();
        boolean nodeLost = task.node != null && !task.node.available();
        desire(task, TaskState.SHUTDOWN);
        boolean covered =
                live(task.service).stream().anyMatch(other -> other.place().equals(task.place()));
        if (covered || nodeLost && task.service.spec.global()) {
            return;
        }
        var next = successor(task, TaskState.READY);
        if (ended || nodeLost) {
            next.notBefore = model.now().plus(task.container.restartDelay());
        }
        next.replaces = ended ? null : task;
    }

    /** A task in the same slot, or on the same node of a global service, that runs what the service now asks for. */
    DemoTask successor(DemoTask task, TaskState desired) {
        var node = task.service.spec.global() ? task.node : null;
        return model.newTask(task.service, task.slot, node, desired);
    }

    void desire(DemoTask task, TaskState desired) {
        if (task.desired.compareTo(desired) < 0) {
            task.desired = desired;
            model.touch(task);
        }
    }

    private List<DemoTask> live(DemoService service) {
        return service.tasks.stream()
                .filter(task -> task.desired.compareTo(TaskState.RUNNING) <= 0)
                .toList();
    }
}

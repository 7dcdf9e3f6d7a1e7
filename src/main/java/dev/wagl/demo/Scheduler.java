package dev.wagl.demo;

import dev.wagl.demo.ServiceSpec.Port;
import dev.wagl.swarm.TaskState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** SwarmKit's scheduler: it gives pending tasks a node, spread over the cluster, or says why there is none for them. */
final class Scheduler {

    private final ClusterModel model;

    Scheduler(ClusterModel model) {
        this.model = model;
    }

    void place() {
        var pending = model.tasks().stream()
                .filter(task -> task.state == TaskState.PENDING && task.live())
                .sorted(Comparator.comparing((DemoTask task) -> task.createdAt))
                .toList();
        pending.forEach(this::place);
    }

    private void place(DemoTask task) {
        var suitable = model.nodes().stream()
                .filter(node -> task.node == null || task.node == node)
                .filter(node -> obstacle(task, node) == null)
                .min(Comparator.comparingLong((DemoNode node) -> held(node, task.service))
                        .thenComparingLong(node -> held(node, null))
                        .thenComparing(node -> node.hostName));
        if (suitable.isEmpty()) {
            explain(task);
            return;
        }
        task.node = suitable.get();
        task.state = TaskState.ASSIGNED;
        task.message = "scheduler assigned task to node";
        task.error = null;
        task.due = model.now().plus(ClusterModel.STEP);
        model.touch(task);
        task.since = task.updatedAt;
    }

    private String obstacle(DemoTask task, DemoNode node) {
        if (!node.available()) {
            return "not available for new tasks";
        }
        if (!node.meets(task.container.constraint())) {
            return "scheduling constraints not satisfied on";
        }
        boolean portTaken = model.tasks().stream()
                .filter(other -> other != task && other.node == node && other.holdsNode())
                .anyMatch(other -> collide(task.service.spec.ports(), other.service.spec.ports()));
        return portTaken ? "host-mode port already in use on" : null;
    }

    private static boolean collide(List<Port> some, List<Port> others) {
        return some.stream()
                .filter(port -> !port.ingress() && port.published() != 0)
                .anyMatch(port -> others.stream()
                        .anyMatch(other -> !other.ingress()
                                && other.published() == port.published()
                                && other.protocol().equals(port.protocol())));
    }

    /** How many tasks, of the service or of all (null), the node carries. */
    private long held(DemoNode node, DemoService service) {
        return model.tasks().stream()
                .filter(task -> task.node == node && task.holdsNode() && task.live())
                .filter(task -> service == null || task.service == service)
                .count();
    }

    private void explain(DemoTask task) {
        var reasons = new ArrayList<String>();
        for (var reason : List.of(
                "not available for new tasks",
                "scheduling constraints not satisfied on",
                "host-mode port already in use on")) {
            long count = model.nodes().stream()
                    .filter(node -> reason.equals(obstacle(task, node)))
                    .count();
            if (count > 0) {
                var nodes = count + (count == 1 ? " node" : " nodes");
                reasons.add(reason.startsWith("not") ? nodes + " " + reason : reason + " " + nodes);
            }
        }
        var error = "no suitable node (" + String.join("; ", reasons) + ")";
        if (!Objects.equals(error, task.error)) {
            task.error = error;
            model.touch(task);
            task.since = task.updatedAt;
        }
    }
}

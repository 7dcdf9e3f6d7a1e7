package dev.wagl.http;

import dev.wagl.http.ExplanationView.ExplainedTaskView;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Says of single tasks why they are, or are not, in answers. */
final class TaskExplainer {

    private final Map<String, Node> nodes = new HashMap<>();
    private final Set<String> held;
    private final EndpointIndex endpoints;

    /**
     * @param held ids of tasks that the guard holds
     * @param endpoints of the names that the tasks' services are published under
     */
    TaskExplainer(List<Node> nodes, Set<String> held, EndpointIndex endpoints) {
        nodes.forEach(node -> this.nodes.putIfAbsent(node.id(), node));
        this.held = held;
        this.endpoints = endpoints;
    }

    /**
     * What is to be said of a task.
     *
     * @param published whether its service is published under any name
     * @param reasons takes why it is not in answers, or still is
     */
    ExplainedTaskView explain(Service service, Task task, boolean published, List<ReasonView> reasons) {
        Node node = nodes.get(task.nodeId());
        boolean answered = isAnswered(service, task, node);
        String reason = reason(service, task, node, published, answered);
        if (reason != null) {
            reasons.add(new ReasonView(reason, "task " + task.id(), text(reason, task, node)));
        }
        return new ExplainedTaskView(
                task.id(),
                task.slot(),
                node == null ? null : node.hostName(),
                word(task.state()),
                word(task.desiredState()),
                answered,
                reason);
    }

    /** By an endpoint of its own; of an ingress port by its node's, which may stand for several tasks; by a virtual IP. */
    private boolean isAnswered(Service service, Task task, Node node) {
        if (!isReady(service, task)) {
            return endpoints.answersTask(task.id());
        }
        if (node != null && node.state() == Node.State.DOWN) {
            return false;
        }
        return endpoints.answersTask(task.id())
                || endpoints.answersVirtualIp(service.id())
                || node != null && endpoints.answersNode(service.id(), shownName(node));
    }

    /** A job's task is desired to complete from its first moment on. */
    private static boolean isReady(Service service, Task task) {
        return task.ready()
                || service.mode() == Service.Mode.JOB
                        && task.state() == TaskState.RUNNING
                        && task.desiredState() == TaskState.COMPLETE;
    }

    /** Null where all is well. */
    private String reason(Service service, Task task, Node node, boolean published, boolean answered) {
        if (held.contains(task.id())) {
            return "held-by-guard";
        }
        if (node != null && node.state() == Node.State.DOWN) {
            return "node-down";
        }
        if (!isReady(service, task)) {
            if (task.draining()) {
                return "draining";
            }
            return task.state().compareTo(TaskState.RUNNING) > 0 ? "ended" : "not-ready";
        }
        if (answered || !published) {
            return null;
        }
        if (endpoints.parksTask(task.id())) {
            return "parked";
        }
        return node == null ? "node-unknown" : "no-address";
    }

    private static String text(String reason, Task task, Node node) {
        return switch (reason) {
            case "held-by-guard" ->
                "the engine does not list it as running any more, and nothing says why: it is answered on for the time"
                        + " being (wagl.guard)";
            case "node-down" -> nodeDown(node);
            case "draining" ->
                "it runs and is to be stopped (" + word(task.desiredState())
                        + "): it is answered only while no task of the name is ready";
            case "not-ready" ->
                "it is " + word(task.state())
                        + ": it is answered once it runs, and is healthy if there is a health check; or, while starting,"
                        + " with dns.publish=not-ready";
            case "ended" -> "it has ended: " + word(task.state());
            case "parked" -> "its weight is 0, and another endpoint of the name has more";
            case "node-unknown" -> "its node is not in the engine's list of nodes";
            default -> "it has no address that can be answered; the reasons of its service tell more";
        };
    }

    static String nodeDown(Node node) {
        return "the node " + shownName(node) + " is down: what it last said of its tasks is no longer true";
    }

    /** Its host name; its id where it has none. */
    static String shownName(Node node) {
        return node.hostName() == null || node.hostName().isEmpty() ? node.id() : node.hostName();
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

package dev.wagl.discovery;

import dev.wagl.swarm.Attachment;
import dev.wagl.swarm.Network;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A task that is up, or nearly.
 *
 * @param node null where the snapshot does not hold it
 */
record LiveTask(Task task, Endpoint.State state, Nodes.Known node) {

    /** By slot, then by age. */
    static final Comparator<LiveTask> ORDER = Comparator.comparingInt((LiveTask live) -> live.task.slot())
            .thenComparing(LiveTask::createdAt)
            .thenComparing(live -> live.task.id());

    private static final int SHORT_ID = 12;

    /** The task; null if it is not up, or its node is down: what such a node last said of its tasks is no longer true. */
    static LiveTask of(Service service, Task task, Nodes nodes) {
        Endpoint.State state = state(service, task);
        Nodes.Known node = nodes.get(task.nodeId());
        return state == null || node != null && node.down() ? null : new LiveTask(task, state, node);
    }

    /** Null if it is not up. */
    static Endpoint.State state(Service service, Task task) {
        // A job's task is desired to complete from its first moment on; while it runs, it runs like any other.
        boolean job = service.mode() == Service.Mode.JOB && task.desiredState() == TaskState.COMPLETE;
        if (task.ready() || job && task.state() == TaskState.RUNNING) {
            return Endpoint.State.READY;
        }
        if (task.starting() || job && task.state() == TaskState.STARTING) {
            return Endpoint.State.STARTING;
        }
        return task.draining() ? Endpoint.State.DRAINING : null;
    }

    Instant createdAt() {
        return task.createdAt() == null ? Instant.MAX : task.createdAt();
    }

    /** Its addresses on a network. */
    List<InetAddress> addresses(Network network) {
        List<InetAddress> addresses = List.of();
        for (Attachment attachment : task.attachments()) {
            if (network != null && attachment.networkId().equals(network.id())) {
                addresses = addresses.isEmpty() ? attachment.addresses() : both(addresses, attachment.addresses());
            }
        }
        return Addresses.publishable(addresses);
    }

    private static List<InetAddress> both(List<InetAddress> some, List<InetAddress> others) {
        List<InetAddress> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    /** Its node's addresses. */
    List<InetAddress> nodeAddresses() {
        return node == null ? List.of() : node.addresses();
    }

    /** What its instance is called below the service's name; null if there is nothing to call it by. */
    String instanceLabel(Service service) {
        return instanceLabel(service, task, node);
    }

    /**
     * What the instance of a task, up or not, is called below the service's name; null if there is nothing to call it by.
     *
     * @param node null where it is not known
     */
    static String instanceLabel(Service service, Task task, Nodes.Known node) {
        if (service.mode() == Service.Mode.CONTAINER) {
            String id = task.containerId() == null ? task.id() : task.containerId();
            String shortId = id.substring(0, Math.min(SHORT_ID, id.length()));
            return LegalNames.problem(shortId) == null ? LegalNames.lower(shortId) : null;
        }
        if (task.slot() > 0) {
            return Integer.toString(task.slot());
        }
        return node == null ? null : node.hostName();
    }

    /** How it is called in a text. */
    String shown(Service service) {
        String what = service.mode() == Service.Mode.CONTAINER
                ? "container"
                : task.slot() > 0 ? "slot " + task.slot() : "task " + task.id();
        return what + (node == null ? "" : " on " + node.node().hostName());
    }
}

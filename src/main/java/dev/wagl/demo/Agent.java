package dev.wagl.demo;

import dev.wagl.demo.DemoNetwork.Lease;
import dev.wagl.demo.ServiceSpec.Port;
import dev.wagl.swarm.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the manager's allocator and the agents of the nodes do to a task: lead it through its states, and out of them
 * again, in the times that a real engine takes.
 */
final class Agent {

    /** From the change of {@code DesiredState} to SIGTERM, where the task is on an overlay network. */
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private static final int PID_GONE = 0;

    private final ClusterModel model;

    Agent(ClusterModel model) {
        this.model = model;
    }

    void advance(DemoTask task) {
        if (task.node != null && task.node.down) {
            return;
        }
        if (task.desired.compareTo(TaskState.COMPLETE) > 0) {
            stop(task);
        } else if (!model.now().isBefore(task.due)) {
            start(task);
        }
    }

    private void start(DemoTask task) {
        switch (task.state) {
            case NEW -> {
                task.leases = model.networksOf(task.service.spec).stream()
                        .map(DemoNetwork::lease)
                        .toList();
                move(task, TaskState.PENDING, "pending task scheduling", Duration.ZERO);
            }
            case ASSIGNED -> move(task, TaskState.ACCEPTED, "accepted", ClusterModel.STEP);
            case ACCEPTED -> move(task, TaskState.PREPARING, "preparing", model.between(200, 900));
            case PREPARING -> move(task, TaskState.READY, "prepared", Duration.ZERO);
            case READY -> startContainer(task);
            case STARTING -> afterStart(task);
            case RUNNING -> {
                if (task.container.lifetime() != null) {
                    exit(task, task.container.exitCode());
                }
            }
            default -> {
                // PENDING waits for the scheduler; what has ended stays as it is.
            }
        }
    }

    private void startContainer(DemoTask task) {
        if (task.desired == TaskState.READY) {
            return;
        }
        task.containerId = model.newContainerId();
        var untilHealthy = task.container.untilHealthy();
        var lifetime = task.container.lifetime();
        var takes = untilHealthy == null ? model.between(200, 600) : untilHealthy;
        move(task, TaskState.STARTING, "starting", diesFirst(lifetime, untilHealthy) ? lifetime : takes);
        containerEvent(task, "create", Map.of());
    }

    private void afterStart(DemoTask task) {
        task.pid = model.newPid();
        containerEvent(task, "start", Map.of());
        if (diesFirst(task.container.lifetime(), task.container.untilHealthy())) {
            exit(task, task.container.exitCode());
            return;
        }
        task.openPorts = task.service.spec.ports().stream()
                .filter(port -> !port.ingress())
                .map(port -> open(task, port))
                .toList();
        var lifetime = task.container.lifetime();
        move(task, TaskState.RUNNING, "started", lifetime == null ? Duration.ZERO : lifetime);
        if (task.container.untilHealthy() != null) {
            containerEvent(task, "health_status: healthy", Map.of());
        }
    }

    private static boolean diesFirst(Duration lifetime, Duration untilHealthy) {
        return lifetime != null && untilHealthy != null && lifetime.compareTo(untilHealthy) < 0;
    }

    /** The engine tells a task's host ports without the names that its service has for them. */
    private static Port open(DemoTask task, Port port) {
        int published = port.published() == 0 ? task.node.dynamicPort() : port.published();
        return new Port(null, port.protocol(), port.target(), published, false);
    }

    /** The process of a task ends by itself. */
    void exit(DemoTask task, int exitCode) {
        if (exitCode == 0) {
            end(task, TaskState.COMPLETE, "finished", exitCode);
        } else {
            task.error = "task: non-zero exit (" + exitCode + ")";
            end(task, TaskState.FAILED, task.message, exitCode);
        }
    }

    private void stop(DemoTask task) {
        if (task.ended()) {
            if (task.desired == TaskState.REMOVE) {
                model.remove(task);
            }
        } else if (task.state.compareTo(TaskState.ASSIGNED) < 0) {
            model.remove(task);
        } else if (task.stopping == null) {
            boolean drains = task.state == TaskState.RUNNING && task.service.spec.drainsFirst();
            task.stopping = model.now()
                    .plus(drains ? DRAIN : Duration.ZERO)
                    .plus(task.state == TaskState.RUNNING ? task.container.untilStopped() : ClusterModel.STEP);
        } else if (!model.now().isBefore(task.stopping)) {
            end(task, TaskState.SHUTDOWN, "shutdown", 0);
        } else if (task.state == TaskState.RUNNING && task.exitCode == 0) {
            beginToStop(task);
        }
    }

    /** From here on the engine shows no host ports of the task and an exit code of -1, while it still runs. */
    private void beginToStop(DemoTask task) {
        task.openPorts = List.of();
        task.exitCode = -1;
        model.touch(task);
        task.since = task.updatedAt;
    }

    private void end(DemoTask task, TaskState state, String message, int exitCode) {
        task.pid = PID_GONE;
        task.exitCode = exitCode;
        task.openPorts = List.of();
        task.leases.forEach(Lease::release);
        move(task, state, message, Duration.ZERO);
        if (task.containerId != null) {
            containerEvent(task, "die", Map.of("exitCode", Integer.toString(exitCode)));
        }
        model.forgetHistory(task.service, task.place());
    }

    private void move(DemoTask task, TaskState state, String message, Duration untilNext) {
        task.state = state;
        task.message = message;
        task.due = model.now().plus(untilNext);
        model.touch(task);
        task.since = task.updatedAt;
    }

    /** An engine tells of its own containers only, and this is the leader's engine. */
    private void containerEvent(DemoTask task, String action, Map<String, String> more) {
        if (task.node == model.leader()) {
            model.events.container(task, action, more, model.stamp());
        }
    }
}

package dev.wagl.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A task ({@code GET /tasks}), or the container of a plain engine.
 *
 * @param version {@code Version.Index}; 0 without Raft
 * @param nodeId empty while the scheduler has not placed it; such a task has no addresses either
 * @param slot 1.. of a replicated service; 0 where there is none
 * @param state {@code Status.State}
 * @param desiredState {@code DesiredState}
 * @param createdAt {@code CreatedAt}; decides which of two tasks in one slot is the older
 * @param stateSince {@code Status.Timestamp}, the engine's clock
 * @param containerId null until there is one
 * @param attachments its addresses per network ({@code NetworksAttachments})
 * @param ports host-mode ports ({@code Status.PortStatus.Ports}), with the dynamic ones; the same port for IPv4 and for IPv6 once
 */
public record Task(
        String id,
        long version,
        String serviceId,
        String nodeId,
        int slot,
        TaskState state,
        TaskState desiredState,
        Instant createdAt,
        Instant stateSince,
        String containerId,
        List<Attachment> attachments,
        List<PublishedPort> ports) {

    public Task {
        attachments = List.copyOf(attachments);
        ports = List.copyOf(ports);
    }

    /** One without a version: a container's. */
    public Task(
            String id,
            String serviceId,
            String nodeId,
            int slot,
            TaskState state,
            TaskState desiredState,
            Instant createdAt,
            Instant stateSince,
            String containerId,
            List<Attachment> attachments,
            List<PublishedPort> ports) {
        this(
                id,
                0,
                serviceId,
                nodeId,
                slot,
                state,
                desiredState,
                createdAt,
                stateSince,
                containerId,
                attachments,
                ports);
    }

    /** By hand: of tens of thousands all are compared each time, and what a record brings along for it takes ten times as long. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Task task
                        && id.equals(task.id)
                        && version == task.version
                        && Objects.equals(serviceId, task.serviceId)
                        && Objects.equals(nodeId, task.nodeId)
                        && slot == task.slot
                        && state == task.state
                        && desiredState == task.desiredState
                        && Objects.equals(createdAt, task.createdAt)
                        && Objects.equals(stateSince, task.stateSince)
                        && Objects.equals(containerId, task.containerId)
                        && attachments.equals(task.attachments)
                        && ports.equals(task.ports);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Runs and is desired to run: its first health check, if it has one, has passed. */
    public boolean ready() {
        return state == TaskState.RUNNING && desiredState == TaskState.RUNNING;
    }

    /** Runs, but is to be stopped. */
    public boolean draining() {
        return state == TaskState.RUNNING && desiredState.compareTo(TaskState.RUNNING) > 0;
    }

    /** Up and desired to run, not yet healthy. */
    public boolean starting() {
        return state == TaskState.STARTING && desiredState == TaskState.RUNNING;
    }
}

package dev.wagl.demo;

import dev.wagl.demo.DemoNetwork.Lease;
import dev.wagl.demo.ServiceSpec.Container;
import dev.wagl.demo.ServiceSpec.Port;
import dev.wagl.swarm.TaskState;
import java.time.Instant;
import java.util.List;

/** A task of the demo cluster. */
final class DemoTask {

    final String id;
    final DemoService service;
    /** 1.. of a replicated service; 0 of the others. */
    final int slot;
    /** What it runs: the service's container as it was when the task was made. */
    final Container container;

    final long jobIteration;
    final Instant createdAt;

    Instant updatedAt;
    long version;

    /** Null until the scheduler found one; given from the start to a task of a global service. */
    DemoNode node;

    TaskState state = TaskState.NEW;
    TaskState desired;
    /** {@code Status.Timestamp}. */
    Instant since;

    String message = "created";
    /** {@code Status.Err}; null for none. */
    String error;

    List<Lease> leases = List.of();
    String containerId;
    int pid;
    int exitCode;
    /** Host-mode ports while they are open, the dynamic ones with their numbers. */
    List<Port> openPorts = List.of();

    /** When its agent does the next thing with it. */
    Instant due;
    /** When it has to stop; null as long as its agent has not been told. */
    Instant stopping;
    /** The task whose place it takes: it is not started before that one has stopped. Null for none. */
    DemoTask replaces;
    /** Not started before that instant: the restart delay. */
    Instant notBefore;

    DemoTask(String id, DemoService service, int slot, TaskState desired, Instant createdAt, long version) {
        this.id = id;
        this.service = service;
        this.slot = slot;
        this.container = service.spec.container();
        this.jobIteration = service.jobIteration;
        this.desired = desired;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
        this.since = createdAt;
        this.due = createdAt;
        this.notBefore = createdAt;
        this.version = version;
    }

    /** {@code api.1} or, of a global service, {@code node-exporter.<node id>}: what it is one of. */
    String place() {
        return slot > 0 ? Integer.toString(slot) : node == null ? id : node.id;
    }

    boolean ready() {
        return state == TaskState.RUNNING && desired == TaskState.RUNNING;
    }

    /** Wanted, be it later. */
    boolean live() {
        return desired.compareTo(TaskState.COMPLETE) <= 0 && !ended();
    }

    /** Runs no more, and never will. */
    boolean ended() {
        return state.compareTo(TaskState.RUNNING) > 0;
    }

    boolean holdsNode() {
        return node != null && !ended();
    }
}

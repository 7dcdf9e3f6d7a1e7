package dev.wagl.demo;

import dev.wagl.swarm.TaskState;
import java.time.Instant;
import java.util.Map;

/** A rolling update of a service, one task after the other ({@code UpdateStatus}). */
final class Rollout {

    private final ClusterModel model;
    private final Orchestrator orchestrator;
    private final DemoService service;

    final Instant startedAt;
    /** Null as long as it goes on. */
    Instant completedAt;

    /** The task whose place is being renewed. */
    private DemoTask old;

    private Instant nextAt;
    private Instant monitoredUntil;

    Rollout(ClusterModel model, Orchestrator orchestrator, DemoService service) {
        this.model = model;
        this.orchestrator = orchestrator;
        this.service = service;
        model.touch(service);
        this.startedAt = service.updatedAt;
        this.nextAt = startedAt;
        this.monitoredUntil = startedAt;
        model.events.service(service, "update", Map.of("updatestate.new", "updating"), startedAt);
    }

    boolean completed() {
        return completedAt != null;
    }

    void advance() {
        if (completed()) {
            return;
        }
        if (old != null) {
            awaitSuccessor();
        } else if (!model.now().isBefore(nextAt)) {
            startNext();
        }
    }

    private void startNext() {
        var outdated = service.tasks.stream()
                .filter(task -> task.desired.compareTo(TaskState.RUNNING) <= 0)
                .filter(task -> !task.container.equals(service.spec.container()))
                .min((a, b) -> a.slot == b.slot ? a.place().compareTo(b.place()) : Integer.compare(a.slot, b.slot));
        if (outdated.isEmpty()) {
            completeIfStable();
            return;
        }
        old = outdated.get();
        if (service.spec.updateConfig().startFirst()) {
            orchestrator.successor(old, TaskState.RUNNING);
        } else {
            orchestrator.replace(old);
        }
    }

    /** Goes on when something new runs in the old one's place; it may be the second that was tried. */
    private void awaitSuccessor() {
        var place = old.place();
        boolean runs = service.tasks.stream()
                .filter(task -> task.place().equals(place))
                .anyMatch(task -> task.ready() && task.container.equals(service.spec.container()));
        boolean wanted = runs
                || service.tasks.stream()
                        .anyMatch(task ->
                                task != old && task.live() && task.place().equals(place));
        if (wanted && !runs) {
            return;
        }
        if (runs) {
            orchestrator.desire(old, TaskState.SHUTDOWN);
        }
        old = null;
        nextAt = model.now().plus(service.spec.updateConfig().delay());
        monitoredUntil = model.now().plus(service.spec.updateConfig().monitor());
    }

    private void completeIfStable() {
        if (model.now().isBefore(monitoredUntil)) {
            return;
        }
        model.touch(service);
        completedAt = service.updatedAt;
        model.events.service(
                service, "update", Map.of("updatestate.new", "completed", "updatestate.old", "updating"), completedAt);
    }
}

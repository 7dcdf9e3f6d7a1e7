package dev.wagl.http;

import dev.wagl.discovery.LeftOut;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.PublishedService;
import dev.wagl.http.ExplanationView.ExplainedServiceView;
import dev.wagl.http.ExplanationView.ExplainedTaskView;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Says of services, and of their tasks, why they are, or are not, in answers. */
final class ServiceExplainer {

    private final Snapshot snapshot;
    private final Projection projection;
    private final Set<String> held;
    private final List<ReasonView> reasons;

    /**
     * @param held ids of tasks that the guard holds
     * @param reasons takes whatever is found
     */
    ServiceExplainer(Snapshot snapshot, Projection projection, Set<String> held, List<ReasonView> reasons) {
        this.snapshot = snapshot;
        this.projection = projection;
        this.held = held;
        this.reasons = reasons;
    }

    /** Names, endpoints, tasks and nodes are gone through once, however many of them there are to tell of. */
    List<ExplainedServiceView> explain(List<Service> found) {
        Map<String, List<PublishedService>> names = new HashMap<>();
        Map<String, List<Task>> tasks = new HashMap<>();
        for (Service service : found) {
            names.put(service.id(), new ArrayList<>());
            tasks.put(service.id(), new ArrayList<>());
        }
        List<PublishedService> published = new ArrayList<>();
        for (PublishedService name : projection.services()) {
            List<List<PublishedService>> takers = name.sources().stream()
                    .map(source -> names.get(source.id()))
                    .filter(Objects::nonNull)
                    .toList();
            takers.forEach(taker -> taker.add(name));
            if (!takers.isEmpty()) {
                published.add(name);
            }
        }
        for (Task task : snapshot.tasks()) {
            List<Task> taker = tasks.get(task.serviceId());
            if (taker != null) {
                taker.add(task);
            }
        }
        EndpointIndex endpoints = new EndpointIndex(published);
        TaskExplainer taskExplainer = new TaskExplainer(snapshot.nodes(), held, endpoints);
        return found.stream()
                .map(service ->
                        explain(service, names.get(service.id()), tasks.get(service.id()), endpoints, taskExplainer))
                .toList();
    }

    private ExplainedServiceView explain(
            Service service,
            List<PublishedService> names,
            List<Task> tasks,
            EndpointIndex endpoints,
            TaskExplainer taskExplainer) {
        String about = about(service);
        if (!service.labels().containsKey(Service.LABEL)) {
            reasons.add(new ReasonView(
                    "no-label", about, "it has no label " + Service.LABEL + ", and nothing is published without it"));
        }
        addLeftOut(LeftOut.Kind.SERVICE, service.name(), about);
        addMalformed(service.id(), about);
        if (endpoints.isWithoutPort(service.id())) {
            reasons.add(new ReasonView("no-port", about, withoutPort(service, tasks)));
        }
        if (service.desired() == 0) {
            reasons.add(new ReasonView("no-tasks-wanted", about, "it is scaled to 0"));
        } else if (tasks.isEmpty()) {
            reasons.add(new ReasonView(
                    "not-ready",
                    about,
                    service.mode() == Service.Mode.JOB
                            ? "a job is answered while it runs, and no task of it does"
                            : "the engine lists no task of it that is to run"));
        }
        if (service.running() >= 0) {
            long listed = tasks.stream()
                    .filter(task -> task.state() == TaskState.RUNNING)
                    .count();
            if (service.running() > listed) {
                reasons.add(new ReasonView(
                        "draining",
                        about,
                        service.running() - listed
                                + " of its tasks run and are to be stopped: they are answered no more"));
            }
        }
        List<ExplainedTaskView> views = new ArrayList<>();
        tasks.forEach(task -> views.add(taskExplainer.explain(service, task, !names.isEmpty(), reasons)));
        return new ExplainedServiceView(
                service.id(),
                service.name(),
                new TreeMap<>(service.labels()),
                names.stream().map(one -> one.name().toString()).toList(),
                service.desired() < 0 ? null : service.desired(),
                views);
    }

    /** False if there is nothing wrong with what has this id. */
    boolean addMalformed(String id, String about) {
        List<Malformed> found =
                snapshot.malformed().stream().filter(one -> one.id().equals(id)).toList();
        found.forEach(one -> reasons.add(new ReasonView("malformed", about, one.reason())));
        return !found.isEmpty();
    }

    private static String withoutPort(Service service, List<Task> tasks) {
        boolean any = !service.ports().isEmpty()
                || !service.labels().getOrDefault("dns.port", "").isBlank()
                || tasks.stream().anyMatch(task -> !task.ports().isEmpty());
        return any
                ? "no endpoint of it has one of its ports now, so it has addresses and no SRV record: does dns.port name what"
                        + " it publishes, and on addresses that can be answered?"
                : "it publishes no port and dns.port names none, so it has addresses and no SRV record";
    }

    private static String about(Service service) {
        return (service.mode() == Service.Mode.CONTAINER ? "container " : "service ") + service.name();
    }

    void addLeftOut(LeftOut.Kind kind, String name, String about) {
        for (LeftOut one : projection.leftOut()) {
            if (one.kind() == kind && one.name().equals(name)) {
                reasons.add(new ReasonView(one.reason().metricLabel(), about, one.text()));
            }
        }
    }
}

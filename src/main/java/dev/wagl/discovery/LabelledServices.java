package dev.wagl.discovery;

import dev.wagl.swarm.Network;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Finds the services that want a name, and leaves out those whose labels cannot be followed. */
final class LabelledServices {

    /** A replica count may be a slip of the pen; names of instances that never were are not made without end. */
    private static final int MOST_EXPECTED = 1_000;

    private final ServiceLabels serviceLabels;
    private final Nodes nodes;
    private final Networks networks;
    private final Findings findings;

    LabelledServices(ServiceLabels serviceLabels, Nodes nodes, Networks networks, Findings findings) {
        this.serviceLabels = serviceLabels;
        this.nodes = nodes;
        this.networks = networks;
        this.findings = findings;
    }

    /** They, sorted by name: the engine's own order means nothing. */
    List<LabelledService> of(Snapshot snapshot) {
        Map<String, List<Task>> tasks = new HashMap<>();
        for (Task task : snapshot.tasks()) {
            tasks.computeIfAbsent(task.serviceId(), id -> new ArrayList<>()).add(task);
        }
        List<LabelledService> labelled = new ArrayList<>();
        snapshot.services().stream()
                .sorted(Comparator.comparing(Service::name).thenComparing(Service::id))
                .forEach(service -> add(service, tasks.getOrDefault(service.id(), List.of()), labelled));
        return labelled;
    }

    private void add(Service service, List<Task> tasks, List<LabelledService> labelled) {
        if (!service.labels().containsKey(ServiceLabels.SERVICE)) {
            serviceLabels.warnOfMissingName(service.labels(), text -> findings.warnOfService(service.name(), text));
            return;
        }
        try {
            labelled.add(read(service, tasks));
        } catch (Unpublishable e) {
            findings.leaveOutService(service.name(), e.reason(), e.getMessage());
        }
    }

    private LabelledService read(Service service, List<Task> tasks) throws Unpublishable {
        List<String> warnings = new ArrayList<>();
        boolean publishes = !service.ports().isEmpty()
                || tasks.stream().anyMatch(task -> !task.ports().isEmpty());
        NamingLabels labels = serviceLabels.parse(service.labels(), publishes, warnings::add);
        Network network = networks.choose(service, tasks, labels, warnings::add);
        TargetPorts ports = new TargetPorts(service, tasks, labels);
        if (labels.view() == AddressView.NODE
                && ports.anyPublished()
                && !ports.unpublished().isEmpty()) {
            warnings.add(
                    Unpublishable.written(ServiceLabels.PORT, service.labels().get(ServiceLabels.PORT)) + " names "
                            + ports.unpublished()
                            + ", which the service does not publish, so it has no SRV record; it publishes "
                            + ports.published() + " (ports inside the container)");
        }
        for (ServiceName name : labels.names()) {
            if (!ports.distinct().stream().allMatch(port -> name.srv(port.protocol()) != null)) {
                warnings.add(name.owner() + " is too long to have SRV records: with _ before it a label has at most 63"
                        + " octets, and with _tcp a name at most 255 (RFC 1035 2.3.4)");
            }
        }
        warnings.forEach(text -> findings.warnOfService(service.name(), text));
        return new LabelledService(
                service,
                labels,
                live(service, tasks),
                instances(service, tasks),
                ports,
                network,
                service.updating() || anyDrains(service, tasks));
    }

    /**
     * Whether tasks run that are to be stopped. Mostly they are not listed, so they are what runs and is not listed; tasks
     * on a node that is down are among them until Swarm gives them up, which errs on the safe side.
     */
    private static boolean anyDrains(Service service, List<Task> tasks) {
        int ready = 0;
        for (Task task : tasks) {
            Endpoint.State state = LiveTask.state(service, task);
            if (state == Endpoint.State.DRAINING) {
                return true;
            }
            ready += state == Endpoint.State.READY ? 1 : 0;
        }
        return service.running() > ready;
    }

    private List<LiveTask> live(Service service, List<Task> tasks) {
        return tasks.stream()
                .map(task -> LiveTask.of(service, task, nodes))
                .filter(Objects::nonNull)
                .sorted(LiveTask.ORDER)
                .toList();
    }

    private Set<String> instances(Service service, List<Task> tasks) {
        Set<String> instances = new HashSet<>();
        for (Task task : tasks) {
            String label = LiveTask.instanceLabel(service, task, nodes.get(task.nodeId()));
            if (label != null) {
                instances.add(label);
            }
        }
        if (service.mode() == Service.Mode.REPLICATED) {
            for (int slot = 1; slot <= Math.min(service.desired(), MOST_EXPECTED); slot++) {
                instances.add(Integer.toString(slot));
            }
        }
        return instances;
    }
}

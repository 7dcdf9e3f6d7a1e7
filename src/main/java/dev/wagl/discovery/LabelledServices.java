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
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/** Finds the services that want a name, and leaves out those whose labels cannot be followed. */
final class LabelledServices {

    /** A replica count may be a slip of the pen; names of instances that never were are not made without end. */
    private static final int MOST_EXPECTED = 1_000;

    /** Below all names of a service together: a few hundred names with as many replicas that never run would fill the heap. */
    private static final int MOST_ABSENT = 10_000;

    private final ServiceLabels serviceLabels;
    private final Nodes nodes;
    private final Networks networks;
    private final Findings findings;
    private final Map<String, ReadService> before;
    private final Map<String, ReadService> read = new HashMap<>();

    /** @param before what was read, by ids, of a snapshot with the same nodes and networks; empty if nothing was */
    LabelledServices(
            ServiceLabels serviceLabels,
            Nodes nodes,
            Networks networks,
            Findings findings,
            Map<String, ReadService> before) {
        this.serviceLabels = serviceLabels;
        this.nodes = nodes;
        this.networks = networks;
        this.findings = findings;
        this.before = before;
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
                .map(service -> read(service, tasks.getOrDefault(service.id(), List.of())))
                .filter(Objects::nonNull)
                .forEach(labelled::add);
        return labelled;
    }

    /** Null if it wants no name, or is left out. */
    private LabelledService read(Service service, List<Task> tasks) {
        ReadService known = before.get(service.id());
        if (known == null || !known.isOf(service, tasks)) {
            Findings own = new Findings();
            known = new ReadService(service, tasks, labelled(service, tasks, own), own);
        }
        findings.addAll(known.findings());
        read.put(service.id(), known);
        return known.labelled();
    }

    private LabelledService labelled(Service service, List<Task> tasks, Findings own) {
        if (!service.labels().containsKey(ServiceLabels.SERVICE)) {
            serviceLabels.warnOfMissingName(service.labels(), text -> own.warnOfService(service.name(), text));
            return null;
        }
        try {
            return labelled(service, tasks, text -> own.warnOfService(service.name(), text));
        } catch (Unpublishable e) {
            own.leaveOutService(service.name(), e.reason(), e.getMessage());
            return null;
        }
    }

    private LabelledService labelled(Service service, List<Task> tasks, Consumer<String> told) throws Unpublishable {
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
        warnings.forEach(told);
        return new LabelledService(
                service,
                labels,
                live(service, tasks),
                instances(service, tasks, labels.names().size()),
                ports,
                network,
                service.updating() || anyDrains(service, tasks));
    }

    /** What was read of all of them, by their ids. */
    Map<String, ReadService> read() {
        return read;
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

    /** Of tasks that are up, all; of others as many as there is to be room for below each of the service's names. */
    private Set<String> instances(Service service, List<Task> tasks, int names) {
        int most = Math.min(MOST_EXPECTED, MOST_ABSENT / Math.max(1, names));
        Set<String> instances = new HashSet<>();
        Set<String> absent =
                new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(Function.identity()));
        for (Task task : tasks) {
            String label = LiveTask.instanceLabel(service, task, nodes.get(task.nodeId()));
            if (label != null) {
                (LiveTask.state(service, task) == null ? absent : instances).add(label);
            }
        }
        if (service.mode() == Service.Mode.REPLICATED) {
            for (int slot = 1; slot <= Math.min(service.desired(), most); slot++) {
                absent.add(Integer.toString(slot));
            }
        }
        absent.stream().limit(most).forEach(instances::add);
        return instances;
    }
}

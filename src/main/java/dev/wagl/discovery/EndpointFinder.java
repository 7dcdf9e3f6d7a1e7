package dev.wagl.discovery;

import dev.wagl.swarm.PublishedPort;
import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.swarm.PublishedPort.PublishMode;
import dev.wagl.swarm.VirtualIp;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds where one service can be reached, in its view: which addresses, and which ports there.
 *
 * <p>In the node view a service that publishes nothing, but names ports with {@code dns.port}, is taken at its word: its
 * tasks stand on the nodes' own network, where the port inside the container is the node's.
 */
final class EndpointFinder {

    private final LabelledService from;
    private final TargetPorts ports;

    EndpointFinder(LabelledService from) {
        this.from = from;
        this.ports = from.ports();
    }

    /** Where these tasks of the service can be reached, in the order of the tasks. */
    List<Found> find(List<LiveTask> tasks) {
        return switch (from.labels().view()) {
            case NODE -> onNodes(tasks);
            case TASK -> onTasks(tasks);
            case VIP -> onVirtualIp(tasks);
        };
    }

    private List<Found> onNodes(List<LiveTask> tasks) {
        List<PublishedPort> ingress = from.service().ports().stream()
                .filter(port -> port.mode() == PublishMode.INGRESS && port.published() > 0)
                .filter(port -> ports.has(port.target(), port.protocol()))
                .sorted(Comparator.comparing(PublishedPort::published).thenComparing(PublishedPort::protocol))
                .toList();
        List<Found> found = new ArrayList<>();
        for (LiveTask live : tasks) {
            List<Found> own = onHostPorts(live);
            found.addAll(own.isEmpty() && ingress.isEmpty() ? onNode(live) : own);
        }
        found.addAll(onIngressPorts(tasks, ingress));
        return found;
    }

    /** One endpoint per port; a port bound to {@code 0.0.0.0} and to {@code ::} is one. */
    private List<Found> onHostPorts(LiveTask live) {
        record Binding(int target, Protocol protocol, int published) {}
        Map<Binding, Set<InetAddress>> bindings = new TreeMap<>(Comparator.comparing(Binding::target)
                .thenComparing(Binding::protocol)
                .thenComparing(Binding::published));
        for (PublishedPort port : hostPorts(live)) {
            if (port.published() > 0 && ports.has(port.target(), port.protocol())) {
                Binding binding = new Binding(port.target(), port.protocol(), port.published());
                bindings.computeIfAbsent(binding, key -> new HashSet<>()).addAll(boundTo(port, live));
            }
        }
        List<Found> found = new ArrayList<>();
        bindings.forEach((binding, bound) -> {
            List<InetAddress> addresses = Addresses.publishable(bound);
            if (!addresses.isEmpty()) {
                NamedPort target = new NamedPort(null, binding.target(), binding.protocol());
                found.add(onPort(List.of(live), addresses, binding.published(), target));
            }
        });
        return found;
    }

    /**
     * A task's own ports. Docker forgets them as soon as the task is to be stopped, while it still serves on them; those
     * that are fixed in the service are known all the same.
     */
    private List<PublishedPort> hostPorts(LiveTask live) {
        if (live.state() != Endpoint.State.DRAINING || !live.task().ports().isEmpty()) {
            return live.task().ports();
        }
        return from.service().ports().stream()
                .filter(port -> port.mode() == PublishMode.HOST)
                .toList();
    }

    private static List<InetAddress> boundTo(PublishedPort port, LiveTask live) {
        return Addresses.specific(port.hostAddress()) ? List.of(port.hostAddress()) : live.nodeAddresses();
    }

    private List<Found> onNode(LiveTask live) {
        List<NamedPort> targets = ports.anyPublished() ? List.of() : ports.distinct();
        return onTargets(List.of(live), live.state(), live.nodeAddresses(), targets);
    }

    /** One endpoint per node and port, however many tasks the node runs: the routing mesh spreads over all of them. */
    private List<Found> onIngressPorts(List<LiveTask> tasks, List<PublishedPort> ingress) {
        Map<Nodes.Known, List<LiveTask>> byNode = new LinkedHashMap<>();
        for (LiveTask live : tasks) {
            if (!live.nodeAddresses().isEmpty()) {
                byNode.computeIfAbsent(live.node(), node -> new ArrayList<>()).add(live);
            }
        }
        List<Found> found = new ArrayList<>();
        byNode.forEach((node, there) -> {
            for (PublishedPort port : ingress) {
                NamedPort target = new NamedPort(null, port.target(), port.protocol());
                found.add(onPort(there, node.addresses(), port.published(), target));
            }
        });
        return found;
    }

    private List<Found> onTasks(List<LiveTask> tasks) {
        List<Found> found = new ArrayList<>();
        for (LiveTask live : tasks) {
            found.addAll(onTargets(List.of(live), live.state(), live.addresses(from.network()), ports.distinct()));
        }
        return found;
    }

    private List<Found> onVirtualIp(List<LiveTask> tasks) {
        return tasks.isEmpty() ? List.of() : onTargets(List.of(), best(tasks), virtualIps(), ports.distinct());
    }

    /** One endpoint per port inside the container; without ports, one that is only an address. */
    private List<Found> onTargets(
            List<LiveTask> tasks, Endpoint.State state, List<InetAddress> addresses, List<NamedPort> targets) {
        List<Found> found = new ArrayList<>();
        if (addresses.isEmpty()) {
            return found;
        }
        for (NamedPort port : targets) {
            List<String> names = ports.names(port.target(), port.protocol());
            found.add(new Found(from, tasks, addresses, port.target(), port.protocol(), names, state));
        }
        if (targets.isEmpty()) {
            found.add(new Found(from, tasks, addresses, 0, null, List.of(), state));
        }
        return found;
    }

    private Found onPort(List<LiveTask> tasks, List<InetAddress> addresses, int published, NamedPort target) {
        List<String> names = ports.names(target.target(), target.protocol());
        return new Found(from, tasks, addresses, published, target.protocol(), names, best(tasks));
    }

    private static Endpoint.State best(List<LiveTask> tasks) {
        return tasks.stream()
                .map(LiveTask::state)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The service's virtual IPs on its network; empty if it has none. */
    List<InetAddress> virtualIps() {
        return Addresses.publishable(from.service().virtualIps().stream()
                .filter(vip -> from.network() != null
                        && vip.networkId().equals(from.network().id()))
                .map(VirtualIp::address)
                .toList());
    }

    /**
     * The addresses of each instance, by task id: one set, even where a task has several endpoints. Empty where a task has
     * none.
     *
     * @param found what {@link #find} found for these tasks
     */
    Map<String, List<InetAddress>> instances(List<LiveTask> tasks, List<Found> found) {
        Map<String, List<InetAddress>> instances = new HashMap<>();
        if (from.labels().view() == AddressView.NODE) {
            found.stream()
                    .filter(endpoint -> endpoint.tasks().size() == 1)
                    .forEach(endpoint ->
                            instances.putIfAbsent(endpoint.tasks().get(0).task().id(), endpoint.addresses()));
            tasks.forEach(live -> instances.putIfAbsent(live.task().id(), live.nodeAddresses()));
        } else {
            tasks.forEach(live -> instances.put(live.task().id(), live.addresses(from.network())));
        }
        return instances;
    }
}

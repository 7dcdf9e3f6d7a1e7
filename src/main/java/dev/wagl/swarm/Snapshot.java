package dev.wagl.swarm;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one refresh read from Docker, cut down to what names are made of. Immutable. A plain engine's containers are
 * told in the same words: each is a service with one task on one node.
 *
 * @param source where it was read
 * @param endpoint the endpoint that answered, as the user wrote it
 * @param clusterId the Swarm's {@code ID}; the engine's for a plain engine
 * @param index the largest Raft {@code Version.Index} seen; 0 without Raft
 * @param services every service, labelled or not
 * @param tasks tasks desired to run, now or after a delay, and, of labelled services that have none ready on a node that is up, those
 *     that still run: draining ones, and a job's
 * @param malformed elements that made no sense and were left out
 * @param hostAddressHint what stands for {@code 0.0.0.0} in a port of a plain engine unless it is configured: the engine's own
 *     {@code Swarm.NodeAddr}, else the address of the tcp endpoint it is reached by, unless that is loopback, else, outside
 *     a container, this machine's own outbound address; null where there is none of these, and of a Swarm
 */
public record Snapshot(
        Source source,
        String endpoint,
        String clusterId,
        long index,
        List<Service> services,
        List<Task> tasks,
        List<Node> nodes,
        List<Network> networks,
        List<Malformed> malformed,
        InetAddress hostAddressHint) {

    public Snapshot {
        services = List.copyOf(services);
        tasks = List.copyOf(tasks);
        nodes = List.copyOf(nodes);
        networks = List.copyOf(networks);
        malformed = List.copyOf(malformed);
    }

    /** A snapshot without a hint for {@code 0.0.0.0}: a Swarm's. */
    public Snapshot(
            Source source,
            String endpoint,
            String clusterId,
            long index,
            List<Service> services,
            List<Task> tasks,
            List<Node> nodes,
            List<Network> networks,
            List<Malformed> malformed) {
        this(source, endpoint, clusterId, index, services, tasks, nodes, networks, malformed, null);
    }

    /** Whether the other one tells the same, wherever it was read, in whatever order. */
    public boolean sameState(Snapshot other) {
        return source == other.source
                && clusterId.equals(other.clusterId)
                && same(services, other.services)
                && same(tasks, other.tasks)
                && same(nodes, other.nodes)
                && same(networks, other.networks)
                && same(malformed, other.malformed)
                && Objects.equals(hostAddressHint, other.hostAddressHint);
    }

    /** Whether the other one has the same services and nodes, unchanged: then all that differs came about by itself. */
    public boolean sameOrders(Snapshot other) {
        return orders().equals(other.orders());
    }

    private Map<String, Long> orders() {
        Map<String, Long> versions = new HashMap<>();
        services.forEach(service -> versions.put(service.id(), service.version()));
        nodes.forEach(node -> versions.put(node.id(), node.version()));
        return versions;
    }

    private static <T> boolean same(List<T> one, List<T> other) {
        if (one.size() != other.size()) {
            return false;
        }
        Set<T> left = new HashSet<>();
        Set<T> right = new HashSet<>();
        for (int at = 0; at < one.size(); at++) {
            if (!one.get(at).equals(other.get(at))) {
                left.add(one.get(at));
                right.add(other.get(at));
            }
        }
        return left.equals(right);
    }

    /** The same but for its tasks. */
    public Snapshot withTasks(List<Task> others) {
        return new Snapshot(
                source, endpoint, clusterId, index, services, others, nodes, networks, malformed, hostAddressHint);
    }
}

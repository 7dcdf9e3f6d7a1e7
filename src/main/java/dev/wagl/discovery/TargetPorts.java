package dev.wagl.discovery;

import dev.wagl.swarm.PublishedPort;
import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ports that a service is to have SRV records for, by their number inside the container: those of {@code dns.port},
 * else the published ones.
 */
final class TargetPorts {

    private final List<NamedPort> ports;
    private final List<NamedPort> distinct;
    private final List<NamedPort> published;
    private final List<NamedPort> unpublished;

    TargetPorts(Service service, List<Task> tasks, NamingLabels labels) {
        Set<NamedPort> known = new TreeSet<>(NamedPort.ORDER);
        service.ports().forEach(port -> known.add(named(port)));
        tasks.forEach(task -> task.ports().forEach(port -> known.add(named(port))));
        ports = labels.ports().isEmpty() ? List.copyOf(known) : labels.ports();
        distinct = distinct(ports);
        published = distinct(known);
        unpublished = labels.ports().stream()
                .filter(port -> known.stream().noneMatch(other -> other.is(port.target(), port.protocol())))
                .toList();
    }

    private static NamedPort named(PublishedPort port) {
        String name = port.name();
        boolean legal = name != null && NamedPort.isName(name);
        return new NamedPort(legal ? LegalNames.lower(name) : null, port.target(), port.protocol());
    }

    /** All of them; a port with two names stands here twice. */
    List<NamedPort> all() {
        return ports;
    }

    /** Whether the service publishes any port at all. */
    boolean anyPublished() {
        return !published.isEmpty();
    }

    /** The published ones, without names. */
    List<NamedPort> published() {
        return published;
    }

    /** Those of {@code dns.port} that the service does not publish. */
    List<NamedPort> unpublished() {
        return unpublished;
    }

    /** Whether it is one of them. */
    boolean has(int target, Protocol protocol) {
        for (NamedPort port : distinct) {
            if (port.is(target, protocol)) {
                return true;
            }
        }
        return false;
    }

    /** The names of a port. */
    List<String> names(int target, Protocol protocol) {
        List<String> names = List.of();
        for (NamedPort port : ports) {
            if (port.name() != null && port.is(target, protocol)) {
                names = names.isEmpty() ? new ArrayList<>() : names;
                names.add(port.name());
            }
        }
        return names;
    }

    /** All of them, each port once, without names. */
    List<NamedPort> distinct() {
        return distinct;
    }

    private static List<NamedPort> distinct(Collection<NamedPort> ports) {
        if (ports.isEmpty()) {
            return List.of();
        }
        Set<NamedPort> distinct = new TreeSet<>(NamedPort.ORDER);
        ports.forEach(port -> distinct.add(new NamedPort(null, port.target(), port.protocol())));
        return List.copyOf(distinct);
    }
}

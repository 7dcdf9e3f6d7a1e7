package dev.wagl.http;

import dev.wagl.discovery.Endpoint;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.PublishedService;
import dev.wagl.dns.Name;
import dev.wagl.nameserver.IpLiteral;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a word that someone asks by can mean: an id or its beginning, a name of Docker's, a name of DNS. */
final class Subjects {

    /** A shorter beginning of an id could be a name as well. */
    static final int SHORTEST = 6;

    private final Snapshot snapshot;
    private final Projection projection;
    private final Name apex;

    Subjects(Snapshot snapshot, Projection projection) {
        this.snapshot = snapshot;
        this.projection = projection;
        this.apex = projection.zone().apex();
    }

    /** The name of DNS, below the zone's apex where it is not absolute; an address's reverse name; null where it cannot be one. */
    Name name(String asked) {
        InetAddress address = IpLiteral.parse(asked);
        if (address != null) {
            return Name.reverse(address);
        }
        try {
            return Parameters.below(apex, asked);
        } catch (ProblemException e) {
            return null;
        }
    }

    /** By its id or its container's; null if there is none, or several. Of a plain engine, where both are the service's, none. */
    Task task(String asked) {
        List<Task> found = snapshot.tasks().stream()
                .filter(task -> !task.id().equals(task.serviceId()))
                .filter(task -> isId(task.id(), asked) || task.containerId() != null && isId(task.containerId(), asked))
                .limit(2)
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    Optional<Service> serviceOf(Task task) {
        return snapshot.services().stream()
                .filter(service -> service.id().equals(task.serviceId()))
                .findFirst();
    }

    /** By its name, as Docker knows it, or its id. */
    List<Service> services(String asked) {
        return snapshot.services().stream()
                .filter(service -> service.name().equals(asked) || isId(service.id(), asked))
                .limit(10)
                .toList();
    }

    /** Those that publish the name, or one that it is made from; else those whose labels ask for it in vain. */
    List<Service> servicesOfName(Name name) {
        if (name == null) {
            return List.of();
        }
        Set<String> ids = projection.services().stream()
                .filter(published -> isMadeFrom(published, name))
                .flatMap(published -> published.sources().stream())
                .map(PublishedService.Source::id)
                .collect(Collectors.toSet());
        return snapshot.services().stream()
                .filter(service -> ids.isEmpty() ? asksFor(service, name) : ids.contains(service.id()))
                .toList();
    }

    /** What the name is made from, by the look of it, whether or not there is such a name; null if nothing published is. */
    PublishedService origin(Name name) {
        return projection.services().stream()
                .filter(published -> isMadeFrom(published, name))
                .max(Comparator.comparingInt(published -> published.name().labels()))
                .orElse(null);
    }

    private static boolean isMadeFrom(PublishedService published, Name name) {
        if (name.equals(published.name())
                || published.endpoints().stream().map(Endpoint::target).anyMatch(name::equals)) {
            return true;
        }
        String first = name.firstLabel();
        boolean srv = first.equals("_" + published.name().firstLabel())
                && name.labels() == published.name().labels() + 1
                && name.parent().parent().equals(published.name().parent());
        return srv || name.isAtOrBelow(published.name());
    }

    private boolean asksFor(Service service, Name name) {
        String domain = service.labels().getOrDefault("dns.domain", "").strip();
        for (String element : service.labels().getOrDefault(Service.LABEL, "").split(",")) {
            String relative = element.strip() + (domain.isEmpty() ? "" : "." + domain);
            if (!element.isBlank() && name.toString().equals((relative + "." + apex).toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** By its host name, its id, or its name in the zone; null if there is none. */
    Node node(String asked, Name name) {
        return snapshot.nodes().stream()
                .filter(node -> asked.equalsIgnoreCase(node.hostName())
                        || isId(node.id(), asked)
                        || name != null
                                && node.hostName() != null
                                && name.toString().equals((node.hostName() + ".node." + apex).toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    private static boolean isId(String id, String asked) {
        return id.equals(asked) || asked.length() >= SHORTEST && id.startsWith(asked);
    }
}

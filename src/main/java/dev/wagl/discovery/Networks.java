package dev.wagl.discovery;

import dev.wagl.swarm.Attachment;
import dev.wagl.swarm.Network;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.VirtualIp;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The networks of a snapshot, and which one a service's own addresses are taken from. */
final class Networks {

    /** Networks that give a task no address by which others reach it; neither does the routing mesh. */
    private static final Set<String> NEVER = Set.of("docker_gwbridge", "host", "none");

    private static final Comparator<Network> ORDER =
            Comparator.comparing(Network::name).thenComparing(Network::id);

    private final Map<String, Network> byId = new HashMap<>();

    Networks(Snapshot snapshot) {
        for (Network network : snapshot.networks()) {
            byId.put(network.id(), network);
        }
    }

    boolean same(Networks other) {
        return byId.equals(other.byId);
    }

    /**
     * The network of the service's task addresses and of its virtual IP; null if it is on none that counts.
     *
     * @param warnings told if there are several and the labels neither name one nor ask for the node's address
     */
    Network choose(Service service, List<Task> tasks, NamingLabels labels, Consumer<String> warnings)
            throws Unpublishable {
        List<Network> on = networksOf(service, tasks);
        if (labels.network() != null) {
            return named(labels.network(), on);
        }
        if (on.size() > 1 && labels.view() != AddressView.NODE) {
            warnings.accept("is on several networks (" + names(on) + ") and "
                    + on.get(0).name() + " is answered, the first by name; choose one with " + ServiceLabels.NETWORK);
        }
        return on.isEmpty() ? null : on.get(0);
    }

    private List<Network> networksOf(Service service, List<Task> tasks) {
        Set<String> ids = new HashSet<>(service.networkIds());
        service.virtualIps().stream().map(VirtualIp::networkId).forEach(ids::add);
        for (Task task : tasks) {
            for (Attachment attachment : task.attachments()) {
                ids.add(attachment.networkId());
            }
        }
        return ids.stream()
                .map(byId::get)
                .filter(network -> network != null && counts(network))
                .sorted(ORDER)
                .toList();
    }

    private Network named(String name, List<Network> on) throws Unpublishable {
        // Docker's names have a case, labels are lower-cased: the exact name first.
        for (Network network : on) {
            if (network.name().equals(name)) {
                return network;
            }
        }
        for (Network network : on) {
            if (network.name().equalsIgnoreCase(name)) {
                return network;
            }
        }
        String label = Unpublishable.written(ServiceLabels.NETWORK, name);
        String right = on.isEmpty() ? "the service is on no network that counts" : "it is on " + names(on);
        List<Network> meant = byId.values().stream()
                .filter(network -> network.name().equalsIgnoreCase(name))
                .toList();
        if (meant.isEmpty()) {
            throw new Unpublishable(Reason.UNKNOWN_NETWORK, label + " is not a network; " + right);
        }
        String wrong = meant.stream().noneMatch(Networks::counts)
                ? " has no addresses that can be answered; "
                : " is a network the service is not on; ";
        throw new Unpublishable(Reason.WRONG_NETWORK, label + wrong + right);
    }

    private static boolean counts(Network network) {
        return !network.ingress() && !NEVER.contains(network.name());
    }

    private static String names(Collection<Network> networks) {
        return networks.stream().map(Network::name).collect(Collectors.joining(", "));
    }
}

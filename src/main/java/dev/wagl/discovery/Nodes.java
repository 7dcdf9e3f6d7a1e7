package dev.wagl.discovery;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Snapshot;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The nodes of a snapshot, each with the addresses that are published for it. */
final class Nodes {

    /**
     * A node.
     *
     * @param hostName in lower case; null where it cannot be a DNS name
     * @param addresses empty where none may be published
     */
    record Known(Node node, String hostName, List<InetAddress> addresses) {

        /** A node that is down answers nothing. One that is unknown or disconnected may be well: its managers are not. */
        boolean down() {
            return node.state() == Node.State.DOWN;
        }
    }

    private final Map<String, Known> byId = new HashMap<>();
    private final List<Known> sorted = new ArrayList<>();
    private final Snapshot snapshot;
    private final NamingConfig config;

    Nodes(Snapshot snapshot, NamingConfig config, Findings findings) {
        this.snapshot = snapshot;
        this.config = config;
        List<Node> nodes = new ArrayList<>(snapshot.nodes());
        nodes.sort(Comparator.comparing(Nodes::shownName).thenComparing(Node::id));
        for (Node node : nodes) {
            Known known = new Known(node, hostName(node, findings), addresses(node, findings));
            byId.put(node.id(), known);
            sorted.add(known);
        }
    }

    private static String hostName(Node node, Findings findings) {
        String hostName = node.hostName() == null ? "" : node.hostName();
        String problem = LegalNames.problem(hostName);
        if (problem == null) {
            return LegalNames.lower(hostName);
        }
        findings.leaveOutNode(
                shownName(node),
                Reason.ILLEGAL_HOST_NAME,
                "its host name " + problem + "; " + LegalNames.RULE + "; its address is published all the same");
        return null;
    }

    private List<InetAddress> addresses(Node node, Findings findings) {
        if (node.role() == Node.Role.ENGINE) {
            return engineAddresses(node, findings);
        }
        if (node.addressLabel() != null && !node.addressLabel().isBlank()) {
            return labelled(node, findings);
        }
        List<InetAddress> addresses = Addresses.firstPublishable(node.statusAddress(), node.managerAddress());
        if (addresses.isEmpty()) {
            findings.leaveOutNode(
                    shownName(node),
                    Reason.NO_ADDRESS,
                    "the engine knows no address of it but an unspecified one; set the node label dns.address");
        }
        return addresses;
    }

    // No second choice: who sets the label does so because the engine's own address must not be answered.
    private static List<InetAddress> labelled(Node node, Findings findings) {
        List<InetAddress> addresses = Addresses.parse(node.addressLabel());
        if (addresses.isEmpty()) {
            findings.leaveOutNode(
                    shownName(node),
                    Reason.ILLEGAL_ADDRESS,
                    Unpublishable.written("dns.address", node.addressLabel())
                            + " is not the address of a machine; write an IPv4 or IPv6 address, or both with a comma");
        }
        return addresses;
    }

    private List<InetAddress> engineAddresses(Node node, Findings findings) {
        boolean classic = snapshot.nodes().size() > 1 && !node.id().equals(snapshot.clusterId());
        List<InetAddress> addresses = classic
                ? Addresses.firstPublishable(node.statusAddress())
                : Addresses.firstPublishable(config.hostAddress(), snapshot.hostAddressHint(), node.statusAddress());
        if (addresses.isEmpty()) {
            String why = classic
                    ? "the classic Swarm manager tells its address in published ports only"
                    : "no address of the engine is known; set wagl.host-address";
            findings.leaveOutNode(shownName(node), Reason.NO_ADDRESS, why);
        }
        return addresses;
    }

    private static String shownName(Node node) {
        return node.hostName() == null || node.hostName().isEmpty() ? node.id() : node.hostName();
    }

    /** Null where the snapshot does not hold it. */
    Known get(String id) {
        return id == null ? null : byId.get(id);
    }

    /** Whether the other ones are the same, with the same addresses. */
    boolean same(Nodes other) {
        return sorted.equals(other.sorted);
    }

    /** All of them, by host name. */
    List<Known> all() {
        return sorted;
    }
}

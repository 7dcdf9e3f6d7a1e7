package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Writes the names of nodes: {@code <host name>.node}, and of a Swarm {@code managers}, {@code workers}, {@code leader}.
 *
 * <p>A node that is down keeps its name, since the machine may well be up; but it is in none of the three groups, and
 * where two nodes share a host name (one that left and joined again does) those that are not down have it. UNKNOWN is not
 * down: a change of leader makes every node unknown for a while.
 */
final class NodeNames {

    /** The label below the apex under which nodes stand. */
    static final String NODE = "node";

    private final Name apex;
    private final int ttl;
    private final Records records;
    private final Findings findings;

    NodeNames(NamingConfig config, Records records, Findings findings) {
        this.apex = config.domain();
        this.ttl = config.ttl();
        this.records = records;
        this.findings = findings;
    }

    void publish(Snapshot snapshot, Nodes nodes, List<PublishedService> services) {
        Map<Name, List<Nodes.Known>> byName = new TreeMap<>();
        for (Nodes.Known known : nodes.all()) {
            Name name = known.hostName() == null ? null : LegalNames.below(apex.child(NODE), known.hostName());
            if (name != null) {
                byName.computeIfAbsent(name, key -> new ArrayList<>()).add(known);
            } else if (known.hostName() != null) {
                findings.leaveOutNode(
                        known.node().hostName(),
                        Reason.ILLEGAL_HOST_NAME,
                        "its name below " + apex.child(NODE) + " would be longer than 255 octets");
            }
        }
        byName.forEach(this::publish);
        if (snapshot.source() == Source.SWARM) {
            List<Name> others = services.stream().map(PublishedService::name).toList();
            publishGroup("managers", nodes, known -> known.node().role() == Node.Role.MANAGER, others);
            publishGroup("workers", nodes, known -> known.node().role() == Node.Role.WORKER, others);
            publishGroup("leader", nodes, known -> known.node().leader(), others);
        }
    }

    private void publish(Name name, List<Nodes.Known> nodes) {
        boolean anyUp = nodes.stream().anyMatch(known -> !known.down());
        for (Nodes.Known known : nodes) {
            if (!anyUp || !known.down()) {
                records.own(name, ttl, known.addresses(), PublishedAddress.Kind.NODE, 0);
            }
        }
        boolean engine = nodes.get(0).node().role() == Node.Role.ENGINE;
        records.exists(
                name,
                "the node has no address that can be published; set "
                        + (engine ? "wagl.host-address" : "its node label dns.address"));
    }

    private void publishGroup(String group, Nodes nodes, Predicate<Nodes.Known> member, List<Name> others) {
        Name name = apex.child(group);
        if (others.contains(name)) {
            return;
        }
        List<Nodes.Known> members = nodes.all().stream().filter(member).toList();
        long up = members.stream().filter(known -> !known.down()).count();
        members.stream()
                .filter(known -> !known.down())
                .flatMap(known -> known.addresses().stream())
                .forEach(address -> records.address(name, ttl, address, 1));
        records.exists(name, up + " of " + members.size() + " nodes up" + (up > 0 ? ", none with an address" : ""));
    }
}

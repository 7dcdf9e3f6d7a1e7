package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.zone.PartBuilder;
import dev.wagl.zone.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The names of all services, branch by branch. What has not changed since the snapshot before is taken from there. */
final class Branches {

    private final Name apex;
    private final Name nameServer;

    /** By its first name; empty if there are none. */
    private final Map<Name, Branch> before;

    /** Of which is used again what is the same; null for none. */
    private final Zone zone;

    private final List<Branch> all = new ArrayList<>();
    private final Map<Name, Branch> parts = new HashMap<>();

    Branches(Name apex, Name nameServer, Map<Name, Branch> before, Zone zone) {
        this.apex = apex;
        this.nameServer = nameServer;
        this.before = before;
        this.zone = zone;
    }

    void publish(List<LabelledService> services) {
        Map<Name, List<NameGroup.Claim>> claims = new TreeMap<>();
        boolean apart = true;
        for (LabelledService service : services) {
            for (ServiceName name : service.labels().names()) {
                claims.computeIfAbsent(name.owner(), owner -> new ArrayList<>(1))
                        .add(new NameGroup.Claim(service, name));
                apart &= !hasProtocol(name);
            }
        }
        Name root = null;
        Map<Name, List<NameGroup.Claim>> branch = new TreeMap<>();
        for (Map.Entry<Name, List<NameGroup.Claim>> name : claims.entrySet()) {
            // In canonical order the names below a name follow it.
            if (root != null && apart && !name.getKey().isAtOrBelow(root)) {
                publish(root, branch);
                branch = new TreeMap<>();
                root = null;
            }
            root = root == null ? name.getKey() : root;
            branch.put(name.getKey(), name.getValue());
        }
        if (root != null) {
            publish(root, branch);
        }
    }

    /** Whether it may be, or lie at, the SRV name of another one, which is not below that one: then all are one branch. */
    private static boolean hasProtocol(ServiceName name) {
        String labels = "." + name.service() + "." + name.domain() + ".";
        for (Protocol protocol : Protocol.values()) {
            if (labels.contains("." + ServiceName.label(protocol) + ".")) {
                return true;
            }
        }
        return false;
    }

    private void publish(Name root, Map<Name, List<NameGroup.Claim>> claims) {
        Branch branch = before.get(root);
        if (branch == null || !branch.isOf(claims.values())) {
            PartBuilder records = new PartBuilder(apex, root);
            branch = new Branch(claims, records, apex, nameServer);
            // The name server has addresses that no service gives it.
            if (records.isClosed() && !claims.containsKey(nameServer)) {
                branch.build(zone);
            }
        }
        all.add(branch);
        if (branch.part() != null) {
            parts.put(root, branch);
        }
    }

    /** They, in canonical order. */
    List<Branch> all() {
        return all;
    }

    /** Those that are parts of the zone, by their first names. */
    Map<Name, Branch> parts() {
        return parts;
    }
}

package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the records of all services, name by name. */
final class ServicePublisher {

    private final Records records;
    private final Findings findings;
    private final Name nameServer;

    /**
     * @param nameServer {@code ns.<apex>}, whose addresses are always its nodes'
     */
    ServicePublisher(Records records, Findings findings, Name nameServer) {
        this.records = records;
        this.findings = findings;
        this.nameServer = nameServer;
    }

    /** What was published, in canonical order of the names. */
    List<PublishedService> publish(List<LabelledService> services) {
        Map<Name, List<NameGroup.Claim>> claims = new TreeMap<>();
        for (LabelledService service : services) {
            for (ServiceName name : service.labels().names()) {
                claims.computeIfAbsent(name.owner(), owner -> new ArrayList<>())
                        .add(new NameGroup.Claim(service, name));
            }
        }
        Map<Name, NameGroup> groups = new TreeMap<>();
        claims.forEach((owner, claim) -> groups.put(owner, new NameGroup(claim)));
        ClaimedNames claimed = new ClaimedNames(groups);
        List<PublishedService> published = new ArrayList<>();
        groups.forEach((owner, group) -> published.add(
                new NamePublisher(group, owner.equals(nameServer), claimed, records, findings).publish()));
        return published;
    }
}

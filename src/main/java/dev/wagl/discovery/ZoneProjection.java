package dev.wagl.discovery;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pure function from a snapshot to a zone. It never fails: what cannot be followed is left out with its reason, and
 * the rest is published. Safe for use by several threads.
 */
public final class ZoneProjection {

    private static final String NAME_SERVER = "ns";

    /** The longest name that is made below the apex whatever the services are called: an IPv6 address in hex. */
    private static final int ROOM = 1 + 32 + 1 + PublishedAddresses.ADDR.length();

    private final NamingConfig config;
    private final ServiceLabels serviceLabels;

    /** @throws IllegalArgumentException the domain is too long to have names below it; the message is half a sentence */
    public ZoneProjection(NamingConfig config) {
        if (config.domain().length() + ROOM > Labels.MAX_NAME) {
            throw new IllegalArgumentException("is longer than " + (Labels.MAX_NAME - ROOM) + " octets");
        }
        this.config = config;
        this.serviceLabels = new ServiceLabels(config);
    }

    /**
     * The zone for a state of Docker.
     *
     * @param serial of the SOA record
     */
    public Projection project(Snapshot snapshot, long serial) {
        return project(snapshot, serial, null);
    }

    /**
     * The same, for less where most has not changed.
     *
     * @param before of any snapshot; null for none
     */
    public Projection project(Snapshot snapshot, long serial, Projection before) {
        Basis known = before == null || before.basis().by() != this ? Basis.NOTHING : before.basis();
        Zone zoneBefore = known.by() == null ? null : before.zone();
        Findings findings = new Findings();
        Nodes nodes = new Nodes(snapshot, config, findings);
        Networks networks = new Networks(snapshot);
        Map<String, ReadService> readBefore = known.isOf(nodes, networks) ? known.services() : Map.of();
        LabelledServices services = new LabelledServices(serviceLabels, nodes, networks, findings, readBefore);

        Name nameServer = config.domain().child(NAME_SERVER);
        Branches branches = new Branches(config.domain(), nameServer, known.branches(), zoneBefore);
        branches.publish(services.of(snapshot));

        ZoneBuilder zone = Zone.builder(config.domain(), config.ttl(), serial).reuse(zoneBefore);
        PublishedAddresses others = new PublishedAddresses(config.domain());
        List<PublishedService> published = new ArrayList<>();
        for (Branch branch : branches.all()) {
            published.addAll(branch.services());
            findings.addAll(branch.findings());
            if (branch.part() != null) {
                zone.add(branch.part());
            } else {
                zone.addOpen(branch.records());
                branch.addresses().forEach(others::add);
            }
        }
        Records records = new Records(zone.records(), others);
        new NodeNames(config, records, findings).publish(snapshot, nodes, published);
        if (!records.has(nameServer)) {
            config.boundAddresses().stream().filter(Addresses::specific).forEach(zone::ownNameServerAddress);
        }
        AddressParts addresses = known.addresses().next(branches.parts().values(), others, config.domain(), zoneBefore);
        addresses.all().forEach(zone::add);
        Basis basis = new Basis(this, nodes, networks, services.read(), branches.parts(), addresses);
        return new Projection(zone.build(), published, findings, basis);
    }
}

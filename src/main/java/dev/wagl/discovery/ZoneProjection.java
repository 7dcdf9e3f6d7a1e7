package dev.wagl.discovery;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.util.List;

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
     * The same, in less memory.
     *
     * @param before a zone of which most may be the same; null for none
     */
    public Projection project(Snapshot snapshot, long serial, Zone before) {
        Findings findings = new Findings();
        Nodes nodes = new Nodes(snapshot, config, findings);
        List<LabelledService> labelled =
                new LabelledServices(serviceLabels, nodes, new Networks(snapshot), findings).of(snapshot);

        ZoneBuilder zone = Zone.builder(config.domain(), config.ttl(), serial).reuse(before);
        PublishedAddresses addresses = new PublishedAddresses(config.domain());
        Records records = new Records(zone.records(), addresses);
        Name nameServer = config.domain().child(NAME_SERVER);
        List<PublishedService> services = new ServicePublisher(records, findings, nameServer).publish(labelled);
        new NodeNames(config, records, findings).publish(snapshot, nodes, services);
        if (!records.has(nameServer)) {
            config.boundAddresses().stream().filter(Addresses::specific).forEach(zone::ownNameServerAddress);
        }
        addresses.writeTo(zone.records());
        return new Projection(zone.build(), services, findings.leftOut(), findings.warnings());
    }
}

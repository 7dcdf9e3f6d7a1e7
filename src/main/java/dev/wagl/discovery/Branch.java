package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.zone.PartBuilder;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZonePart;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A name that services publish, with those that they publish below it: what is written for it is written by them alone, but for
 * addresses. So it is the same as long as they are. Two are equal if they are one.
 */
final class Branch {

    private final List<NameGroup.Claim> claims = new ArrayList<>(1);
    private final List<PublishedService> services = new ArrayList<>(1);
    private final Findings findings = new Findings();
    private final List<PublishedAddress> addresses;

    /** Null while it is not built. */
    private ZonePart part;

    /** Null once it is built. */
    private PartBuilder records;

    /**
     * @param claims by the names they are for
     * @param records of nothing yet
     * @param nameServer {@code ns.<apex>}, whose addresses are always its nodes'
     */
    Branch(Map<Name, List<NameGroup.Claim>> claims, PartBuilder records, Name apex, Name nameServer) {
        this.records = records;
        Map<Name, NameGroup> groups = new TreeMap<>();
        claims.forEach((owner, claim) -> {
            this.claims.addAll(claim);
            groups.put(owner, new NameGroup(claim));
        });
        ClaimedNames claimed = new ClaimedNames(groups);
        PublishedAddresses published = new PublishedAddresses(apex);
        Records written = new Records(records, published);
        groups.forEach((owner, group) ->
                services.add(new NamePublisher(group, owner.equals(nameServer), claimed, written, findings).publish()));
        addresses = List.copyOf(published.all());
    }

    /**
     * Makes a part of the zone of it.
     *
     * @param before of which is used again what is the same; null for none
     */
    void build(Zone before) {
        part = records.build(before);
        records = null;
    }

    /** Whether it would be the same for these. */
    boolean isOf(Collection<List<NameGroup.Claim>> others) {
        int at = 0;
        for (List<NameGroup.Claim> some : others) {
            for (NameGroup.Claim claim : some) {
                if (at == claims.size() || !claims.get(at++).isSame(claim)) {
                    return false;
                }
            }
        }
        return at == claims.size();
    }

    /** Null if it is none. */
    ZonePart part() {
        return part;
    }

    /** What it has written, if it is no part. */
    PartBuilder records() {
        return records;
    }

    /** What is published, in canonical order of the names. */
    List<PublishedService> services() {
        return services;
    }

    Findings findings() {
        return findings;
    }

    /** Those that its records hold, each once. */
    List<PublishedAddress> addresses() {
        return addresses;
    }
}

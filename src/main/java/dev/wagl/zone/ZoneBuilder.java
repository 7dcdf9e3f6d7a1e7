package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects records and makes a {@link Zone} of them, once. SOA, NS and TXT at the apex are its own doing. The order in
 * which records are given does not matter.
 */
public final class ZoneBuilder {

    /** SOA timers (RFC 1035 3.3.13), seconds. MINIMUM is short: what is not there now may be there in a second. */
    private static final int REFRESH = 3600;

    private static final int RETRY = 600;
    private static final int EXPIRE = 86_400;
    private static final int MINIMUM = 1;

    private final Name apex;
    private final int ttl;
    private final long serial;
    private final Name nameServer;
    private Map<Name, OwnerContent> owners = new HashMap<>();

    /** The same, in the order they came: they lie so in memory, which is three times as fast to go through. */
    private final List<OwnerContent> contents = new ArrayList<>();

    private final Set<InetAddress> own = new LinkedHashSet<>();

    /** Null for none. */
    private Zone before;

    ZoneBuilder(Name apex, int ttl, long serial) {
        this.apex = apex;
        this.ttl = ttl;
        this.serial = serial;
        nameServer = apex.child("ns");
    }

    /**
     * An A or AAAA record. The same address twice is one record with the larger weight; an RRset has the lowest TTL that
     * was given.
     *
     * @param weight relative to the other addresses of the owner; 0 or more
     */
    public ZoneBuilder address(Name owner, int ttl, InetAddress address, int weight) {
        byte[] rdata = address.getAddress();
        int type = rdata.length == 4 ? RecordType.A : RecordType.AAAA;
        at(owner).add(type, ttl, rdata, weight, null);
        return this;
    }

    /**
     * An SRV record (RFC 2782).
     *
     * @param target must have addresses in this zone when {@link #build} is called
     */
    public ZoneBuilder srv(Name owner, int ttl, int priority, int weight, int port, Name target) {
        byte[] rdata = new byte[RRsetContent.SRV_TARGET_AT + target.length()];
        Octets.putU16(rdata, 0, priority);
        Octets.putU16(rdata, 2, weight);
        Octets.putU16(rdata, 4, port);
        target.write(rdata, RRsetContent.SRV_TARGET_AT);
        at(owner).add(RecordType.SRV, ttl, rdata, weight, target);
        return this;
    }

    /** A PTR record. Its owner may lie outside the apex: it is then the apex of its own negative answers. */
    public ZoneBuilder ptr(Name owner, int ttl, Name target) {
        at(owner).add(RecordType.PTR, ttl, target.toWire(), 1, null);
        return this;
    }

    /**
     * The name exists, with records or without.
     *
     * @param reason told as an extended error where a type has no records; null for none. Of several the first in the order
     *     of their characters
     */
    public ZoneBuilder exists(Name owner, String reason) {
        at(owner).reason(reason);
        return this;
    }

    /** Whether a record was given for the name. */
    public boolean hasRecords(Name owner) {
        OwnerContent content = owners.get(owner);
        return content != null && content.hasRecords();
    }

    /** An address of {@code ns.<apex>} that is this replica's own: served, but not part of the generation. */
    public ZoneBuilder ownNameServerAddress(InetAddress address) {
        own.add(address);
        return this;
    }

    /**
     * What is the same in another zone is used again: most is, from one zone to the next, and costs no memory beside the zone
     * before.
     *
     * @param zone null for none
     */
    public ZoneBuilder reuse(Zone zone) {
        before = zone;
        if (zone != null && owners.isEmpty()) {
            owners = new HashMap<>(2 * zone.names());
        }
        return this;
    }

    private OwnerContent at(Name owner) {
        OwnerContent content = owners.get(owner);
        if (content == null) {
            content = new OwnerContent(owner);
            owners.put(owner, content);
            contents.add(content);
        }
        return content;
    }

    /**
     * The zone.
     *
     * @throws IllegalStateException an SRV record's target has no address in it
     */
    public Zone build() {
        byte[] digest = buildNodes();
        addApexRecords(digest);
        RRset negative = negative();
        addReverseApexes(negative);
        addEmptyNonTerminals();
        Node[] nodes = new Node[contents.size()];
        Map<Integer, Integer> recordsByType = new TreeMap<>();
        for (int i = 0; i < nodes.length; i++) {
            OwnerContent content = contents.get(i);
            content.linkTargets(owners);
            nodes[i] = content.node();
            nodes[i].count(recordsByType);
        }
        List<String> ownAddresses =
                own.stream().map(InetAddress::getHostAddress).sorted().toList();
        return new Zone(
                new ZoneContent(apex, serial, ttl, digest, ownAddresses, negative, nodes, Map.copyOf(recordsByType)));
    }

    private byte[] buildNodes() {
        ContentDigest digest = new ContentDigest(apex);
        for (OwnerContent content : contents) {
            digest.add(content.build(before));
        }
        return digest.digest();
    }

    /** And the name server's, of which those that are this replica's own are not digested either. */
    private void addApexRecords(byte[] digest) {
        at(apex).add(RecordType.SOA, ttl, soa(), 1, null);
        at(apex).add(RecordType.NS, ttl, nameServer.toWire(), 1, nameServer);
        String text = "generation=" + ZoneContent.generationText(digest);
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        byte[] rdata = new byte[1 + octets.length];
        rdata[0] = (byte) octets.length;
        System.arraycopy(octets, 0, rdata, 1, octets.length);
        at(apex).add(RecordType.TXT, ttl, rdata, 1, null);
        at(apex).build(before);
        at(nameServer);
        for (InetAddress address : own) {
            address(nameServer, ttl, address, 1);
        }
        at(nameServer).build(before);
    }

    private byte[] soa() {
        Name mailbox = apex.child("hostmaster");
        byte[] rdata = new byte[nameServer.length() + mailbox.length() + 20];
        int at = mailbox.write(rdata, nameServer.write(rdata, 0));
        Octets.putU32(rdata, at, serial);
        Octets.putU32(rdata, at + 4, REFRESH);
        Octets.putU32(rdata, at + 8, RETRY);
        Octets.putU32(rdata, at + 12, EXPIRE);
        Octets.putU32(rdata, at + 16, MINIMUM);
        return rdata;
    }

    /** The SOA that goes with negative answers; where its owner lies differs from message to message. */
    private RRset negative() {
        return RRset.of(RecordType.SOA, RecordClass.IN, Math.min(ttl, MINIMUM), soa());
    }

    /** All share the SOA and the NS of this apex: in an RRset the owner is a pointer to the question. */
    private void addReverseApexes(RRset negative) {
        RRset soa = at(apex).node().rrset(RecordType.SOA);
        RRset ns = at(apex).node().rrset(RecordType.NS);
        for (OwnerContent content : contents) {
            if (!content.owner().isAtOrBelow(apex)) {
                content.becomeApex(soa, ns, negative);
            }
        }
    }

    /** A name with names below it exists (RFC 8020). */
    private void addEmptyNonTerminals() {
        int given = contents.size();
        for (int i = 0; i < given; i++) {
            Name owner = contents.get(i).owner();
            if (!owner.isAtOrBelow(apex) || owner.equals(apex)) {
                continue;
            }
            for (Name above = owner.parent(); !owners.containsKey(above); above = above.parent()) {
                at(above).build(before);
            }
        }
    }
}

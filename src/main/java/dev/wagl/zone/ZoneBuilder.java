package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects records and parts and makes a {@link Zone} of them, once. SOA, NS and TXT at the apex are its own doing. The order in
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
    private final PartBuilder records;
    private final List<ZonePart> parts = new ArrayList<>();

    private final Set<InetAddress> own = new LinkedHashSet<>();

    /** Null for none. */
    private Zone before;

    ZoneBuilder(Name apex, int ttl, long serial) {
        this.apex = apex;
        this.ttl = ttl;
        this.serial = serial;
        nameServer = apex.child("ns");
        records = new PartBuilder(apex, null);
    }

    /**
     * An A or AAAA record. The same address twice is one record with the larger weight; an RRset has the lowest TTL that
     * was given.
     *
     * @param weight relative to the other addresses of the owner; 0 or more
     */
    public ZoneBuilder address(Name owner, int ttl, InetAddress address, int weight) {
        records.address(owner, ttl, address, weight);
        return this;
    }

    /**
     * An SRV record (RFC 2782).
     *
     * @param target must have addresses in this zone when {@link #build} is called
     */
    public ZoneBuilder srv(Name owner, int ttl, int priority, int weight, int port, Name target) {
        records.srv(owner, ttl, priority, weight, port, target);
        return this;
    }

    /** A PTR record. Its owner may lie outside the apex: it is then the apex of its own negative answers. */
    public ZoneBuilder ptr(Name owner, int ttl, Name target) {
        records.ptr(owner, ttl, target);
        return this;
    }

    /**
     * The name exists, with records or without.
     *
     * @param reason told as an extended error where a type has no records; null for none. Of several the first in the order
     *     of their characters
     */
    public ZoneBuilder exists(Name owner, String reason) {
        records.exists(owner, reason);
        return this;
    }

    /** The records that are given one by one. */
    public PartBuilder records() {
        return records;
    }

    /** What is built already. */
    public ZoneBuilder add(ZonePart part) {
        parts.add(part);
        return this;
    }

    /** What would be a part, but is not closed: its targets may be anywhere in the zone. */
    public ZoneBuilder addOpen(PartBuilder part) {
        records.addAll(part);
        return this;
    }

    /** An address of {@code ns.<apex>} that is this replica's own: served, but not part of the generation. */
    public ZoneBuilder ownNameServerAddress(InetAddress address) {
        own.add(address);
        return this;
    }

    /**
     * What is the same in another zone is used again: most is, from one zone to the next, and costs neither time nor memory beside
     * the zone before.
     *
     * @param zone null for none
     */
    public ZoneBuilder reuse(Zone zone) {
        before = zone;
        return this;
    }

    /**
     * The zone.
     *
     * @throws IllegalStateException an SRV record's target has no address in it
     */
    public Zone build() {
        byte[] digest = digest();
        addApexRecords(digest);
        addEmptyNonTerminals();
        parts.add(new ZonePart(records.nodes(before), Set.of(), 0, 0));

        Set<Node> removed = new HashSet<>();
        List<Node> added = new ArrayList<>();
        compareParts(removed, added);
        NodeTable nodes = (before == null ? NodeTable.EMPTY : before.table()).with(removed, added);
        ZoneTotals totals = (before == null ? ZoneTotals.NONE : before.totals()).with(removed, added);
        records.link(nodes::find);
        List<String> ownAddresses =
                own.stream().map(InetAddress::getHostAddress).sorted().toList();
        return new Zone(new ZoneContent(apex, serial, ttl, digest, ownAddresses, negative(), parts, nodes, totals));
    }

    private byte[] digest() {
        ContentDigest digest = new ContentDigest();
        parts.forEach(digest::add);
        records.nodes(before).forEach(digest::add);
        return digest.digest(apex);
    }

    /** And the name server's, of which those that are this replica's own are not digested either. */
    private void addApexRecords(byte[] digest) {
        records.add(apex, RecordType.SOA, ttl, soa(), 1, null);
        records.add(apex, RecordType.NS, ttl, nameServer.toWire(), 1, nameServer);
        String text = "generation=" + ZoneContent.generationText(digest);
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        byte[] rdata = new byte[1 + octets.length];
        rdata[0] = (byte) octets.length;
        System.arraycopy(octets, 0, rdata, 1, octets.length);
        records.add(apex, RecordType.TXT, ttl, rdata, 1, null);
        records.exists(nameServer, null);
        for (InetAddress address : own) {
            records.address(nameServer, ttl, address, 1);
        }
    }

    /** A name with names below it exists (RFC 8020). */
    private void addEmptyNonTerminals() {
        Set<Name> above = records.above();
        parts.forEach(part -> above.addAll(part.above()));
        above.forEach(name -> records.exists(name, null));
    }

    /** Most parts are of both zones, and in the others there are nodes that are. */
    private void compareParts(Set<Node> removed, List<Node> added) {
        Set<ZonePart> now = new HashSet<>(parts);
        Set<ZonePart> then = new HashSet<>(before == null ? List.of() : before.parts());
        for (ZonePart part : then) {
            if (!now.contains(part)) {
                removed.addAll(part.nodes());
            }
        }
        for (ZonePart part : parts) {
            if (!then.contains(part)) {
                part.nodes().stream().filter(node -> !removed.remove(node)).forEach(added::add);
            }
        }
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
}

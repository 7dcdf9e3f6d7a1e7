package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final int SRV_TARGET_AT = 6;

    private final Name apex;
    private final int ttl;
    private final long serial;
    private final Name nameServer;
    private final Map<Name, OwnerContent> owners = new HashMap<>();
    private final Set<InetAddress> own = new LinkedHashSet<>();

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
        at(owner).rrset(type, ttl).add(rdata, weight, null);
        return this;
    }

    /**
     * An SRV record (RFC 2782).
     *
     * @param target must have addresses in this zone when {@link #build} is called
     */
    public ZoneBuilder srv(Name owner, int ttl, int priority, int weight, int port, Name target) {
        byte[] rdata = new byte[SRV_TARGET_AT + target.length()];
        Octets.putU16(rdata, 0, priority);
        Octets.putU16(rdata, 2, weight);
        Octets.putU16(rdata, 4, port);
        target.write(rdata, SRV_TARGET_AT);
        at(owner).rrset(RecordType.SRV, ttl).add(rdata, weight, target);
        return this;
    }

    /** A PTR record. Its owner may lie outside the apex: it is then the apex of its own negative answers. */
    public ZoneBuilder ptr(Name owner, int ttl, Name target) {
        at(owner).rrset(RecordType.PTR, ttl).add(target.toWire(), 1, null);
        return this;
    }

    /**
     * The name exists, with records or without.
     *
     * @param reason told as an extended error where a type has no records; null for none. Of several the first in the order
     *     of their characters
     */
    public ZoneBuilder exists(Name owner, String reason) {
        OwnerContent content = at(owner);
        if (reason != null && (content.reason == null || reason.compareTo(content.reason) < 0)) {
            content.reason = reason;
        }
        return this;
    }

    /** An address of {@code ns.<apex>} that is this replica's own: served, but not part of the generation. */
    public ZoneBuilder ownNameServerAddress(InetAddress address) {
        own.add(address);
        return this;
    }

    private OwnerContent at(Name owner) {
        return owners.computeIfAbsent(owner, name -> new OwnerContent());
    }

    /**
     * The zone.
     *
     * @throws IllegalStateException an SRV record's target has no address in it
     */
    public Zone build() {
        byte[] digest = ContentDigest.of(apex, owners);
        for (InetAddress address : own) {
            address(nameServer, ttl, address, 1);
        }
        addApexRecords(digest);
        addEmptyNonTerminals();
        Map<Name, Node> nodes = new HashMap<>(owners.size() * 2);
        Map<Integer, Integer> recordsByType = new TreeMap<>();
        owners.forEach((owner, content) -> nodes.put(owner, content.toNode(owner, recordsByType)));
        owners.forEach((owner, content) -> content.linkTargets(owner, nodes));
        RRset negative = negative();
        addReverseApexes(nodes, recordsByType, negative);
        List<String> ownAddresses =
                own.stream().map(InetAddress::getHostAddress).sorted().toList();
        return new Zone(new ZoneContent(
                apex,
                serial,
                ttl,
                digest,
                ownAddresses,
                negative,
                nodes.values().toArray(new Node[0]),
                Map.copyOf(recordsByType)));
    }

    private void addApexRecords(byte[] digest) {
        at(apex).rrset(RecordType.SOA, ttl).add(soa(), 1, null);
        at(apex).rrset(RecordType.NS, ttl).add(nameServer.toWire(), 1, nameServer);
        at(nameServer);
        String text = "generation=" + ZoneContent.generationText(digest);
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        byte[] rdata = new byte[1 + octets.length];
        rdata[0] = (byte) octets.length;
        System.arraycopy(octets, 0, rdata, 1, octets.length);
        at(apex).rrset(RecordType.TXT, ttl).add(rdata, 1, null);
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

    /** All share the SOA and the NS of this apex: in an RRset the owner is a pointer to the question. */
    private void addReverseApexes(Map<Name, Node> nodes, Map<Integer, Integer> recordsByType, RRset negative) {
        RRset soa = nodes.get(apex).rrset(RecordType.SOA);
        RRset ns = nodes.get(apex).rrset(RecordType.NS);
        for (Node node : nodes.values()) {
            if (!node.owner().isAtOrBelow(apex)) {
                node.becomeApex(soa, ns, negative);
                recordsByType.merge(RecordType.SOA, 1, Integer::sum);
                recordsByType.merge(RecordType.NS, 1, Integer::sum);
            }
        }
    }

    /** The SOA that goes with negative answers; where its owner lies differs from message to message. */
    private RRset negative() {
        return RRset.of(RecordType.SOA, RecordClass.IN, Math.min(ttl, MINIMUM), soa());
    }

    /** A name with names below it exists (RFC 8020). */
    private void addEmptyNonTerminals() {
        for (Name owner : List.copyOf(owners.keySet())) {
            if (!owner.isAtOrBelow(apex)) {
                continue;
            }
            for (Name above = owner; !above.equals(apex); ) {
                above = above.parent();
                if (owners.putIfAbsent(above, new OwnerContent()) != null) {
                    break;
                }
            }
        }
    }

    /** What stands at one name. */
    static final class OwnerContent {

        private final Map<Integer, RRsetContent> rrsets = new TreeMap<>();
        private final Map<Integer, RRset> built = new TreeMap<>();
        private String reason;

        RRsetContent rrset(int type, int ttl) {
            RRsetContent rrset = rrsets.computeIfAbsent(type, number -> new RRsetContent());
            rrset.ttl = Math.min(rrset.ttl, ttl);
            return rrset;
        }

        Map<Integer, RRsetContent> rrsets() {
            return rrsets;
        }

        String reason() {
            return reason;
        }

        Node toNode(Name owner, Map<Integer, Integer> recordsByType) {
            rrsets.forEach((type, content) -> {
                built.put(type, content.toRRset(type));
                recordsByType.merge(type, content.records.size(), Integer::sum);
            });
            return new Node(owner, new ArrayList<>(built.values()), reason);
        }

        void linkTargets(Name owner, Map<Name, Node> nodes) {
            rrsets.forEach((type, content) -> {
                if (type == RecordType.SRV || type == RecordType.NS) {
                    built.get(type).linkTargets(content.targets(owner, nodes, type == RecordType.SRV));
                }
            });
        }
    }

    /** The records of one type at one name, sorted by their RDATA, so that replicas agree. */
    static final class RRsetContent {

        private final TreeMap<byte[], Weighted> records = new TreeMap<>(Arrays::compareUnsigned);
        private int ttl = Integer.MAX_VALUE;

        record Weighted(int weight, Name target) {}

        void add(byte[] rdata, int weight, Name target) {
            records.merge(
                    rdata,
                    new Weighted(weight, target),
                    (known, added) -> known.weight() >= added.weight() ? known : added);
        }

        int ttl() {
            return ttl;
        }

        TreeMap<byte[], Weighted> records() {
            return records;
        }

        RRset toRRset(int type) {
            int targetAt = type == RecordType.SRV ? SRV_TARGET_AT : type == RecordType.NS ? 0 : -1;
            int[] weights = records.values().stream().mapToInt(Weighted::weight).toArray();
            return new RRset(type, RecordClass.IN, ttl, records.keySet().toArray(new byte[0][]), weights, targetAt);
        }

        Node[] targets(Name owner, Map<Name, Node> nodes, boolean required) {
            Node[] targets = new Node[records.size()];
            int record = 0;
            for (Weighted entry : records.values()) {
                Node target = nodes.get(entry.target());
                boolean resolves =
                        target != null && (target.rrset(RecordType.A) != null || target.rrset(RecordType.AAAA) != null);
                if (!resolves && required) {
                    throw new IllegalStateException(
                            "the SRV record of " + owner + " points to " + entry.target() + ", which has no address");
                }
                targets[record++] = resolves ? target : null;
            }
            return targets;
        }
    }
}

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

    /**
     * RRsets of another zone are used again where they are the same: most are, from one zone to the next, and cost no memory
     * beside the zone before.
     *
     * @param zone null for none
     */
    public ZoneBuilder reuse(Zone zone) {
        before = zone;
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
        Map<Integer, Integer> recordsByType = new TreeMap<>();
        owners.forEach(
                (owner, content) -> content.build(owner, before == null ? null : before.find(owner), recordsByType));
        owners.forEach(this::linkTargets);
        Node[] nodes = owners.values().stream().map(content -> content.node).toArray(Node[]::new);
        RRset negative = negative();
        addReverseApexes(nodes, recordsByType, negative);
        List<String> ownAddresses =
                own.stream().map(InetAddress::getHostAddress).sorted().toList();
        return new Zone(
                new ZoneContent(apex, serial, ttl, digest, ownAddresses, negative, nodes, Map.copyOf(recordsByType)));
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
    private void addReverseApexes(Node[] nodes, Map<Integer, Integer> recordsByType, RRset negative) {
        RRset soa = at(apex).node.rrset(RecordType.SOA);
        RRset ns = at(apex).node.rrset(RecordType.NS);
        for (Node node : nodes) {
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

    private void linkTargets(Name owner, OwnerContent content) {
        if (content.targets == null) {
            return;
        }
        content.targets.forEach((type, names) -> {
            Node[] targets = new Node[names.length];
            for (int record = 0; record < names.length; record++) {
                OwnerContent target = owners.get(names[record]);
                if (target != null && target.hasAddress()) {
                    targets[record] = target.node;
                } else if (type == RecordType.SRV) {
                    throw new IllegalStateException(
                            "the SRV record of " + owner + " points to " + names[record] + ", which has no address");
                }
            }
            content.node.rrset(type).linkTargets(targets);
        });
    }

    /**
     * What stands at one name. There are tens of thousands of it, beside a zone before and a zone to come: it is small, and lets go
     * of what is built.
     */
    static final class OwnerContent {

        /** By type, ascending; mostly one. */
        private final List<RRsetContent> rrsets = new ArrayList<>(1);

        private String reason;
        private Node node;

        /** Of its SRV and NS records, once it is built; null without any. */
        private Map<Integer, Name[]> targets;

        RRsetContent rrset(int type, int ttl) {
            int at = 0;
            while (at < rrsets.size() && rrsets.get(at).type < type) {
                at++;
            }
            if (at == rrsets.size() || rrsets.get(at).type != type) {
                rrsets.add(at, new RRsetContent(type));
            }
            RRsetContent rrset = rrsets.get(at);
            rrset.ttl = Math.min(rrset.ttl, ttl);
            return rrset;
        }

        List<RRsetContent> rrsets() {
            return rrsets;
        }

        String reason() {
            return reason;
        }

        /** @param before what stood there in the zone before; null for nothing */
        void build(Name owner, Node before, Map<Integer, Integer> recordsByType) {
            List<RRset> built = new ArrayList<>(rrsets.size());
            for (RRsetContent content : rrsets) {
                built.add(content.toRRset().orSame(before == null ? null : before.rrset(content.type)));
                recordsByType.merge(content.type, content.records().size(), Integer::sum);
                if (content.targetAt() >= 0) {
                    targets = targets == null ? new TreeMap<>() : targets;
                    targets.put(content.type, content.targets());
                }
            }
            node = new Node(owner, built, reason);
            rrsets.clear();
        }

        boolean hasAddress() {
            return node.rrset(RecordType.A) != null || node.rrset(RecordType.AAAA) != null;
        }
    }

    /** The records of one type at one name. */
    static final class RRsetContent {

        /**
         * One record.
         *
         * @param target null where its type has none
         */
        record Entry(byte[] rdata, int weight, Name target) {}

        private final int type;
        private List<Entry> records = new ArrayList<>(1);
        private boolean sorted = true;
        private int ttl = Integer.MAX_VALUE;

        RRsetContent(int type) {
            this.type = type;
        }

        void add(byte[] rdata, int weight, Name target) {
            records.add(new Entry(rdata, weight, target));
            sorted = records.size() == 1;
        }

        int type() {
            return type;
        }

        int ttl() {
            return ttl;
        }

        /** Each record once, with the larger weight, sorted by their RDATA, so that replicas agree. */
        List<Entry> records() {
            if (!sorted) {
                records.sort((one, other) -> {
                    int order = Arrays.compareUnsigned(one.rdata, other.rdata);
                    return order != 0 ? order : Integer.compare(other.weight, one.weight);
                });
                List<Entry> distinct = new ArrayList<>(records.size());
                for (Entry entry : records) {
                    if (distinct.isEmpty() || !Arrays.equals(distinct.get(distinct.size() - 1).rdata, entry.rdata)) {
                        distinct.add(entry);
                    }
                }
                records = distinct;
                sorted = true;
            }
            return records;
        }

        int targetAt() {
            return type == RecordType.SRV ? SRV_TARGET_AT : type == RecordType.NS ? 0 : -1;
        }

        RRset toRRset() {
            List<Entry> distinct = records();
            byte[][] rdatas = new byte[distinct.size()][];
            int[] weights = new int[distinct.size()];
            for (int record = 0; record < weights.length; record++) {
                rdatas[record] = distinct.get(record).rdata;
                weights[record] = distinct.get(record).weight;
            }
            return new RRset(type, RecordClass.IN, ttl, rdatas, weights, targetAt());
        }

        Name[] targets() {
            return records().stream().map(Entry::target).toArray(Name[]::new);
        }
    }
}

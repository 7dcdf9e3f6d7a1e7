package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * All that is answered with authority at one moment: the RRsets below the apex, and the reverse names of their addresses.
 * Deeply immutable; finding allocates nothing.
 */
public final class Zone {

    /** CPU {@code RFC8482}, no OS. */
    private static final byte[] HINFO_RDATA = {7, 'R', 'F', 'C', '8', '4', '8', '2', 0};

    private final Name apex;
    private final long serial;
    private final int ttl;
    private final byte[] digest;
    private final List<String> own;
    private final RRset negative;
    private final RRset hinfo;
    private final List<ZonePart> parts;

    /** Every name that exists, empty non-terminals included. */
    private final NodeTable nodes;

    private final ZoneTotals totals;

    /** Of this apex; each reverse name, an apex of its own, has them, too. */
    private final RRset soa;

    private final RRset ns;

    Zone(ZoneContent content) {
        apex = content.apex();
        serial = content.serial();
        ttl = content.ttl();
        digest = content.digest();
        own = content.own();
        negative = content.negative();
        hinfo = RRset.of(RecordType.HINFO, RecordClass.IN, ttl, HINFO_RDATA);
        parts = List.copyOf(content.parts());
        nodes = content.nodes();
        totals = content.totals();
        soa = nodes.find(apex).rrset(RecordType.SOA);
        ns = nodes.find(apex).rrset(RecordType.NS);
    }

    /**
     * Begins a zone.
     *
     * @param ttl seconds, that of the records at the apex and of negative answers (at most a day)
     * @param serial of the SOA record; counts modulo 2^32
     */
    public static ZoneBuilder builder(Name apex, int ttl, long serial) {
        return new ZoneBuilder(apex, ttl, serial);
    }

    /**
     * The node of a name in any case; null if the name does not exist.
     *
     * @param hash {@link dev.wagl.dns.Labels#hash} of it
     */
    public Node find(byte[] message, int offset, int length, int hash) {
        return nodes.find(message, offset, length, hash);
    }

    /** The node of a name; null if the name does not exist. */
    public Node find(Name name) {
        return nodes.find(name);
    }

    /** The RRset of a type at one of its nodes; null if there is none: NODATA. */
    public RRset rrset(Node node, int type) {
        RRset rrset = node.rrset(type);
        if (rrset == null && node.isOwnApex()) {
            // What every apex has (RFC 2181 6.1).
            return type == RecordType.SOA ? soa : type == RecordType.NS ? ns : null;
        }
        return rrset;
    }

    /** All RRsets at one of its nodes, by type; none for an empty non-terminal. */
    public List<RRset> rrsets(Node node) {
        List<RRset> all = new ArrayList<>(node.rrsets());
        if (node.isOwnApex()) {
            all.add(soa);
            all.add(ns);
            all.sort(Comparator.comparingInt(RRset::type));
        }
        return all;
    }

    public Name apex() {
        return apex;
    }

    /** Seconds, for records that no service has a TTL for. */
    public int ttl() {
        return ttl;
    }

    /** The SOA that goes with negative answers below the apex: its TTL is the smaller of TTL and MINIMUM (RFC 2308 3). */
    public RRset negative() {
        return negative;
    }

    /** The one record that ANY is answered with (RFC 8482 4.2). */
    public RRset hinfo() {
        return hinfo;
    }

    /**
     * A hash of the content: two replicas that read the same state have the same one. SOA, NS, the TXT that shows it, and
     * addresses that are a replica's own do not count.
     */
    public long generation() {
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = hash << 8 | digest[i] & 0xFF;
        }
        return hash;
    }

    /** {@link #generation()} as 16 hex digits. */
    public String generationText() {
        return ZoneContent.generationText(digest);
    }

    /** The serial it was built with, not yet modulo 2^32. */
    public long serial() {
        return serial;
    }

    /** As the SOA record has it. */
    public long soaSerial() {
        return serial & 0xFFFF_FFFFL;
    }

    /** Whether both answer each query alike but for the serial. */
    public boolean sameContent(Zone other) {
        return Arrays.equals(digest, other.digest) && apex.equals(other.apex) && own.equals(other.own);
    }

    /** How many names have records, or a reason why they have none. */
    public int names() {
        return totals.shown();
    }

    /** How many records there are of a type. */
    public int records(int type) {
        return totals.recordsByType().getOrDefault(type, 0);
    }

    /** The types there are records of, ascending. */
    public List<Integer> types() {
        return List.copyOf(totals.recordsByType().keySet());
    }

    /** The names that have records, or a reason why they have none, in canonical order. */
    public List<Name> owners() {
        return shown().stream().map(Node::owner).sorted().toList();
    }

    /** The nodes that have records, or a reason why they have none, in no order. */
    public List<Node> shown() {
        return nodes.nodes().stream().filter(Node::isShown).toList();
    }

    /** Those of them that are not nodes of the other zone, too, in no order. */
    public List<Node> unlike(Zone other) {
        return nodes.unlike(other.nodes).stream().filter(Node::isShown).toList();
    }

    /** One line for each RRset that is too large for any message; what fits of it is answered, with TC. */
    public List<String> oversized() {
        return totals.oversized();
    }

    /** Every name that exists, empty non-terminals included, in canonical order. */
    List<Node> nodes() {
        return nodes.nodes().stream().sorted(Comparator.comparing(Node::owner)).toList();
    }

    NodeTable table() {
        return nodes;
    }

    List<ZonePart> parts() {
        return parts;
    }

    ZoneTotals totals() {
        return totals;
    }

    /** The records of a name as lines of a zone file, {@code owner TTL IN type RDATA}; empty if it has none. */
    public List<String> describe(Name owner) {
        Node node = find(owner);
        List<String> lines = new ArrayList<>();
        if (node != null) {
            for (RRset rrset : rrsets(node)) {
                describe(owner, rrset, lines);
            }
        }
        return lines;
    }

    private static void describe(Name owner, RRset rrset, List<String> lines) {
        String start = owner + " " + rrset.ttl() + " IN " + RecordType.mnemonic(rrset.type()) + " ";
        for (int record = 0; record < rrset.count(); record++) {
            lines.add(start + RdataText.of(rrset.type(), rrset.rdata(record)));
        }
    }
}

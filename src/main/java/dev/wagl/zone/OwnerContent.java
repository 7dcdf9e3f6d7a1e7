package dev.wagl.zone;

import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.Utf8;
import java.util.Arrays;
import java.util.Map;

/**
 * What stands at one name while a zone is built. There are tens of thousands of it, beside a zone before and a zone to come: it
 * is small.
 */
final class OwnerContent {

    private static final RRsetContent[] NONE = {};

    private final Name owner;

    /** By type, ascending; mostly one. */
    private RRsetContent[] rrsets = NONE;

    private String reason;
    private Node node;

    OwnerContent(Name owner) {
        this.owner = owner;
    }

    Name owner() {
        return owner;
    }

    /** Its RRset gets the record, and the TTL if it is lower than that of the others. */
    void add(int type, int ttl, byte[] rdata, int weight, Name target) {
        RRsetContent rrset = rrset(type);
        rrset.lowerTtl(ttl);
        rrset.add(rdata, weight, target);
    }

    private RRsetContent rrset(int type) {
        int at = 0;
        while (at < rrsets.length && rrsets[at].type() < type) {
            at++;
        }
        if (at == rrsets.length || rrsets[at].type() != type) {
            RRsetContent[] more = Arrays.copyOf(rrsets, rrsets.length + 1);
            System.arraycopy(rrsets, at, more, at + 1, rrsets.length - at);
            more[at] = new RRsetContent(type);
            rrsets = more;
        }
        return rrsets[at];
    }

    boolean hasRecords() {
        return rrsets.length > 0;
    }

    /** Of several reasons the first in the order of their characters counts. */
    void reason(String other) {
        if (other != null && (reason == null || other.compareTo(reason) < 0)) {
            reason = other;
        }
    }

    /**
     * Makes the node.
     *
     * @param zone the zone before, of which is used again what is the same, even the whole node; null for none
     */
    Node build(Zone zone) {
        Node before = zone == null ? null : zone.find(owner);
        RRset[] built = new RRset[rrsets.length];
        boolean same = before != null && before.ownRRsets() == rrsets.length;
        for (int i = 0; i < rrsets.length; i++) {
            RRset old = before == null ? null : before.rrset(rrsets[i].type());
            built[i] = rrsets[i].build(old);
            same &= built[i] == old;
        }
        byte[] told = reason == null ? null : Utf8.cut(reason, ExtendedError.MAX_TEXT);
        node = same && Arrays.equals(told, before.reason()) ? before : new Node(owner, built, told);
        return node;
    }

    /** What has become of it is the apex of its own, with what every apex has (RFC 2181 6.1). */
    void becomeApex(RRset soa, RRset ns, RRset negative) {
        node = node.asApex(soa, ns, negative);
    }

    /** Null before it is built. */
    Node node() {
        return node;
    }

    private boolean hasAddress() {
        return node.rrset(RecordType.A) != null || node.rrset(RecordType.AAAA) != null;
    }

    /** The RRsets whose records point to names get the nodes of these. */
    void linkTargets(Map<Name, OwnerContent> owners) {
        for (RRsetContent rrset : rrsets) {
            Name[] names = rrset.targets();
            if (names != null) {
                node.rrset(rrset.type()).linkTargets(nodes(names, rrset.type(), owners));
            }
        }
    }

    private Node[] nodes(Name[] names, int type, Map<Name, OwnerContent> owners) {
        Node[] nodes = new Node[names.length];
        for (int record = 0; record < names.length; record++) {
            OwnerContent target = owners.get(names[record]);
            if (target != null && target.hasAddress()) {
                nodes[record] = target.node;
            } else if (type == RecordType.SRV) {
                throw new IllegalStateException(
                        "the SRV record of " + node.owner() + " points to " + names[record] + ", which has no address");
            }
        }
        return nodes;
    }
}

package dev.wagl.zone;

import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.Utf8;
import java.util.Arrays;
import java.util.function.Function;

/**
 * What stands at one name while a zone is built. There are tens of thousands of it, beside a zone before and a zone to come: it
 * is small.
 */
final class OwnerContent {

    private static final RRsetContent[] NONE = {};
    private static final Name[] NO_NAMES = {};

    private final Name owner;

    /** By type, ascending; mostly one. */
    private RRsetContent[] rrsets = NONE;

    private String reason;
    /** Null before it is built. */
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
        node = null;
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
            node = null;
        }
    }

    /**
     * Makes the node, unless it is made already and nothing was added since.
     *
     * @param ownApex whether it lies outside the zone's apex
     * @param zone the zone before, of which is used again what is the same, even the whole node; null for none
     */
    Node build(boolean ownApex, Zone zone) {
        if (node != null) {
            return node;
        }
        Node before = zone == null ? null : zone.find(owner);
        RRset[] built = new RRset[rrsets.length];
        boolean same = before != null
                && before.isOwnApex() == ownApex
                && before.rrsets().size() == rrsets.length;
        for (int i = 0; i < rrsets.length; i++) {
            RRset old = before == null ? null : before.rrset(rrsets[i].type());
            built[i] = rrsets[i].build(old);
            same &= built[i] == old;
        }
        byte[] told = reason == null ? null : Utf8.cut(reason, ExtendedError.MAX_TEXT);
        node = same && Arrays.equals(told, before.reason()) ? before : new Node(owner, built, told, ownApex);
        return node;
    }

    Node node() {
        return node;
    }

    boolean hasAddress() {
        return Arrays.stream(rrsets).anyMatch(rrset -> rrset.type() == RecordType.A || rrset.type() == RecordType.AAAA);
    }

    /** The names that its SRV records point to. */
    Name[] srvTargets() {
        for (RRsetContent rrset : rrsets) {
            if (rrset.type() == RecordType.SRV) {
                return rrset.targets();
            }
        }
        return NO_NAMES;
    }

    /**
     * The RRsets whose records point to names get the nodes of these.
     *
     * @param nodes null for a name that does not exist
     */
    void linkTargets(Function<Name, Node> nodes) {
        for (RRsetContent rrset : rrsets) {
            Name[] names = rrset.targets();
            if (names != null) {
                node.rrset(rrset.type()).linkTargets(targets(names, rrset.type(), nodes));
            }
        }
    }

    private Node[] targets(Name[] names, int type, Function<Name, Node> nodes) {
        Node[] targets = new Node[names.length];
        for (int record = 0; record < names.length; record++) {
            Node target = nodes.apply(names[record]);
            if (target != null && (target.rrset(RecordType.A) != null || target.rrset(RecordType.AAAA) != null)) {
                targets[record] = target;
            } else if (type == RecordType.SRV) {
                throw new IllegalStateException(
                        "the SRV record of " + node.owner() + " points to " + names[record] + ", which has no address");
            }
        }
        return targets;
    }
}

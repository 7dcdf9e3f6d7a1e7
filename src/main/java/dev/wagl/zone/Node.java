package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;

/**
 * A name that exists (RFC 1034 3.1): with its RRsets, or as an empty non-terminal with none. Immutable once its zone is
 * built; what is the same in the next zone may be the same node.
 */
public final class Node {

    private static final int APEX_RRSETS = 2;

    private final Name owner;
    private final RRset[] rrsets;
    private final byte[] reason;
    private final RRset negative;

    /** Of the content, once it was asked for; both zero before. */
    private long digestHigh;

    private long digestLow;

    /**
     * @param rrsets by type, ascending; kept as it is
     * @param reason at most {@link dev.wagl.dns.ExtendedError#MAX_TEXT} octets; null for none
     */
    Node(Name owner, RRset[] rrsets, byte[] reason) {
        this(owner, rrsets, reason, null);
    }

    private Node(Name owner, RRset[] rrsets, byte[] reason, RRset negative) {
        this.owner = owner;
        this.rrsets = rrsets;
        this.reason = reason;
        this.negative = negative;
    }

    /**
     * The same as the apex of its own, with what every apex has (RFC 2181 6.1), in place of what it has of another zone.
     *
     * @param negative the SOA as negative answers have it
     */
    Node asApex(RRset soa, RRset ns, RRset negative) {
        int own = ownRRsets();
        RRset[] all = new RRset[own + APEX_RRSETS];
        all[0] = ns;
        all[1] = soa;
        System.arraycopy(rrsets, rrsets.length - own, all, APEX_RRSETS, own);
        Node apex = new Node(owner, all, reason, negative);
        apex.digest(digestHigh, digestLow);
        return apex;
    }

    /** How many RRsets it has, not counting what it has as an apex of its own. */
    int ownRRsets() {
        return negative == null ? rrsets.length : rrsets.length - APEX_RRSETS;
    }

    /** Puts into a digest what makes this node another one: all but what it has as an apex of its own. */
    void feed(MessageDigest digest) {
        byte[] name = owner.toWire();
        digest.update(name);
        for (int i = rrsets.length - ownRRsets(); i < rrsets.length; i++) {
            rrsets[i].feed(digest);
        }
        // No RRset begins so.
        digest.update((byte) 0);
        if (reason != null) {
            digest.update((byte) 1);
            digest.update(reason);
        }
    }

    /** Adds up how many records there are of each type. */
    void count(Map<Integer, Integer> recordsByType) {
        for (RRset rrset : rrsets) {
            recordsByType.merge(rrset.type(), rrset.count(), Integer::sum);
        }
    }

    boolean hasDigest() {
        return (digestHigh | digestLow) != 0;
    }

    void digest(long high, long low) {
        digestHigh = high;
        digestLow = low;
    }

    long digestHigh() {
        return digestHigh;
    }

    long digestLow() {
        return digestLow;
    }

    /**
     * Says which of its RRsets are too large.
     *
     * @param most octets of a message for the name and the records
     */
    void tellOversized(int most, List<String> lines) {
        for (RRset rrset : rrsets) {
            if (rrset.length() > most - owner.length()) {
                lines.add(owner + " " + RecordType.mnemonic(rrset.type()) + ": " + rrset.count()
                        + " records do not fit into the " + ResponseEncoder.TCP_SIZE
                        + " octets of a message; what fits is answered");
            }
        }
    }

    public Name owner() {
        return owner;
    }

    /** The RRset of a type; null if there is none: NODATA. */
    public RRset rrset(int type) {
        for (RRset rrset : rrsets) {
            if (rrset.type() == type) {
                return rrset;
            }
        }
        return null;
    }

    /** Whether any type has records; an empty non-terminal has none. */
    public boolean hasRecords() {
        return rrsets.length > 0;
    }

    /** Whether it has records, or a reason why it has none. */
    public boolean isShown() {
        return hasRecords() || reason != null;
    }

    /** All its RRsets; none for an empty non-terminal. */
    public List<RRset> rrsets() {
        return List.of(rrsets);
    }

    /** Why it has no records, as text of an extended error in UTF-8; null where there is nothing to say. Not to be changed. */
    public byte[] reason() {
        return reason;
    }

    /**
     * The SOA for negative answers at this name, where it is the apex of its own (a reverse name); null where the zone's
     * counts.
     */
    public RRset negative() {
        return negative;
    }
}

package dev.wagl.zone;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A name that exists (RFC 1034 3.1): with its RRsets, or as an empty non-terminal with none. Immutable once its zone is
 * built; what is the same in the next zone may be the same node.
 */
public final class Node {

    /** QTYPE and QCLASS. */
    private static final int QUESTION_FIXED_PART = 4;

    /** Of a message, for the name and the records. */
    private static final int MOST_OCTETS = ResponseEncoder.TCP_SIZE - Header.LENGTH - QUESTION_FIXED_PART;

    private final Name owner;
    private final RRset[] rrsets;
    private final byte[] reason;
    private final boolean ownApex;

    /** Of the content, once it was asked for; both zero before. */
    private long digestHigh;

    private long digestLow;

    /**
     * @param rrsets by type, ascending; kept as it is
     * @param reason at most {@link dev.wagl.dns.ExtendedError#MAX_TEXT} octets; null for none
     * @param ownApex whether it lies outside the zone's apex
     */
    Node(Name owner, RRset[] rrsets, byte[] reason, boolean ownApex) {
        this.owner = owner;
        this.rrsets = rrsets;
        this.reason = reason;
        this.ownApex = ownApex;
    }

    /** Puts into a digest what makes this node another one. */
    void feed(MessageDigest digest) {
        byte[] name = owner.toWire();
        digest.update(name);
        for (RRset rrset : rrsets) {
            rrset.feed(digest);
        }
        // No RRset begins so.
        digest.update((byte) 0);
        if (reason != null) {
            digest.update((byte) 1);
            digest.update(reason);
        }
    }

    /**
     * Adds to how many records there are of each type.
     *
     * @param sign -1 to take them away
     */
    void count(Map<Integer, Integer> recordsByType, int sign) {
        for (RRset rrset : rrsets) {
            recordsByType.merge(rrset.type(), sign * rrset.count(), Integer::sum);
        }
        if (ownApex) {
            recordsByType.merge(RecordType.SOA, sign, Integer::sum);
            recordsByType.merge(RecordType.NS, sign, Integer::sum);
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

    /** A line for each of its RRsets that no message holds. */
    List<String> oversized() {
        List<String> lines = List.of();
        for (RRset rrset : rrsets) {
            if (rrset.length() > MOST_OCTETS - owner.length()) {
                lines = lines.isEmpty() ? new ArrayList<>() : lines;
                lines.add(owner + " " + RecordType.mnemonic(rrset.type()) + ": " + rrset.count()
                        + " records do not fit into the " + ResponseEncoder.TCP_SIZE
                        + " octets of a message; what fits is answered");
            }
        }
        return lines;
    }

    /** Whether the other one answers with the same records, or gives the same reason for having none. */
    public boolean sameAnswers(Node other) {
        if (!Arrays.equals(reason, other.reason) || rrsets.length != other.rrsets.length) {
            return false;
        }
        for (RRset rrset : rrsets) {
            RRset same = other.rrset(rrset.type());
            if (same == null || !same.sameRecords(rrset)) {
                return false;
            }
        }
        return true;
    }

    public Name owner() {
        return owner;
    }

    /** The RRset of a type; null if there is none. What an apex of its own shares with the others {@link Zone#rrset} knows. */
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
        return rrsets.length > 0 || ownApex;
    }

    /** Whether it has records, or a reason why it has none. */
    public boolean isShown() {
        return hasRecords() || reason != null;
    }

    /** All its RRsets, without what an apex of its own shares with the others; none for an empty non-terminal. */
    List<RRset> rrsets() {
        return List.of(rrsets);
    }

    /** Why it has no records, as text of an extended error in UTF-8; null where there is nothing to say. Not to be changed. */
    public byte[] reason() {
        return reason;
    }

    /**
     * Whether it is the apex of its own (a reverse name), where its negative answers come from, too. Its SOA and its NS are those of
     * the zone, of which each has others.
     */
    public boolean isOwnApex() {
        return ownApex;
    }
}

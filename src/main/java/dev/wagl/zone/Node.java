package dev.wagl.zone;

import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Name;
import dev.wagl.dns.Utf8;
import java.util.List;

/**
 * A name that exists (RFC 1034 3.1): with its RRsets, or as an empty non-terminal with none. Immutable once its zone is
 * built.
 */
public final class Node {

    private final Name owner;
    private final byte[] reason;
    private RRset[] rrsets;
    private RRset negative;

    Node(Name owner, List<RRset> rrsets, String reason) {
        this.owner = owner;
        this.rrsets = rrsets.toArray(new RRset[0]);
        this.reason = reason == null ? null : Utf8.cut(reason, ExtendedError.MAX_TEXT);
    }

    /**
     * Makes it the apex of its own, with what every apex has (RFC 2181 6.1).
     *
     * @param negative the SOA as negative answers have it
     */
    void becomeApex(RRset soa, RRset ns, RRset negative) {
        RRset[] all = new RRset[rrsets.length + 2];
        all[0] = ns;
        all[1] = soa;
        System.arraycopy(rrsets, 0, all, 2, rrsets.length);
        rrsets = all;
        this.negative = negative;
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

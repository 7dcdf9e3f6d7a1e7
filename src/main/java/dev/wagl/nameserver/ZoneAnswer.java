package dev.wagl.nameserver;

import dev.wagl.dns.Header;
import dev.wagl.dns.Pointer;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;

/** Writes what the zone knows into a response: answer, authority, additional, in this order (RFC 1034 4.3.2). */
final class ZoneAnswer {

    private final ResponseEncoder encoder;
    private final Rotation rotation;

    ZoneAnswer(ResponseEncoder encoder, Rotation rotation) {
        this.encoder = encoder;
        this.rotation = rotation;
    }

    /**
     * The name exists: the RRset asked for, or NODATA.
     *
     * @param errorCode of the extended error, if the node has a reason to tell
     */
    void positive(Zone zone, Node node, QueryDecoder query, int errorCode) {
        RRset rrset = query.type() == RecordType.ANY ? any(zone, node) : zone.rrset(node, query.type());
        if (rrset != null) {
            writeRRset(rrset);
        } else {
            noData(zone, node, query, errorCode);
        }
    }

    /** Told instead of everything that a name has (RFC 8482 4.2). */
    private static RRset any(Zone zone, Node node) {
        return node.hasRecords() ? zone.hinfo() : null;
    }

    private void noData(Zone zone, Node node, QueryDecoder query, int errorCode) {
        negative(
                zone.negative(),
                node.isOwnApex() ? 0 : query.nameLength() - zone.apex().length());
        if (node.reason() != null) {
            encoder.extendedError(errorCode, node.reason());
        }
    }

    private void writeRRset(RRset rrset) {
        int first = rrset.count() == 1 ? 0 : rrset.first(rotation.next());
        int start = encoder.position();
        if (rrset.length() > encoder.room()) {
            writeWhatFits(rrset, first);
            return;
        }
        encoder.wroteAnswers(rrset.count(), rrset.write(encoder.buffer(), start, first));
        if (rrset.targets() > 0) {
            writeAddressesOfTargets(rrset, first, start);
        }
    }

    private void writeWhatFits(RRset rrset, int first) {
        encoder.truncate();
        for (int i = 0; i < rrset.count(); i++) {
            int record = first + i < rrset.count() ? first + i : first + i - rrset.count();
            if (rrset.length(record) > encoder.room()) {
                return;
            }
            encoder.wroteAnswers(1, rrset.writeOne(encoder.buffer(), encoder.position(), record));
        }
    }

    /** RFC 2782: the addresses of the targets ride along, whole RRsets, as many as fit; that some do not sets no TC. */
    private void writeAddressesOfTargets(RRset rrset, int first, int answerStart) {
        int begin = rrset.targetOf(first);
        for (int i = 0; i < rrset.targets(); i++) {
            int n = begin + i < rrset.targets() ? begin + i : begin + i - rrset.targets();
            int ownerAt = answerStart + rrset.targetOffset(n, first);
            Node target = rrset.target(n);
            if (!writeAddresses(target, target.rrset(RecordType.A), ownerAt)
                    || !writeAddresses(target, target.rrset(RecordType.AAAA), ownerAt)) {
                return;
            }
        }
    }

    private boolean writeAddresses(Node target, RRset addresses, int ownerAt) {
        if (addresses == null) {
            return true;
        }
        boolean far = ownerAt > Pointer.MAX_OFFSET;
        int growth = far ? addresses.count() * (target.owner().length() - Pointer.LENGTH) : 0;
        if (addresses.length() + growth > encoder.room()) {
            return false;
        }
        int at = encoder.position();
        int end = far
                ? addresses.writeOwnedBy(target.owner(), encoder.buffer(), at)
                : addresses.writeOwnedBy(ownerAt, encoder.buffer(), at);
        encoder.wroteAdditionals(addresses.count(), end);
        return true;
    }

    /**
     * The authority section of a negative answer (RFC 2308 2).
     *
     * @param apexAt where in the QNAME the SOA's owner begins
     */
    void negative(RRset soa, int apexAt) {
        if (soa.length() > encoder.room()) {
            encoder.truncate();
            return;
        }
        int end = soa.writeOwnedBy(Header.LENGTH + apexAt, encoder.buffer(), encoder.position());
        encoder.wroteAuthorities(1, end);
    }
}

package dev.wagl.fuzz;

import dev.wagl.dns.Name;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Whether a zone is one: each of its records is asked for over TCP and read back. */
public final class ZoneCheck {

    /** Each owner takes some microseconds; no zone of a small input has more that is not alike. */
    private static final int OWNERS = 20;

    /** Asked of each owner: NODATA. */
    private static final int NEVER_THERE = RecordType.HTTPS;

    private static final int[] TYPES = {
        RecordType.A,
        RecordType.AAAA,
        RecordType.SRV,
        RecordType.PTR,
        RecordType.TXT,
        RecordType.SOA,
        RecordType.NS,
        NEVER_THERE
    };

    private final CurrentZone current;
    private final QueryProcessor processor;

    public ZoneCheck(Name apex) {
        current = new CurrentZone(apex);
        processor = new QueryProcessor(current, Transport.TCP, "node-1", "2.0", 42);
    }

    /** Throws if it is not. */
    public void check(Zone zone) {
        current.publish(zone);
        Zone served = current.get();
        List<Name> owners = zone.owners();
        Invariant.equal(owners.size(), zone.names(), "names");
        for (Name owner : owners.subList(0, Math.min(OWNERS, owners.size()))) {
            Invariant.hold(owner.length() <= 255, "an owner of " + owner.length() + " octets");
            Invariant.hold(Name.parse(owner.toString()).equals(owner), "the text of an owner reads as another");
            int records = 0;
            for (int type : TYPES) {
                records += check(served, owner, type);
            }
            Invariant.equal(zone.describe(owner).size(), records, "records of all types");
        }
    }

    private int check(Zone served, Name owner, int type) {
        Node node = served.find(owner);
        Invariant.hold(node != null, "an owner does not exist");
        RRset rrset = served.rrset(node, type);
        if (rrset == null && type != NEVER_THERE) {
            return 0;
        }
        Received received = Exchange.once(processor, Transport.TCP, new Sent(query(owner, type)));
        int records = rrset == null ? 0 : rrset.count();
        Invariant.equal(received.extendedRcode, 0, "RCODE");
        Invariant.equal(received.answer().size(), records, "answer of type " + type);
        Invariant.equal(received.authority().size(), records == 0 ? 1 : 0, "authority of type " + type);
        if (type == RecordType.SRV && records > 0) {
            Invariant.hold(!received.additional().isEmpty(), "no address of an SRV record's target");
        }
        return records;
    }

    private static byte[] query(Name owner, int type) {
        ByteArrayOutputStream query = new ByteArrayOutputStream();
        query.writeBytes(new byte[] {7, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        query.writeBytes(owner.toWire());
        query.writeBytes(new byte[] {(byte) (type >> 8), (byte) type, 0, RecordClass.IN});
        return query.toByteArray();
    }
}

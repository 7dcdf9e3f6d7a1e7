package dev.wagl.http;

import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import dev.wagl.zone.RRset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A record, as a line of a zone file has it. */
@Schema(name = "Record")
record RecordView(
        @Schema(examples = "_api._tcp.billing.swarm.") String name,
        @Schema(examples = "SRV") String type,
        @Schema(description = "Seconds", examples = "1") long ttl,

        @Schema(description = "RDATA as a zone file has it", examples = "1 1 8080 1.api.billing.swarm.")
        String data) {

    /** The records of an RRset, in its own order. */
    static List<RecordView> of(Name owner, RRset rrset) {
        List<RecordView> records = new ArrayList<>(rrset.count());
        String name = owner.toString();
        String type = RecordType.mnemonic(rrset.type());
        for (int record = 0; record < rrset.count(); record++) {
            records.add(new RecordView(name, type, rrset.ttl(), RdataText.of(rrset.type(), rrset.rdata(record))));
        }
        return records;
    }
}

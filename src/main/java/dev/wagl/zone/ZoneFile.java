package dev.wagl.zone;

import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import java.util.ArrayList;
import java.util.List;

/**
 * A master file (RFC 1035 5): the records of one apex as text that any standard server loads. The same zone always gives the
 * same text: the SOA first, then name by name in canonical order (RFC 4034 6.1), every name absolute, one record a line.
 *
 * <p>A name that exists without records, which no master file can say, has one record of a type for private use (RFC 6895
 * 3.1): it exists wherever the file is loaded, and a query for any type anyone asks for is answered as here.
 */
public record ZoneFile(Name apex, String text) {

    /** Of the record at names that have no other. */
    public static final int PLACEHOLDER = 65_281;

    /** RFC 3597 5: RDATA of no octets. */
    private static final byte[] NOTHING = {};

    /** The zone's own file first, then one for each reverse name, which is an apex of its own, in canonical order. */
    public static List<ZoneFile> of(Zone zone) {
        List<Node> own = new ArrayList<>();
        List<ZoneFile> files = new ArrayList<>();
        for (Node node : zone.nodes()) {
            if (node.owner().isAtOrBelow(zone.apex())) {
                own.add(node);
            } else {
                files.add(new ZoneFile(node.owner(), text(zone, List.of(node))));
            }
        }
        files.add(0, new ZoneFile(zone.apex(), text(zone, own)));
        return files;
    }

    /**
     * The text of one file.
     *
     * @param nodes in canonical order, so that the apex comes first and the names below a name follow it
     */
    private static String text(Zone zone, List<Node> nodes) {
        StringBuilder text = new StringBuilder();
        append(text, nodes.get(0).owner(), zone.rrset(nodes.get(0), RecordType.SOA));
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (RRset rrset : zone.rrsets(node)) {
                if (rrset.type() != RecordType.SOA) {
                    append(text, node.owner(), rrset);
                }
            }
            boolean leaf = i + 1 == nodes.size() || !nodes.get(i + 1).owner().isAtOrBelow(node.owner());
            if (leaf && !node.hasRecords()) {
                append(text, node.owner(), zone.ttl(), PLACEHOLDER, NOTHING);
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Name owner, RRset rrset) {
        for (int record = 0; record < rrset.count(); record++) {
            append(text, owner, rrset.ttl(), rrset.type(), rrset.rdata(record));
        }
    }

    private static void append(StringBuilder text, Name owner, int ttl, int type, byte[] rdata) {
        text.append(owner).append(' ').append(ttl).append(" IN ");
        text.append(RecordType.mnemonic(type)).append(' ').append(RdataText.of(type, rdata));
        text.append('\n');
    }
}

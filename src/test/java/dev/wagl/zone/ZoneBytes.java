package dev.wagl.zone;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** All that a zone answers, octet by octet: what two zones have to share to be the same to every client. */
public final class ZoneBytes {

    private static final int TICKETS = 16;

    private ZoneBytes() {}

    /** A line for each name, RRset and target, in canonical order of the names. */
    public static List<String> of(Zone zone) {
        List<String> lines = new ArrayList<>();
        lines.add(zone.apex() + " " + zone.serial() + " " + zone.ttl() + " " + zone.generationText() + " "
                + zone.names());
        zone.types().forEach(type -> lines.add("type " + type + ": " + zone.records(type)));
        lines.addAll(zone.oversized());
        lines.add("negative " + octets(zone.negative()));
        for (Node node : zone.nodes()) {
            if (zone.find(node.owner()) != node) {
                throw new AssertionError(node.owner() + " is not found");
            }
            byte[] reason = node.reason();
            lines.add(node.owner() + " " + (reason == null ? "-" : new String(reason, StandardCharsets.UTF_8)));
            if (node.isOwnApex()) {
                lines.add("  apex of its own");
            }
            for (RRset rrset : zone.rrsets(node)) {
                lines.add("  " + rrset.type() + " " + rrset.ttl() + " " + octets(rrset) + " " + tickets(rrset));
                targets(zone, rrset, lines);
            }
        }
        return lines;
    }

    private static void targets(Zone zone, RRset rrset, List<String> lines) {
        for (int n = 0; n < rrset.targets(); n++) {
            Node target = rrset.target(n);
            if (zone.find(target.owner()) != target) {
                throw new AssertionError(target.owner() + " is a node of another zone");
            }
            lines.add("    " + target.owner() + " at " + rrset.targetOffset(n, 0));
        }
        for (int record = 0; rrset.targets() > 0 && record < rrset.count(); record++) {
            lines.add("    record " + record + " to " + rrset.targetOf(record));
        }
    }

    private static String octets(RRset rrset) {
        byte[] octets = new byte[rrset.length()];
        rrset.write(octets, 0, 0);
        return HexFormat.of().formatHex(octets);
    }

    /** Which record comes first how often. */
    private static String tickets(RRset rrset) {
        int[] firsts = new int[TICKETS];
        for (int ticket = 0; ticket < TICKETS; ticket++) {
            firsts[ticket] = rrset.first(ticket * (int) ((1L << Integer.SIZE) / TICKETS));
        }
        return Arrays.toString(firsts);
    }
}

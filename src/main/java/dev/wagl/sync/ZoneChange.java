package dev.wagl.sync;

import dev.wagl.dns.Name;
import dev.wagl.zone.Node;
import dev.wagl.zone.RRset;
import dev.wagl.zone.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What differs between two zones, by name and in canonical order. The apex (its SOA differs each time) and reverse names do
 * not count.
 *
 * @param changed have other records, or another reason for having none
 */
public record ZoneChange(List<Name> added, List<Name> removed, List<Name> changed) {

    /** @param before null where there was none */
    static ZoneChange between(Zone before, Zone after) {
        List<Name> added = new ArrayList<>();
        List<Name> removed = new ArrayList<>();
        List<Name> changed = new ArrayList<>();
        for (Node node : after.shown()) {
            if (node.negative() != null || before != null && before.has(node)) {
                continue;
            }
            Node old = before == null ? null : before.find(node.owner());
            if (old == null || !old.isShown()) {
                addIfCounted(added, node.owner(), after.apex());
            } else if (!sameRecords(old, node)) {
                addIfCounted(changed, node.owner(), after.apex());
            }
        }
        for (Node node : before == null ? List.<Node>of() : before.shown()) {
            if (node.negative() != null || after.has(node)) {
                continue;
            }
            Node now = after.find(node.owner());
            if (now == null || !now.isShown()) {
                addIfCounted(removed, node.owner(), after.apex());
            }
        }
        return new ZoneChange(sorted(added), sorted(removed), sorted(changed));
    }

    private static List<Name> sorted(List<Name> names) {
        names.sort(null);
        return List.copyOf(names);
    }

    private static void addIfCounted(List<Name> names, Name name, Name apex) {
        if (!name.equals(apex)) {
            names.add(name);
        }
    }

    private static boolean sameRecords(Node before, Node after) {
        if (!Arrays.equals(before.reason(), after.reason())
                || before.rrsets().size() != after.rrsets().size()) {
            return false;
        }
        for (RRset rrset : after.rrsets()) {
            RRset old = before.rrset(rrset.type());
            if (old == null || !old.sameRecords(rrset)) {
                return false;
            }
        }
        return true;
    }
}

package dev.wagl.sync;

import dev.wagl.dns.Name;
import dev.wagl.zone.Node;
import dev.wagl.zone.Zone;
import java.util.ArrayList;
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
        for (Node node : before == null ? after.shown() : after.unlike(before)) {
            Node old = before == null ? null : before.find(node.owner());
            if (old == null || !old.isShown()) {
                addIfCounted(added, node, after.apex());
            } else if (!node.sameAnswers(old)) {
                addIfCounted(changed, node, after.apex());
            }
        }
        for (Node node : before == null ? List.<Node>of() : before.unlike(after)) {
            Node now = after.find(node.owner());
            if (now == null || !now.isShown()) {
                addIfCounted(removed, node, after.apex());
            }
        }
        return new ZoneChange(sorted(added), sorted(removed), sorted(changed));
    }

    private static List<Name> sorted(List<Name> names) {
        names.sort(null);
        return List.copyOf(names);
    }

    private static void addIfCounted(List<Name> names, Node node, Name apex) {
        if (!node.isOwnApex() && !node.owner().equals(apex)) {
            names.add(node.owner());
        }
    }
}

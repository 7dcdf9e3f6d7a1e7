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
        List<Name> old = before == null ? List.of() : before.owners();
        List<Name> now = after.owners();
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            int order = i == old.size() ? 1 : j == now.size() ? -1 : old.get(i).compareTo(now.get(j));
            if (order < 0) {
                addIfCounted(removed, old.get(i), after.apex());
            } else if (order > 0) {
                addIfCounted(added, now.get(j), after.apex());
            } else if (!sameRecords(before.find(now.get(j)), after.find(now.get(j)))) {
                addIfCounted(changed, now.get(j), after.apex());
            }
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return new ZoneChange(List.copyOf(added), List.copyOf(removed), List.copyOf(changed));
    }

    private static void addIfCounted(List<Name> names, Name name, Name apex) {
        if (name.isAtOrBelow(apex) && !name.equals(apex)) {
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
            if (old == null || !Arrays.equals(octets(old), octets(rrset))) {
                return false;
            }
        }
        return true;
    }

    private static byte[] octets(RRset rrset) {
        byte[] octets = new byte[rrset.length()];
        rrset.write(octets, 0, 0);
        return octets;
    }
}

package dev.wagl.sync;

import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import java.util.ArrayList;
import java.util.List;

/**
 * A zone that was published, and what is different in it: names without the apex and reverse names.
 *
 * @param serial modulo 2^32
 * @param names how many there are in the zone
 * @param added they, and those that are removed and changed, are at most {@value #MOST} together
 * @param more how many other names have changed, which are not told; who follows reads anew
 */
public record Publication(
        String generation,
        long serial,
        int names,
        List<String> added,
        List<String> removed,
        List<String> changed,
        int more) {

    /** What one is kept, and sent, for: a Swarm that starts has all of its names come at once. */
    static final int MOST = 1_000;

    public Publication {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
        changed = List.copyOf(changed);
    }

    static Publication of(Zone zone, ZoneChange change) {
        List<String> added = texts(change.added(), MOST);
        List<String> removed = texts(change.removed(), MOST - added.size());
        List<String> changed = texts(change.changed(), MOST - added.size() - removed.size());
        int all = change.added().size()
                + change.removed().size()
                + change.changed().size();
        return new Publication(
                zone.generationText(),
                zone.soaSerial(),
                zone.names(),
                added,
                removed,
                changed,
                all - added.size() - removed.size() - changed.size());
    }

    private static List<String> texts(List<Name> names, int most) {
        List<String> texts = new ArrayList<>();
        for (Name name : names.subList(0, Math.min(names.size(), most))) {
            texts.add(name.toString());
        }
        return texts;
    }

    /** How many names it tells. */
    public int told() {
        return added.size() + removed.size() + changed.size();
    }
}

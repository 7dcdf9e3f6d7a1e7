package dev.wagl.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is counted of a zone's nodes.
 *
 * @param recordsByType how many records there are of each type that there are any of, ascending
 * @param shown how many nodes have records, or a reason why they have none
 * @param oversized a line for each RRset that is too large for any message, sorted
 */
record ZoneTotals(Map<Integer, Integer> recordsByType, int shown, List<String> oversized) {

    static final ZoneTotals NONE = new ZoneTotals(Map.of(), 0, List.of());

    /** Those of the next zone. */
    ZoneTotals with(Collection<Node> removed, Collection<Node> added) {
        Map<Integer, Integer> records = new TreeMap<>(recordsByType);
        List<String> lines = new ArrayList<>(oversized);
        int count = shown;
        for (Node node : removed) {
            node.count(records, -1);
            lines.removeAll(node.oversized());
            count -= node.isShown() ? 1 : 0;
        }
        for (Node node : added) {
            node.count(records, 1);
            lines.addAll(node.oversized());
            count += node.isShown() ? 1 : 0;
        }
        records.values().removeIf(number -> number == 0);
        Collections.sort(lines);
        return new ZoneTotals(Collections.unmodifiableMap(records), count, List.copyOf(lines));
    }
}

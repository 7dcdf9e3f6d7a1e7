package dev.wagl.swarm;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What recurs, within a snapshot and from one to the next: of equal values the first is used for all. Most of a Swarm is the same
 * refresh after refresh, and a snapshot of it then costs no memory beside the one before.
 */
final class Recurring {

    private final Map<Object, Object> seen;

    /** @param before what may recur; null if nothing was read yet */
    Recurring(Snapshot before) {
        seen = before == null
                ? new HashMap<>()
                : new HashMap<>(
                        2 * before.tasks().size() + 4 * before.services().size());
        if (before != null) {
            see(before.services());
            see(before.tasks());
            see(before.nodes());
            see(before.networks());
            before.services().forEach(service -> one(service.id()));
            before.nodes().forEach(node -> one(node.id()));
            before.networks().forEach(network -> one(network.id()));
        }
    }

    private void see(List<?> elements) {
        elements.forEach(this::one);
    }

    /** The first value that equals this one; immutable ones alone. */
    @SuppressWarnings("unchecked")
    <T> T one(T value) {
        T first = (T) seen.putIfAbsent(value, value);
        return first == null ? value : first;
    }
}

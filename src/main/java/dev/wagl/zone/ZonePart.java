package dev.wagl.zone;

import dev.wagl.dns.Name;
import java.util.List;
import java.util.Set;

/**
 * Some of a zone's names, with what stands there: zones have it in common as long as nothing in it changes. No name of another
 * part lies at or below one of its own, and none of its records points out of it. Immutable.
 */
public final class ZonePart {

    private final List<Node> nodes;
    private final Set<Name> above;
    private final long digestHigh;
    private final long digestLow;

    /**
     * @param above names without records between its own and the apex, which other parts may lie below, too
     * @param digestHigh the upper half of the sum of its nodes' digests
     */
    ZonePart(List<Node> nodes, Set<Name> above, long digestHigh, long digestLow) {
        this.nodes = List.copyOf(nodes);
        this.above = Set.copyOf(above);
        this.digestHigh = digestHigh;
        this.digestLow = digestLow;
    }

    List<Node> nodes() {
        return nodes;
    }

    Set<Name> above() {
        return above;
    }

    long digestHigh() {
        return digestHigh;
    }

    long digestLow() {
        return digestLow;
    }
}

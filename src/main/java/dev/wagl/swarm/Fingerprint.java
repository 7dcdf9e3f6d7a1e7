package dev.wagl.swarm;

import java.util.Collection;
import java.util.Set;

/**
 * What tells, for two calls, whether a Swarm has moved: its services with the counts of their tasks, and its nodes. That a task is to
 * be stopped does not show in it, but what leads to that does: another version of its service, or of its node.
 */
public record Fingerprint(Set<Service> services, Set<Node> nodes) {

    static Fingerprint of(Collection<Service> services, Collection<Node> nodes) {
        return new Fingerprint(Set.copyOf(services), Set.copyOf(nodes));
    }

    /** The one of a state that was read as a whole. */
    public static Fingerprint of(Snapshot snapshot) {
        return of(snapshot.services(), snapshot.nodes());
    }
}

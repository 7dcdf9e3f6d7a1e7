package dev.wagl.discovery;

import dev.wagl.swarm.Network;
import dev.wagl.swarm.Service;
import java.util.List;
import java.util.Set;

/**
 * A service whose labels can be followed, with what the snapshot holds of it.
 *
 * @param tasks those that may be answered under some circumstances, by slot, the oldest first
 * @param instances what its instances are called, those that are not up included
 * @param network of its task addresses and its virtual IP; null if it is on none that counts
 * @param moving whether it is being updated, or has tasks that drain
 */
record LabelledService(
        Service service,
        NamingLabels labels,
        List<LiveTask> tasks,
        Set<String> instances,
        TargetPorts ports,
        Network network,
        boolean moving) {

    /** Seconds. Less than the time that Docker leaves between what it plans for a task and the signal to stop. */
    private static final int TTL_WHILE_MOVING = 1;

    LabelledService {
        tasks = List.copyOf(tasks);
        instances = Set.copyOf(instances);
    }

    /** Seconds for which an answer may be kept now: what is about to change is not kept for long, whatever its labels say. */
    int ttl() {
        return moving ? Math.min(labels.ttl(), TTL_WHILE_MOVING) : labels.ttl();
    }
}

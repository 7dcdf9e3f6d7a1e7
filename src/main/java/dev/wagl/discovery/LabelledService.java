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
 */
record LabelledService(
        Service service,
        NamingLabels labels,
        List<LiveTask> tasks,
        Set<String> instances,
        TargetPorts ports,
        Network network) {

    LabelledService {
        tasks = List.copyOf(tasks);
        instances = Set.copyOf(instances);
    }
}

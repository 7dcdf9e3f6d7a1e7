package dev.wagl.discovery;

import dev.wagl.swarm.Service;
import dev.wagl.swarm.Task;
import java.util.List;

/**
 * What was found of a service in a snapshot; it is the same in the next one, as long as service, tasks, nodes and networks are.
 *
 * @param labelled null if it wants no name, or is left out
 */
record ReadService(Service service, List<Task> tasks, LabelledService labelled, Findings findings) {

    boolean isOf(Service otherService, List<Task> otherTasks) {
        return service.equals(otherService) && tasks.equals(otherTasks);
    }
}

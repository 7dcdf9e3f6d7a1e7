package dev.wagl.swarm;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One container of {@code GET /containers/json}, before it is told in the words of a Swarm.
 *
 * @param nodeName the node that the classic Swarm manager of 2015 puts before the name; null on a plain engine
 * @param name without the leading slash
 */
record Container(
        String id,
        String nodeName,
        String name,
        Map<String, String> labels,
        TaskState state,
        Instant createdAt,
        List<PublishedPort> ports,
        List<ContainerNetwork> networks) {

    /** A network that a container is attached to; without addresses while the container does not run. */
    record ContainerNetwork(String id, String name, List<InetAddress> addresses) {}

    Service service() {
        int running = state == TaskState.RUNNING ? 1 : 0;
        List<String> networkIds = networks.stream().map(ContainerNetwork::id).toList();
        return new Service(
                id, name, 0, Service.Mode.CONTAINER, 1, running, labels, ports, List.of(), networkIds, false);
    }

    Task task(String engineId) {
        List<Attachment> attachments = networks.stream()
                .filter(network -> !network.addresses().isEmpty())
                .map(network -> new Attachment(network.id(), network.addresses()))
                .toList();
        String nodeId = nodeName == null ? engineId : nodeName;
        return new Task(id, id, nodeId, 0, state, TaskState.RUNNING, createdAt, createdAt, id, attachments, ports);
    }
}

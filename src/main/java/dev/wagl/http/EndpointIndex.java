package dev.wagl.http;

import dev.wagl.discovery.Endpoint;
import dev.wagl.discovery.PublishedService;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The endpoints of some names, read once, so that it can be told of each of thousands of tasks what stands for it. */
final class EndpointIndex {

    /** A service's ingress port on a node, which may stand for several of its tasks there. */
    private record OnNode(String serviceId, String node) {

        static OnNode of(String serviceId, String node) {
            return new OnNode(serviceId, node.toLowerCase(Locale.ROOT));
        }
    }

    private final Set<String> answeredTasks = new HashSet<>();
    private final Set<String> parkedTasks = new HashSet<>();
    private final Set<OnNode> nodes = new HashSet<>();

    /** Ids of services, each of them with an answered endpoint: any; one without a task; one with a port. */
    private final Set<String> answered = new HashSet<>();

    private final Set<String> virtualIps = new HashSet<>();
    private final Set<String> withPort = new HashSet<>();

    EndpointIndex(Collection<PublishedService> names) {
        for (PublishedService name : names) {
            name.endpoints().forEach(this::add);
        }
    }

    private void add(Endpoint endpoint) {
        if (!endpoint.answered()) {
            if (endpoint.taskId() != null) {
                parkedTasks.add(endpoint.taskId());
            }
            return;
        }
        String service = endpoint.sourceId();
        answered.add(service);
        if (endpoint.port() > 0) {
            withPort.add(service);
        }
        if (endpoint.taskId() == null) {
            virtualIps.add(service);
            return;
        }
        answeredTasks.add(endpoint.taskId());
        if (endpoint.port() > 0 && endpoint.node() != null) {
            nodes.add(OnNode.of(service, endpoint.node()));
        }
    }

    /** Whether an endpoint of the task's own is answered. */
    boolean answersTask(String taskId) {
        return answeredTasks.contains(taskId);
    }

    /** Whether an endpoint of the task's own is there and is not answered. */
    boolean parksTask(String taskId) {
        return parkedTasks.contains(taskId);
    }

    /** Whether a virtual IP is answered for all tasks of the service. */
    boolean answersVirtualIp(String serviceId) {
        return virtualIps.contains(serviceId);
    }

    /** Whether a port of the node is answered for tasks of the service there. */
    boolean answersNode(String serviceId, String node) {
        return nodes.contains(OnNode.of(serviceId, node));
    }

    /** Whether the service is answered with addresses only: no SRV record leads to it. */
    boolean isWithoutPort(String serviceId) {
        return answered.contains(serviceId) && !withPort.contains(serviceId);
    }
}

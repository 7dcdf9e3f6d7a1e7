package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.swarm.PublishedPort.Protocol;
import java.net.InetAddress;
import java.util.List;

/**
 * Where one service can be reached: what an SRV record says, and where it comes from.
 *
 * @param target a host name that resolves to exactly these addresses: the instance's, the service's own for a virtual IP,
 *     else the first address in hex
 * @param addresses of one machine or interface, IPv4 first; at least one
 * @param port 1-65535; 0 where the service names no port, and then there is no SRV record
 * @param protocol null where there is no port
 * @param portNames names of the port, each of which has an SRV name of its own; mostly none
 * @param sourceId id of the service (or container) it comes from
 * @param taskId the task that answers; of an ingress port the first on its node; null for a virtual IP
 * @param node host name of the task's node; null for a virtual IP and where the node is not known
 * @param answered false while it is parked: weight 0 where another endpoint has more
 */
public record Endpoint(
        Name target,
        List<InetAddress> addresses,
        int port,
        Protocol protocol,
        List<String> portNames,
        String sourceId,
        String taskId,
        String node,
        State state,
        int priority,
        int weight,
        boolean answered) {

    public Endpoint {
        addresses = List.copyOf(addresses);
        portNames = List.copyOf(portNames);
    }

    /** How far the task behind an endpoint is; the first is the best. */
    public enum State {
        READY,
        /** Up, not yet healthy: published with {@code dns.publish=not-ready} only. */
        STARTING,
        /** To be stopped: published only while no task of the name is ready. */
        DRAINING
    }
}

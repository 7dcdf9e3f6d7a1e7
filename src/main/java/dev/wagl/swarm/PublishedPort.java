package dev.wagl.swarm;

import java.net.InetAddress;

/**
 * A published port: of a service ({@code Endpoint.Ports}), of a task ({@code Status.PortStatus.Ports}) or of a container.
 *
 * @param name {@code PortConfig.Name}; null where it has none
 * @param hostAddress the address it is bound to ({@code IP} of a container's port); null where Docker names none. May be
 *     unspecified ({@code 0.0.0.0}, {@code ::})
 * @param published 1-65535; 0 while a dynamic port of a service is not known
 * @param target 1-65535, the port inside the container
 */
public record PublishedPort(
        String name, InetAddress hostAddress, int published, int target, Protocol protocol, PublishMode mode) {

    /** Transport protocol of a port. */
    public enum Protocol {
        TCP,
        UDP,
        SCTP
    }

    /** Where a published port listens. */
    public enum PublishMode {
        /** On every node, through the routing mesh. */
        INGRESS,
        /** On the node of the task. */
        HOST
    }
}

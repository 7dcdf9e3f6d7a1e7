package dev.wagl.discovery;

import dev.wagl.swarm.PublishedPort.Protocol;
import java.net.InetAddress;
import java.util.List;

/**
 * Where a service can be reached, before it has a target.
 *
 * @param tasks those that answer there, the first of them best; empty for a virtual IP
 * @param addresses at least one
 * @param port 0 where the service names none
 * @param protocol null where there is no port
 */
record Found(
        LabelledService from,
        List<LiveTask> tasks,
        List<InetAddress> addresses,
        int port,
        Protocol protocol,
        List<String> portNames,
        Endpoint.State state) {

    int priority() {
        return from.labels().priority();
    }

    int weight() {
        return from.labels().weight();
    }
}

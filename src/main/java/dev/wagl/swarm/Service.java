package dev.wagl.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A Docker service ({@code GET /services}), or one container of a plain engine.
 *
 * @param version {@code Version.Index}; 0 without Raft
 * @param changedAt {@code UpdatedAt}, when it got this version, the engine's clock; EPOCH where it does not say
 * @param desired how many tasks are wanted ({@code ServiceStatus.DesiredTasks}, else the replicas of the spec); -1 unknown
 * @param running how many tasks run, draining ones included ({@code ServiceStatus.RunningTasks}); -1 unknown
 * @param labels the {@code dns.*} labels; a service label wins over the container label of the same name
 * @param ports published ports of {@code Endpoint.Ports}, in ingress and in host mode
 * @param virtualIps {@code Endpoint.VirtualIPs}, without their prefix length
 * @param networkIds networks the spec attaches its tasks to
 * @param updating whether an update or a rollback is under way
 */
public record Service(
        String id,
        String name,
        long version,
        Instant changedAt,
        Mode mode,
        int desired,
        int running,
        Map<String, String> labels,
        List<PublishedPort> ports,
        List<VirtualIp> virtualIps,
        List<String> networkIds,
        boolean updating) {

    /** The label that asks for a name: what does not have it is none of ours. */
    public static final String LABEL = "dns.service";

    /** How tasks come from the spec; it decides how an instance is named. */
    public enum Mode {
        REPLICATED,
        GLOBAL,
        JOB,
        /** A container of a plain engine. */
        CONTAINER
    }

    public Service {
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
        virtualIps = List.copyOf(virtualIps);
        networkIds = List.copyOf(networkIds);
    }

    /** By hand, as a task's. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Service service
                        && id.equals(service.id)
                        && name.equals(service.name)
                        && version == service.version
                        && Objects.equals(changedAt, service.changedAt)
                        && mode == service.mode
                        && desired == service.desired
                        && running == service.running
                        && labels.equals(service.labels)
                        && ports.equals(service.ports)
                        && virtualIps.equals(service.virtualIps)
                        && networkIds.equals(service.networkIds)
                        && updating == service.updating;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** One that does not say when it was changed: a container's. */
    public Service(
            String id,
            String name,
            long version,
            Mode mode,
            int desired,
            int running,
            Map<String, String> labels,
            List<PublishedPort> ports,
            List<VirtualIp> virtualIps,
            List<String> networkIds,
            boolean updating) {
        this(id, name, version, Instant.EPOCH, mode, desired, running, labels, ports, virtualIps, networkIds, updating);
    }
}

package dev.wagl.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What is wanted of a service ({@code Service.Spec}). Made and changed by a {@link ServiceDraft}.
 *
 * @param replicas of a replicated service; completions of a job
 * @param networks names of the networks its tasks are attached to
 * @param update null for Docker's own defaults
 */
record ServiceSpec(
        String name,
        Mode mode,
        int replicas,
        Map<String, String> labels,
        List<String> networks,
        List<Port> ports,
        boolean virtualIp,
        Update update,
        Container container) {

    enum Mode {
        REPLICATED,
        GLOBAL,
        JOB
    }

    /**
     * A published port.
     *
     * @param name null for none; Docker's command line cannot give one, its API can
     * @param published 0 is dynamic
     */
    record Port(String name, String protocol, int target, int published, boolean ingress) {}

    /** {@code UpdateConfig}, always one task at a time. */
    record Update(boolean startFirst, Duration delay, Duration monitor) {
        static final Update DEFAULT = new Update(false, Duration.ZERO, Duration.ofSeconds(5));
    }

    /**
     * What a task of the service runs. A change of it replaces the tasks; a change of anything else does not.
     *
     * @param labels container labels
     * @param constraint a placement constraint, {@code node.role==worker}; null for none
     * @param untilHealthy how long after its start the first health check passes; null without a health check
     * @param untilStopped how long after SIGTERM it ends
     * @param lifetime after which it ends by itself; null for never
     * @param exitCode with which it then ends
     * @param runs how often a job was asked to run again ({@code ForceUpdate})
     */
    record Container(
            String image,
            Map<String, String> labels,
            String constraint,
            Duration untilHealthy,
            Duration untilStopped,
            Duration lifetime,
            int exitCode,
            Duration restartDelay,
            int runs) {}

    ServiceSpec {
        labels = Map.copyOf(labels);
        networks = List.copyOf(networks);
        ports = List.copyOf(ports);
    }

    Update updateConfig() {
        return update == null ? Update.DEFAULT : update;
    }

    boolean publishesThroughIngress() {
        return ports.stream().anyMatch(Port::ingress);
    }

    /** Whether Docker gives the world 2 s to forget a task before it stops it: it does so on overlay networks only. */
    boolean drainsFirst() {
        return !networks.isEmpty() || publishesThroughIngress();
    }

    boolean global() {
        return mode == Mode.GLOBAL;
    }

    boolean job() {
        return mode == Mode.JOB;
    }
}

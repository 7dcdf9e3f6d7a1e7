package dev.wagl.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A service of the demo cluster. */
final class DemoService {

    final String id;
    final Instant createdAt;
    /** One lease per network, the ingress network's first; empty without virtual IPs. */
    final List<DemoNetwork.Lease> virtualIps;

    /** The oldest first. */
    final List<DemoTask> tasks = new ArrayList<>();

    Instant updatedAt;
    long version;
    ServiceSpec spec;
    /** The spec before the last update; null if there was none. */
    ServiceSpec previousSpec;
    /** The update that is under way or the last one; null if the last change replaced no task. */
    Rollout rollout;
    /** Of a job: which of its runs is the current one; 0 for the first. */
    long jobIteration;

    Instant lastExecution;

    DemoService(String id, ServiceSpec spec, List<DemoNetwork.Lease> virtualIps, Instant createdAt, long version) {
        this.id = id;
        this.spec = spec;
        this.virtualIps = List.copyOf(virtualIps);
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
        this.lastExecution = createdAt;
        this.version = version;
    }

    String name() {
        return spec.name();
    }
}

package dev.wagl.demo;

import java.time.Instant;
import java.util.Map;

/** A node of the demo cluster. */
final class DemoNode {

    private static final int FIRST_DYNAMIC_PORT = 32768;
    private static final int LAST_DYNAMIC_PORT = 60999;

    final String id;
    final String hostName;
    final String address;
    final boolean manager;
    final Map<String, String> labels;
    final Instant createdAt;

    Instant updatedAt;
    long version;
    boolean drained;
    boolean down;

    private int lastDynamicPort = FIRST_DYNAMIC_PORT - 1;

    DemoNode(
            String id,
            String hostName,
            String address,
            boolean manager,
            Map<String, String> labels,
            Instant createdAt,
            long version) {
        this.id = id;
        this.hostName = hostName;
        this.address = address;
        this.manager = manager;
        this.labels = labels;
        this.createdAt = createdAt;
        this.updatedAt = createdAt;
        this.version = version;
    }

    String role() {
        return manager ? "manager" : "worker";
    }

    boolean available() {
        return !drained && !down;
    }

    /** {@code node.role==worker} or {@code node.hostname==worker1}; null is met by every node. */
    boolean meets(String constraint) {
        if (constraint == null) {
            return true;
        }
        var parts = constraint.split("==", 2);
        return switch (parts[0]) {
            case "node.role" -> parts[1].equals(role());
            case "node.hostname" -> parts[1].equals(hostName);
            default -> throw new IllegalArgumentException("unknown constraint " + constraint);
        };
    }

    int dynamicPort() {
        lastDynamicPort = lastDynamicPort < LAST_DYNAMIC_PORT ? lastDynamicPort + 1 : FIRST_DYNAMIC_PORT;
        return lastDynamicPort;
    }
}

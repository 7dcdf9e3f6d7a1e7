package dev.wagl.swarm;

import java.net.InetAddress;
import java.time.Instant;

/**
 * A node ({@code GET /nodes}), or the machine of a plain engine.
 *
 * @param version {@code Version.Index}; 0 without Raft
 * @param changedAt {@code UpdatedAt}, when it got this version, the engine's clock; EPOCH where it does not say
 * @param drained whether its tasks are to go elsewhere ({@code Spec.Availability})
 * @param hostName {@code Description.Hostname}, as written
 * @param addressLabel the node label {@code dns.address}, as written; null without one
 * @param statusAddress {@code Status.Addr}; null where it has none or does not parse; may be unspecified
 * @param managerAddress host part of {@code ManagerStatus.Addr}; null on a worker
 */
public record Node(
        String id,
        long version,
        Instant changedAt,
        boolean drained,
        String hostName,
        Role role,
        boolean leader,
        State state,
        String addressLabel,
        InetAddress statusAddress,
        InetAddress managerAddress) {

    /** One that nothing drains, without a version: a plain engine's machine. */
    public Node(
            String id,
            String hostName,
            Role role,
            boolean leader,
            State state,
            String addressLabel,
            InetAddress statusAddress,
            InetAddress managerAddress) {
        this(id, 0, Instant.EPOCH, false, hostName, role, leader, state, addressLabel, statusAddress, managerAddress);
    }

    /** {@code Spec.Role}; a plain engine is neither. */
    public enum Role {
        MANAGER,
        WORKER,
        ENGINE
    }

    /** {@code Status.State}. A change of leader makes every node UNKNOWN for a while: that is not DOWN. */
    public enum State {
        UNKNOWN,
        DOWN,
        READY,
        DISCONNECTED
    }
}

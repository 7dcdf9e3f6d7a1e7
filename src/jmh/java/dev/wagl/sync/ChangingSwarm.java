package dev.wagl.sync;

import dev.wagl.swarm.Attachment;
import dev.wagl.swarm.Network;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Swarm in which some services change from one snapshot to the next: the first task of each gets another address, as one that
 * was replaced. Whatever has not changed is the same object, as it is when lists are read.
 */
final class ChangingSwarm implements SnapshotSource {

    static final int TASKS = 10;

    private static final int NODES = 100;

    private final int changing;
    private final List<Service> services = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Network> networks = List.of(new Network("net", "backend", false));
    private int next;
    private int index;

    /** @param changing how many of the services change each time */
    ChangingSwarm(int size, int changing) {
        this.changing = changing;
        for (int node = 0; node < NODES; node++) {
            nodes.add(new Node(
                    "n" + node,
                    "node" + node,
                    Node.Role.WORKER,
                    false,
                    Node.State.READY,
                    null,
                    address(192 << 24 | 168 << 16 | node + 1),
                    null));
        }
        for (int service = 0; service < size; service++) {
            services.add(service(service));
            for (int slot = 1; slot <= TASKS; slot++) {
                tasks.add(task(service, slot, 0));
            }
        }
    }

    private static Service service(int number) {
        return new Service(
                "s" + number,
                "svc" + number,
                number,
                Service.Mode.REPLICATED,
                TASKS,
                TASKS,
                Map.of("dns.service", "svc" + number, "dns.domain", "load", "dns.port", "http:8080"),
                List.of(),
                List.of(),
                List.of("net"),
                false);
    }

    private Task task(int service, int slot, int version) {
        int number = service * TASKS + slot;
        return new Task(
                "t" + number + "v" + version,
                version,
                services.get(service).id(),
                nodes.get(number % NODES).id(),
                slot,
                TaskState.RUNNING,
                TaskState.RUNNING,
                Instant.EPOCH,
                Instant.EPOCH,
                "c" + number + "v" + version,
                List.of(new Attachment("net", List.of(address(10 << 24 | (version & 7) << 21 | number)))),
                List.of());
    }

    private static InetAddress address(int number) {
        byte[] octets = {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an address", e);
        }
    }

    @Override
    public Snapshot snapshot() {
        index++;
        for (int i = 0; i < changing; i++) {
            tasks.set(next * TASKS, task(next, 1, index));
            next = (next + 1) % services.size();
        }
        return new Snapshot(
                Source.SWARM, "tcp://127.0.0.1:1", "swarm", index, services, tasks, nodes, networks, List.of());
    }
}

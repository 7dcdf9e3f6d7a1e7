package dev.wagl.sync;

import dev.wagl.swarm.Attachment;
import dev.wagl.swarm.Fingerprint;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Network;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.SwarmException;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Swarm of services on one overlay network, each with one task, and the faults a test wants. */
final class Script implements SnapshotSource {

    static final Instant EPOCH = Instant.parse("2026-01-02T03:04:05Z");

    private final List<Service> services = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Malformed> malformed = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private long interruptions;
    private long index = 100;
    private volatile SwarmException fault;
    private volatile Runnable before = () -> {};
    private volatile RuntimeException warningsDefect;
    private boolean fingerprints;
    private Runnable hint;
    private Consumer<String> kills;

    Script service(String name, String address) {
        return service(name, address, EPOCH);
    }

    /** @param readySince when its task began to run; null: it is starting */
    Script service(String name, String address, Instant readySince) {
        String id = "s-" + name;
        remove(name);
        services.add(new Service(
                id,
                name,
                index,
                Service.Mode.REPLICATED,
                1,
                1,
                Map.of("dns.service", name, "dns.address", "task"),
                List.of(),
                List.of(),
                List.of("n1"),
                false));
        tasks.add(new Task(
                "t-" + name,
                id,
                "node1",
                1,
                readySince == null ? TaskState.STARTING : TaskState.RUNNING,
                TaskState.RUNNING,
                EPOCH,
                readySince == null ? EPOCH : readySince,
                "c-" + name,
                List.of(new Attachment("n1", List.of(address(address)))),
                List.of()));
        return this;
    }

    Script remove(String name) {
        services.removeIf(service -> service.name().equals(name));
        tasks.removeIf(task -> task.serviceId().equals("s-" + name));
        return this;
    }

    /** Its task is not listed any more, and nothing else says why. */
    Script vanish(String name) {
        tasks.removeIf(task -> task.serviceId().equals("s-" + name));
        return this;
    }

    /** The node that all tasks run on is listed. */
    Script node() {
        nodes.add(new Node(
                "node1", "node1", Node.Role.MANAGER, true, Node.State.READY, null, address("10.0.0.11"), null));
        return this;
    }

    /** Events have ceased to come. */
    Script interrupted() {
        interruptions++;
        return this;
    }

    @Override
    public long interruptions() {
        return interruptions;
    }

    Script index(long index) {
        this.index = index;
        return this;
    }

    Script warns(String... lines) {
        warnings.clear();
        warnings.addAll(List.of(lines));
        return this;
    }

    /** @param defect comes of asking for the warnings; null: none */
    Script warningsFail(RuntimeException defect) {
        warningsDefect = defect;
        return this;
    }

    Script malformed(Malformed... elements) {
        malformed.clear();
        malformed.addAll(List.of(elements));
        return this;
    }

    Script fails(String reason) {
        fault = new SwarmException(reason);
        return this;
    }

    Script answers() {
        fault = null;
        return this;
    }

    /** @param action happens while the snapshot is read */
    Script during(Runnable action) {
        before = action;
        return this;
    }

    @Override
    public Snapshot snapshot() throws SwarmException {
        before.run();
        if (fault != null) {
            throw fault;
        }
        return new Snapshot(
                Source.SWARM,
                "tcp://manager:2375",
                "cluster",
                index,
                services,
                tasks,
                nodes,
                List.of(new Network("n1", "backend", false)),
                malformed);
    }

    @Override
    public List<String> warnings() {
        if (warningsDefect != null) {
            throw warningsDefect;
        }
        return warnings;
    }

    @Override
    public void watch(Runnable callback) {
        hint = callback;
    }

    /** From now on it has a fingerprint. */
    Script fingerprints() {
        fingerprints = true;
        return this;
    }

    @Override
    public Fingerprint fingerprint() throws SwarmException {
        return fingerprints ? Fingerprint.of(snapshot()) : null;
    }

    /** As if an event had come. */
    void hint() {
        hint.run();
    }

    @Override
    public void watchKills(Consumer<String> container) {
        kills = container;
    }

    /** As if the event of a signal had come. */
    void kill(String container) {
        kills.accept(container);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.swarm.Attachment;
import dev.wagl.swarm.Network;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.PublishedPort;
import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.swarm.PublishedPort.PublishMode;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import dev.wagl.swarm.VirtualIp;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** Makes snapshots out of few words, so that they collide in every way; the larger they are the more of them do not. */
final class RandomSwarm {

    private static final String[] NAMES = {
        "a",
        "b",
        "a,b",
        "1.a",
        "tasks.a",
        "ns",
        "managers",
        "node",
        "a.addr",
        "x y",
        "",
        "A",
        "w1.a",
        "_tcp",
        "_a._tcp",
        "x".repeat(63),
        ("y".repeat(60) + ".").repeat(4) + "zz"
    };
    private static final String[] HOSTS = {"w1", "W1", "w2", "tasks", "1", "a.b", "bad host", "", "x".repeat(64), "_tcp"
    };
    private static final String[] ADDRESSES = {
        "0.0.0.0", "::", "10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2", "127.0.0.1", "fe80::1"
    };
    private static final String[] NETWORKS = {"n1", "n2", "n3", "n4", "gone"};

    /** Shared with the test, so that a seed tells all. */
    final Random random;

    /** More than any snapshot has services. */
    private final int size;

    RandomSwarm(int seed, int size) {
        random = new Random(seed);
        this.size = size;
    }

    NamingConfig config() {
        return new NamingConfig(
                Name.parse(pick("swarm.", "a.example.", "z")),
                random.nextInt(4),
                random.nextBoolean() ? null : address(),
                many(3, this::address));
    }

    Snapshot snapshot() {
        boolean swarm = random.nextInt(3) > 0;
        List<Node> nodes = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            nodes.add(node("node" + i, swarm));
        }
        List<Service> services = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        for (int i = random.nextInt(size); i > 0; i--) {
            services.add(service("s" + i, swarm));
            for (int j = random.nextInt(5); j > 0; j--) {
                tasks.add(task("t" + i + "-" + j, "s" + i));
            }
        }
        List<Network> networks = List.of(
                new Network("n1", "front", false),
                new Network("n2", "back", false),
                new Network("n3", "ingress", true),
                new Network("n4", "docker_gwbridge", false));
        return new Snapshot(
                swarm ? Source.SWARM : Source.CONTAINERS, "", "node1", 0, services, tasks, nodes, networks, List.of());
    }

    /** The same but for some of it, as in another snapshot. */
    Snapshot changed(Snapshot snapshot) {
        Snapshot other = snapshot();
        boolean swarm = snapshot.source() == Source.SWARM;
        return new Snapshot(
                snapshot.source(),
                "",
                "node1",
                0,
                mixed(snapshot.services(), () -> service("s" + random.nextInt(size), swarm)),
                mixed(snapshot.tasks(), () -> task("t" + random.nextInt(5 * size), "s" + random.nextInt(size))),
                mixed(snapshot.nodes(), () -> node("node" + random.nextInt(5), swarm)),
                random.nextInt(8) == 0 ? List.of() : other.networks(),
                List.of());
    }

    private <T> List<T> mixed(List<T> list, Supplier<T> other) {
        List<T> mixed = new ArrayList<>();
        for (T one : list) {
            int fate = random.nextInt(10 + size);
            if (fate > 0) {
                mixed.add(fate == 1 ? other.get() : one);
            }
        }
        if (random.nextInt(3) == 0) {
            mixed.add(other.get());
        }
        return mixed;
    }

    private Node node(String id, boolean swarm) {
        return new Node(
                id,
                pick(HOSTS),
                swarm ? pick(Node.Role.MANAGER, Node.Role.WORKER) : Node.Role.ENGINE,
                random.nextInt(4) == 0,
                pick(Node.State.values()),
                pick(null, null, null, "10.0.0.9", "x", "", "10.0.0.8,fd00::8", "0.0.0.0"),
                random.nextBoolean() ? null : address(),
                random.nextBoolean() ? null : address());
    }

    private Service service(String id, boolean swarm) {
        Map<String, String> labels = new HashMap<>();
        maybe(8, labels, ServiceLabels.SERVICE, random.nextInt(size) < 8 ? pick(NAMES) : "svc" + random.nextInt(size));
        maybe(2, labels, ServiceLabels.DOMAIN, "d", "a", "b.c", "", "node", "d..e");
        maybe(4, labels, ServiceLabels.ADDRESS, "node", "task", "vip", "TASK", "foo");
        maybe(2, labels, ServiceLabels.NETWORK, "front", "BACK", "ingress", "x");
        maybe(4, labels, ServiceLabels.PORT, "80", "http:80/tcp,dns:53/udp", "80,80,web:80", "9/sctp", "x");
        maybe(2, labels, ServiceLabels.TTL, "0", "1", "60", "-1");
        maybe(2, labels, ServiceLabels.PRIORITY, "0", "1", "2", "65536");
        maybe(2, labels, ServiceLabels.WEIGHT, "0", "0", "5", "65535", "w");
        maybe(2, labels, ServiceLabels.PUBLISH, "ready", "not-ready", "never");
        maybe(1, labels, "dns.other", "x");
        return new Service(
                id,
                pick("one", "two") + id,
                1,
                swarm ? pick(Service.Mode.REPLICATED, Service.Mode.GLOBAL, Service.Mode.JOB) : Service.Mode.CONTAINER,
                random.nextInt(5) - 1,
                -1,
                labels,
                many(3, this::port),
                many(3, () -> new VirtualIp(pick(NETWORKS), address())),
                many(3, () -> pick(NETWORKS)),
                false);
    }

    private Task task(String id, String serviceId) {
        return new Task(
                id,
                serviceId,
                pick("", "node1", "node2", "node3", "gone", null),
                random.nextInt(4),
                pick(TaskState.RUNNING, TaskState.RUNNING, TaskState.RUNNING, pick(TaskState.values())),
                pick(TaskState.RUNNING, TaskState.RUNNING, TaskState.RUNNING, pick(TaskState.values())),
                pick(null, Instant.EPOCH, Instant.EPOCH.plusSeconds(random.nextInt(3))),
                null,
                pick(null, "c" + id, "0123456789abcdef" + id),
                many(3, () -> new Attachment(pick(NETWORKS), many(3, this::address))),
                many(3, this::port));
    }

    private PublishedPort port() {
        return new PublishedPort(
                pick(null, null, "http", "bad name", "9"),
                random.nextBoolean() ? null : address(),
                pick(0, 8080, 8081, 53),
                pick(80, 53, 9, 81),
                pick(Protocol.values()),
                pick(PublishMode.values()));
    }

    private InetAddress address() {
        return SwarmText.ip(pick(ADDRESSES));
    }

    private void maybe(int tenths, Map<String, String> labels, String key, String... values) {
        if (random.nextInt(10) < tenths) {
            labels.put(key, pick(values));
        }
    }

    @SafeVarargs
    private <T> T pick(T... from) {
        return from[random.nextInt(from.length)];
    }

    private <T> List<T> many(int below, Supplier<T> one) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(below); i > 0; i--) {
            list.add(one.get());
        }
        return list;
    }
}

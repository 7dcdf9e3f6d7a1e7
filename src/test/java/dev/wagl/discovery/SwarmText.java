package dev.wagl.discovery;

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
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A snapshot written as text, one object per line:
 *
 * <pre>
 * network backend                 (ingress: the routing mesh)
 * node w1 worker 10.0.0.11        (manager, leader, engine; down, unknown; label=, manager=, id=)
 * service api desired=3 running=4 updating port=8080:80 port=53:53/udp/host net=backend vip=backend:10.1.0.2 dns.service=api mode=global
 * task api.1 w1 running ip=backend:10.1.0.11,fd00::11 port=32768:80 age=5 desired=shutdown
 * container web port=0.0.0.0:8080:80 ip=bridge:172.17.0.2 dns.service=web state=running
 * </pre>
 */
public final class SwarmText {

    private static final Pattern TOKEN = Pattern.compile("[^\\s\"=]+=\"[^\"]*\"|\\S+");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Service> services = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Network> networks = new ArrayList<>();
    private Source source = Source.SWARM;

    public static Snapshot snapshot(String text) {
        SwarmText read = new SwarmText();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(read::line);
        return new Snapshot(
                read.source, "test:", "engine", 42, read.services, read.tasks, read.nodes, read.networks, List.of());
    }

    public static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    private void line(String line) {
        Line words = new Line(line);
        switch (words.next()) {
            case "network" -> networks.add(network(words));
            case "node" -> nodes.add(node(words));
            case "service" -> services.add(service(words));
            case "task" -> tasks.add(task(words));
            case "container" -> container(words);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static Network network(Line words) {
        String name = words.next();
        return new Network(words.value("id", "n-" + name), name, words.has("ingress"));
    }

    private Node node(Line words) {
        String name = words.next();
        boolean engine = words.has("engine");
        boolean manager = words.has("manager");
        boolean leader = words.has("leader");
        Node.State state =
                words.has("down") ? Node.State.DOWN : words.has("unknown") ? Node.State.UNKNOWN : Node.State.READY;
        words.has("worker");
        source = engine ? Source.CONTAINERS : source;
        String managerAddress = words.value("manager", null);
        return new Node(
                words.value("id", engine ? name : "id-" + name),
                name,
                engine ? Node.Role.ENGINE : manager || leader ? Node.Role.MANAGER : Node.Role.WORKER,
                leader,
                state,
                words.value("label", null),
                words.rest() == null ? null : ip(words.rest()),
                managerAddress == null ? null : ip(managerAddress));
    }

    private static Service service(Line words) {
        String name = words.next();
        List<VirtualIp> vips = words.values("vip").stream()
                .map(vip -> vip.split(":", 2))
                .map(vip -> new VirtualIp("n-" + vip[0], ip(vip[1])))
                .toList();
        return new Service(
                words.value("id", "s-" + name),
                name,
                7,
                Service.Mode.valueOf(words.value("mode", "replicated").toUpperCase(Locale.ROOT)),
                Integer.parseInt(words.value("desired", "1")),
                Integer.parseInt(words.value("running", "-1")),
                words.labels(),
                words.values("port").stream().map(SwarmText::port).toList(),
                vips,
                words.values("net").stream().map(net -> "n-" + net).toList(),
                words.has("updating"));
    }

    private static Task task(Line words) {
        String[] name = words.next().split("\\.(?=[^.]*$)");
        int slot = name[1].equals("-") ? 0 : Integer.parseInt(name[1]);
        String node = words.next();
        TaskState state = TaskState.valueOf(words.next().toUpperCase(Locale.ROOT));
        String id = words.value("id", "t-" + name[0] + "-" + name[1] + "-" + node);
        return new Task(
                id,
                "s-" + name[0],
                node.equals("-") ? "" : "id-" + node,
                slot,
                state,
                TaskState.valueOf(words.value("desired", "running").toUpperCase(Locale.ROOT)),
                START.minusSeconds(Integer.parseInt(words.value("age", "0"))),
                START,
                "0123456789abcdef" + id,
                words.values("ip").stream().map(SwarmText::attachment).toList(),
                words.values("port").stream()
                        .map(text -> SwarmText.port(text + "/host"))
                        .toList());
    }

    private void container(Line words) {
        String name = words.next();
        String id = words.value("id", name + "0123456789abcdef");
        List<PublishedPort> ports =
                words.values("port").stream().map(SwarmText::containerPort).toList();
        TaskState state = TaskState.valueOf(words.value("state", "running").toUpperCase(Locale.ROOT));
        List<Attachment> attachments =
                words.values("ip").stream().map(SwarmText::attachment).toList();
        List<String> networkIds =
                attachments.stream().map(Attachment::networkId).toList();
        services.add(new Service(
                id, name, 0, Service.Mode.CONTAINER, 1, -1, words.labels(), ports, List.of(), networkIds, false));
        tasks.add(new Task(
                id,
                id,
                words.value("node", "engine"),
                0,
                state,
                TaskState.RUNNING,
                START,
                START,
                id,
                attachments,
                ports));
    }

    private static Attachment attachment(String text) {
        String[] parts = text.split(":", 2);
        return new Attachment(
                "n-" + parts[0],
                Arrays.stream(parts[1].split(",")).map(SwarmText::ip).toList());
    }

    /** {@code published:target/protocol/mode}. */
    private static PublishedPort port(String text) {
        boolean host = text.endsWith("/host");
        String[] parts = text.replace("/host", "").split("[:/]");
        return new PublishedPort(
                null,
                null,
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                parts.length > 2 ? Protocol.valueOf(parts[2].toUpperCase(Locale.ROOT)) : Protocol.TCP,
                host ? PublishMode.HOST : PublishMode.INGRESS);
    }

    /** {@code address:published:target/protocol}. */
    private static PublishedPort containerPort(String text) {
        int end = text.lastIndexOf(':', text.lastIndexOf(':') - 1);
        PublishedPort port = port(text.substring(end + 1) + "/host");
        return new PublishedPort(
                null, ip(text.substring(0, end)), port.published(), port.target(), port.protocol(), port.mode());
    }

    /** The words of one line; {@code key=value} apart from the others. */
    private static final class Line {

        private final List<String> words = new ArrayList<>();
        private final Map<String, List<String>> values = new HashMap<>();

        Line(String line) {
            for (Matcher matcher = TOKEN.matcher(line); matcher.find(); ) {
                String word = matcher.group();
                int equals = word.indexOf('=');
                if (equals < 0) {
                    words.add(word);
                } else {
                    String value = word.substring(equals + 1).replace("\"", "");
                    values.computeIfAbsent(word.substring(0, equals), key -> new ArrayList<>())
                            .add(value);
                }
            }
        }

        String next() {
            return words.remove(0);
        }

        boolean has(String word) {
            return words.remove(word);
        }

        String rest() {
            return words.isEmpty() ? null : words.get(0);
        }

        String value(String key, String absent) {
            return values.containsKey(key) ? values.get(key).get(0) : absent;
        }

        List<String> values(String key) {
            return values.getOrDefault(key, List.of());
        }

        Map<String, String> labels() {
            Map<String, String> labels = new HashMap<>();
            values.forEach((key, value) -> {
                if (key.startsWith("dns.")) {
                    labels.put(key, value.get(0));
                }
            });
            return labels;
        }
    }
}

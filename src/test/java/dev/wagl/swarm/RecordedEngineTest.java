package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.swarm.PublishedPort.Protocol;
import dev.wagl.swarm.PublishedPort.PublishMode;
import dev.wagl.swarm.Service.Mode;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of the bodies of a real engine 20.10; what is in them stands beside them, in {@code docker/20.10/README.md}. */
class RecordedEngineTest {

    private static final String NODE = "udqturslkxbjsv3rqmggihrmt";
    private static final String BILLING = "qagtap4zpkyso4o3y4gnqol18";
    private static final String SIX = "sw96wjhqe8dx4vxfhswxv6nba";

    @Test
    void aSwarm() throws Exception {
        Snapshot snapshot = swarm();
        Map<String, Service> services = byName(snapshot);

        assertThat(snapshot.source()).isEqualTo(Source.SWARM);
        assertThat(snapshot.clusterId()).isEqualTo("d8bvo9107pwotip6505f0wtap");
        assertThat(snapshot.index())
                .as("the largest of any object, here of the draining task")
                .isEqualTo(84);
        assertThat(snapshot.malformed()).isEmpty();
        assertThat(snapshot.hostAddressHint()).isNull();
        assertThat(services.keySet())
                .containsExactlyInAnyOrder(
                        "api",
                        "host",
                        "glob",
                        "dnsrr",
                        "vip",
                        "slow",
                        "job",
                        "nowhere",
                        "zero",
                        "drains",
                        "unlabelled");
        assertThat(snapshot.nodes())
                .containsExactly(new Node(
                        NODE,
                        36,
                        Instant.parse("2026-11-22T22:21:40.86114935Z"),
                        false,
                        "node-a",
                        Node.Role.MANAGER,
                        true,
                        Node.State.READY,
                        "198.51.100.7",
                        InetAddress.getByName("10.97.0.1"),
                        InetAddress.getByName("10.97.0.1")));
        assertThat(snapshot.networks())
                .contains(
                        new Network(BILLING, "billing", false),
                        new Network(SIX, "six", false),
                        new Network("cyiaiqn4bhaxnx6eo13tw4vzc", "ingress", true))
                .hasSize(9);
    }

    @Test
    void servicesOfEveryKind() throws Exception {
        Map<String, Service> services = byName(swarm());

        assertThat(services.get("api").labels()).isEqualTo(Map.of("dns.service", "api", "dns.domain", "billing"));
        assertThat(services.get("api").ports())
                .containsExactly(new PublishedPort(null, null, 8080, 80, Protocol.TCP, PublishMode.INGRESS));
        assertThat(services.get("api").desired()).isEqualTo(2);
        assertThat(services.get("api").running()).isEqualTo(2);
        assertThat(services.get("host").labels())
                .as("the service's label wins over the container's of the same name")
                .isEqualTo(Map.of("dns.service", "host", "dns.ttl", "5"));
        assertThat(services.get("host").ports())
                .containsExactly(
                        new PublishedPort(null, null, 8081, 80, Protocol.TCP, PublishMode.HOST),
                        new PublishedPort(null, null, 0, 90, Protocol.UDP, PublishMode.HOST));
        assertThat(services.get("host").networkIds()).containsExactly(BILLING, SIX);
        assertThat(services.get("host").virtualIps())
                .containsExactly(
                        new VirtualIp(BILLING, InetAddress.getByName("10.0.1.5")),
                        new VirtualIp(SIX, InetAddress.getByName("fd00:42::2")));
        assertThat(services.get("glob").mode()).isEqualTo(Mode.GLOBAL);
        assertThat(services.get("glob").labels()).as("none but dns.*").isEqualTo(Map.of("dns.service", "glob"));
        assertThat(services.get("job").mode()).isEqualTo(Mode.JOB);
        assertThat(services.get("dnsrr").virtualIps()).isEmpty();
        assertThat(services.get("zero").desired()).isZero();
        assertThat(services.get("unlabelled").labels()).isEmpty();
        assertThat(services.get("drains").desired()).isZero();
        assertThat(services.get("drains").running()).isEqualTo(1);
    }

    @Test
    void tasksOfEveryKind() throws Exception {
        Snapshot snapshot = swarm();
        Map<String, Service> services = byName(snapshot);

        Task host = only(snapshot, services.get("host"));
        assertThat(host.ready()).isTrue();
        assertThat(host.slot()).isEqualTo(1);
        assertThat(host.nodeId()).isEqualTo(NODE);
        assertThat(host.createdAt()).isEqualTo(Instant.parse("2026-11-22T22:21:40.742539613Z"));
        assertThat(host.stateSince()).isEqualTo(Instant.parse("2026-11-22T22:21:44.752006343Z"));
        assertThat(host.containerId()).startsWith("a441699d93f8");
        assertThat(host.ports())
                .as("the engine lists each twice, once for IPv6")
                .containsExactly(
                        new PublishedPort(null, null, 32769, 90, Protocol.UDP, PublishMode.HOST),
                        new PublishedPort(null, null, 8081, 80, Protocol.TCP, PublishMode.HOST));
        assertThat(host.attachments())
                .containsExactly(
                        new Attachment(BILLING, List.of(InetAddress.getByName("10.0.1.6"))),
                        new Attachment(SIX, List.of(InetAddress.getByName("fd00:42::3"))));

        Task slow = only(snapshot, services.get("slow"));
        assertThat(slow.starting()).isTrue();
        assertThat(slow.ready()).isFalse();

        Task nowhere = only(snapshot, services.get("nowhere"));
        assertThat(nowhere.nodeId()).isEmpty();
        assertThat(nowhere.state()).isEqualTo(TaskState.PENDING);

        Task drains = only(snapshot, services.get("drains"));
        assertThat(drains.draining()).isTrue();
        assertThat(drains.desiredState()).isEqualTo(TaskState.REMOVE);

        assertThat(only(snapshot, services.get("glob")).slot()).isZero();
        assertThat(tasksOf(snapshot, services.get("vip"))).hasSize(3);
        assertThat(tasksOf(snapshot, services.get("job"))).isEmpty();
    }

    @Test
    void aPlainEngine() throws Exception {
        Snapshot snapshot = engine();
        Map<String, Service> services = byName(snapshot);

        assertThat(snapshot.source()).isEqualTo(Source.CONTAINERS);
        assertThat(snapshot.clusterId()).startsWith("Q3EN:");
        assertThat(snapshot.index()).isZero();
        assertThat(snapshot.malformed()).isEmpty();
        assertThat(services.keySet())
                .as("a link's alias is not the name")
                .containsExactlyInAnyOrder(
                        "web", "db", "dyn", "link", "sick", "fit", "slow", "hostnet", "gone", "made", "frozen");
        assertThat(snapshot.nodes()).singleElement().satisfies(node -> {
            assertThat(node.id()).isEqualTo(snapshot.clusterId());
            assertThat(node.hostName()).isEqualTo("node-a");
            assertThat(node.role()).isEqualTo(Node.Role.ENGINE);
            assertThat(node.statusAddress()).isNull();
        });
        assertThat(services.get("web").labels()).isEqualTo(Map.of("dns.service", "web"));
        assertThat(services.get("web").mode()).isEqualTo(Mode.CONTAINER);
        assertThat(services.get("web").ports())
                .as("0.0.0.0 and :: are one")
                .containsExactlyInAnyOrder(
                        new PublishedPort(
                                null, InetAddress.getByName("127.0.0.1"), 8443, 443, Protocol.TCP, PublishMode.HOST),
                        new PublishedPort(
                                null, InetAddress.getByName("0.0.0.0"), 8080, 80, Protocol.TCP, PublishMode.HOST));
        assertThat(services.get("dyn").ports()).hasSize(2);
        assertThat(only(snapshot, services.get("web")).attachments())
                .singleElement()
                .satisfies(attachment ->
                        assertThat(attachment.addresses()).containsExactly(InetAddress.getByName("172.17.0.2")));
        assertThat(only(snapshot, services.get("hostnet")).attachments()).isEmpty();
    }

    @Test
    void containersInEveryState() throws Exception {
        Snapshot snapshot = engine();
        Map<String, TaskState> states = snapshot.services().stream()
                .collect(Collectors.toMap(
                        Service::name, service -> only(snapshot, service).state()));

        assertThat(states)
                .containsEntry("web", TaskState.RUNNING)
                .containsEntry("fit", TaskState.RUNNING)
                .containsEntry("slow", TaskState.STARTING)
                .containsEntry("sick", TaskState.STARTING)
                .containsEntry("gone", TaskState.COMPLETE)
                .containsEntry("made", TaskState.NEW)
                .containsEntry("frozen", TaskState.READY);
    }

    private static Snapshot swarm() throws SwarmException {
        try (FakeSwarm fake = FakeSwarm.builder().start()) {
            return read(fake.recorded("/info", "20.10/swarm/info.json")
                    .recorded("/services", "20.10/swarm/services.json")
                    .recordedTasks("20.10/swarm/tasks.json", "20.10/swarm/tasks-draining.json")
                    .recorded("/nodes", "20.10/swarm/nodes.json")
                    .recorded("/networks", "20.10/swarm/networks.json"));
        }
    }

    private static Snapshot engine() throws SwarmException {
        try (FakeSwarm fake = FakeSwarm.builder().start()) {
            return read(fake.recorded("/info", "20.10/engine/info.json")
                    .recorded("/containers/json", "20.10/engine/containers.json"));
        }
    }

    private static Snapshot read(FakeSwarm fake) throws SwarmException {
        try (DockerSwarm docker = new DockerSwarm(fake.config())) {
            return docker.snapshot();
        }
    }

    private static Map<String, Service> byName(Snapshot snapshot) {
        return snapshot.services().stream().collect(Collectors.toMap(Service::name, Function.identity()));
    }

    private static List<Task> tasksOf(Snapshot snapshot, Service service) {
        return snapshot.tasks().stream()
                .filter(task -> task.serviceId().equals(service.id()))
                .toList();
    }

    private static Task only(Snapshot snapshot, Service service) {
        List<Task> tasks = tasksOf(snapshot, service);
        assertThat(tasks).as("tasks of %s", service.name()).hasSize(1);
        return tasks.get(0);
    }
}

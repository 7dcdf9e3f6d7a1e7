package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
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
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBytes;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds whatever the snapshot is: thousands of random ones, most of them odd. */
class ProjectionPropertiesTest {

    private static final int SNAPSHOTS_PER_SEED = 40;

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatHoldsForEverySnapshot(int seed) {
        RandomSwarm random = new RandomSwarm(seed);
        for (int i = 0; i < SNAPSHOTS_PER_SEED; i++) {
            Snapshot snapshot = random.snapshot();
            NamingConfig config = random.config();
            Projection projection = new ZoneProjection(config).project(snapshot, i);

            everySrvTargetHasExactlyTheAddressesOfItsEndpoint(projection);
            noAddressIsUnspecified(projection.zone());
            everyAddressHasOnePtrRecordAndIsThereInHex(projection.zone());
            everyServiceIsPublishedOrLeftOut(snapshot, projection);
            theOrderOfTheSnapshotDoesNotMatter(snapshot, config, projection, random.random);
        }
    }

    /** What a zone takes over from the one before must not show. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aZoneIsTheSameWhateverWasThereBefore(int seed) {
        RandomSwarm random = new RandomSwarm(seed);
        ZoneProjection projection = new ZoneProjection(random.config());
        Snapshot snapshot = random.snapshot();
        Projection before = null;
        List<String> served = List.of();
        int shared = 0;
        for (int i = 0; i < 3 * SNAPSHOTS_PER_SEED; i++) {
            Projection after = projection.project(snapshot, i, before);
            Projection anew = projection.project(snapshot, i);

            List<String> bytes = ZoneBytes.of(after.zone());
            assertThat(bytes).isEqualTo(ZoneBytes.of(anew.zone()));
            assertThat(before == null ? served : ZoneBytes.of(before.zone()))
                    .as("the zone before is served on meanwhile")
                    .isEqualTo(served);
            assertThat(after.zone().sameContent(anew.zone())).isTrue();
            assertThat(after.services()).isEqualTo(anew.services());
            assertThat(after.leftOut()).isEqualTo(anew.leftOut());
            assertThat(after.warnings()).isEqualTo(anew.warnings());
            shared += before == null
                    ? 0
                    : (int) after.zone().shown().stream().filter(before.zone()::has).count();
            before = after;
            served = bytes;
            snapshot = random.random.nextInt(4) == 0 ? random.snapshot() : random.changed(snapshot);
        }
        assertThat(shared).as("nodes that are of two zones").isGreaterThan(SNAPSHOTS_PER_SEED);
    }

    private static void everySrvTargetHasExactlyTheAddressesOfItsEndpoint(Projection projection) {
        for (PublishedService service : projection.services()) {
            Set<Name> instances = new HashSet<>();
            for (Endpoint endpoint : service.endpoints()) {
                List<String> expected = endpoint.target().parent().firstLabel().equals("addr")
                        ? List.of(text(endpoint.addresses().get(0)))
                        : endpoint.addresses().stream()
                                .map(ProjectionPropertiesTest::text)
                                .toList();
                if (endpoint.answered() && endpoint.port() > 0) {
                    assertThat(addresses(projection.zone(), endpoint.target()))
                            .as("%s of %s", endpoint, service.name())
                            .containsExactlyInAnyOrderElementsOf(expected);
                    instances.add(endpoint.target());
                }
            }
            assertThat(projection.zone().find(service.name())).isNotNull();
            assertThat(instances).doesNotContainNull();
        }
        for (Name owner : projection.zone().owners()) {
            for (String line : projection.zone().describe(owner)) {
                if (line.contains(" IN SRV ")) {
                    Name target = Name.parse(line.substring(line.lastIndexOf(' ') + 1));
                    assertThat(addresses(projection.zone(), target)).as(line).isNotEmpty();
                }
            }
        }
    }

    private static List<String> addresses(Zone zone, Name owner) {
        return zone.describe(owner).stream()
                .filter(line -> line.contains(" IN A ") || line.contains(" IN AAAA "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }

    private static void noAddressIsUnspecified(Zone zone) {
        for (Name owner : zone.owners()) {
            assertThat(addresses(zone, owner)).doesNotContain("0.0.0.0", "0:0:0:0:0:0:0:0", "::");
        }
    }

    private static void everyAddressHasOnePtrRecordAndIsThereInHex(Zone zone) {
        Set<String> addresses = new HashSet<>();
        Name nameServer = zone.apex().child("ns");
        for (Name owner : zone.owners()) {
            if (!owner.equals(nameServer)) {
                addresses.addAll(addresses(zone, owner));
            }
        }
        PublishedAddresses names = new PublishedAddresses(zone.apex());
        for (String text : addresses) {
            InetAddress address = SwarmText.ip(text);
            assertThat(zone.describe(Name.reverse(address)))
                    .filteredOn(line -> line.contains(" IN PTR "))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(
                                    addresses(zone, Name.parse(line.substring(line.lastIndexOf(' ') + 1))))
                            .isNotEmpty());
            assertThat(addresses(zone, names.hex(address))).containsExactly(text);
        }
        assertThat(zone.records(RecordType.PTR)).isEqualTo(addresses.size());
    }

    private static void everyServiceIsPublishedOrLeftOut(Snapshot snapshot, Projection projection) {
        Set<String> told = new HashSet<>();
        projection.services().forEach(service -> service.sources().forEach(source -> told.add(source.name())));
        projection.leftOut().forEach(left -> told.add(left.name()));
        for (Service service : snapshot.services()) {
            if (service.labels().containsKey(ServiceLabels.SERVICE)) {
                assertThat(told).contains(service.name());
            }
        }
    }

    private static void theOrderOfTheSnapshotDoesNotMatter(
            Snapshot snapshot, NamingConfig config, Projection projection, Random random) {
        Snapshot shuffled = new Snapshot(
                snapshot.source(),
                snapshot.endpoint(),
                snapshot.clusterId(),
                snapshot.index(),
                shuffled(
                        snapshot.services().stream()
                                .map(service -> new Service(
                                        service.id(),
                                        service.name(),
                                        service.version(),
                                        service.mode(),
                                        service.desired(),
                                        service.running(),
                                        service.labels(),
                                        shuffled(service.ports(), random),
                                        shuffled(service.virtualIps(), random),
                                        shuffled(service.networkIds(), random),
                                        service.updating()))
                                .toList(),
                        random),
                shuffled(snapshot.tasks(), random),
                shuffled(snapshot.nodes(), random),
                shuffled(snapshot.networks(), random),
                List.of());
        Projection again = new ZoneProjection(config).project(shuffled, 99);

        assertThat(again.zone().generation()).isEqualTo(projection.zone().generation());
        assertThat(again.zone().sameContent(projection.zone())).isTrue();
        assertThat(again.services()).isEqualTo(projection.services());
        assertThat(again.leftOut()).isEqualTo(projection.leftOut());
        assertThat(again.warnings()).isEqualTo(projection.warnings());
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    @Test
    void aThousandServicesOfThreeTasks() {
        List<Service> services = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        List<Node> nodes = new ArrayList<>();
        for (int node = 0; node < 10; node++) {
            nodes.add(new Node(
                    "n" + node,
                    "node" + node,
                    Node.Role.WORKER,
                    false,
                    Node.State.READY,
                    null,
                    SwarmText.ip("10.0.0." + (node + 1)),
                    null));
        }
        for (int i = 0; i < 1000; i++) {
            services.add(new Service(
                    "s" + i,
                    "service" + i,
                    i,
                    Service.Mode.REPLICATED,
                    3,
                    3,
                    Map.of("dns.service", "service" + i, "dns.port", "80"),
                    List.of(),
                    List.of(),
                    List.of("net"),
                    false));
            for (int slot = 1; slot <= 3; slot++) {
                InetAddress address = SwarmText.ip("10.1." + (i >> 6) + "." + ((i & 63) * 4 + slot - 1));
                tasks.add(new Task(
                        "t" + i + "-" + slot,
                        "s" + i,
                        "n" + (i + slot) % 10,
                        slot,
                        TaskState.RUNNING,
                        TaskState.RUNNING,
                        Instant.EPOCH,
                        Instant.EPOCH,
                        null,
                        List.of(new Attachment("net", List.of(address))),
                        List.of()));
            }
        }
        Snapshot snapshot = new Snapshot(
                Source.SWARM,
                "",
                "",
                1,
                services,
                tasks,
                nodes,
                List.of(new Network("net", "backend", false)),
                List.of());

        Projection projection = new ZoneProjection(Projected.CONFIG).project(snapshot, 1);

        assertThat(projection.services()).hasSize(1000);
        assertThat(projection.zone().records(RecordType.SRV)).isEqualTo(3000);
        assertThat(projection.zone().records(RecordType.PTR)).isEqualTo(3010);
        assertThat(projection.leftOut()).isEmpty();
    }

    /** Makes snapshots out of few words, so that they collide in every way. */
    private static final class RandomSwarm {

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
        private static final String[] HOSTS = {
            "w1", "W1", "w2", "tasks", "1", "a.b", "bad host", "", "x".repeat(64), "_tcp"
        };
        private static final String[] ADDRESSES = {
            "0.0.0.0", "::", "10.0.0.1", "10.0.0.2", "10.0.0.3", "fd00::1", "fd00::2", "127.0.0.1", "fe80::1"
        };
        private static final String[] NETWORKS = {"n1", "n2", "n3", "n4", "gone"};

        private final Random random;

        RandomSwarm(int seed) {
            random = new Random(seed);
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
            for (int i = random.nextInt(8); i > 0; i--) {
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
                    swarm ? Source.SWARM : Source.CONTAINERS,
                    "",
                    "node1",
                    0,
                    services,
                    tasks,
                    nodes,
                    networks,
                    List.of());
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
                    mixed(snapshot.services(), () -> service("s" + random.nextInt(8), swarm)),
                    mixed(snapshot.tasks(), () -> task("t" + random.nextInt(40), "s" + random.nextInt(8))),
                    mixed(snapshot.nodes(), () -> node("node" + random.nextInt(5), swarm)),
                    random.nextInt(8) == 0 ? List.of() : other.networks(),
                    List.of());
        }

        private <T> List<T> mixed(List<T> list, java.util.function.Supplier<T> other) {
            List<T> mixed = new ArrayList<>();
            for (T one : list) {
                int fate = random.nextInt(20);
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
            maybe(8, labels, ServiceLabels.SERVICE, NAMES);
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
                    swarm
                            ? pick(Service.Mode.REPLICATED, Service.Mode.GLOBAL, Service.Mode.JOB)
                            : Service.Mode.CONTAINER,
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

        private <T> List<T> many(int below, java.util.function.Supplier<T> one) {
            List<T> list = new ArrayList<>();
            for (int i = random.nextInt(below); i > 0; i--) {
                list.add(one.get());
            }
            return list;
        }
    }

    /** As a record of the zone shows it. */
    private static String text(InetAddress address) {
        byte[] octets = address.getAddress();
        return RdataText.of(octets.length == 4 ? RecordType.A : RecordType.AAAA, octets);
    }
}

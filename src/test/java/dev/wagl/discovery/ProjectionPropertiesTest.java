package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import dev.wagl.swarm.Attachment;
import dev.wagl.swarm.Network;
import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import dev.wagl.zone.Zone;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
        RandomSwarm random = new RandomSwarm(seed, 8);
        for (int i = 0; i < SNAPSHOTS_PER_SEED; i++) {
            Snapshot snapshot = random.snapshot();
            NamingConfig config = random.config();
            Projection projection = new ZoneProjection(config).project(snapshot, i);

            everySrvTargetHasExactlyTheAddressesOfItsEndpoint(projection);
            noAddressIsUnspecified(projection.zone());
            everyAddressHasOnePtrRecordAndIsThereInHex(projection.zone());
            everyNameAboveANameExists(projection.zone());
            everyServiceIsPublishedOrLeftOut(snapshot, projection);
            theOrderOfTheSnapshotDoesNotMatter(snapshot, config, projection, random.random);
        }
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

    /** RFC 8020. */
    private static void everyNameAboveANameExists(Zone zone) {
        for (Name owner : zone.owners()) {
            for (Name name = owner; name.isAtOrBelow(zone.apex()); name = name.parent()) {
                assertThat(zone.find(name))
                        .as("%s, which is above %s", name, owner)
                        .isNotNull();
            }
        }
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

    /** As a record of the zone shows it. */
    private static String text(InetAddress address) {
        byte[] octets = address.getAddress();
        return RdataText.of(octets.length == 4 ? RecordType.A : RecordType.AAAA, octets);
    }
}

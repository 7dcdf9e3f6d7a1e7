package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.container;
import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An element that makes no sense is left out with its reason; the others count. */
class MalformedTest {

    private FakeSwarm fake;

    @BeforeEach
    void start() {
        fake = FakeSwarm.builder().start();
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("back"))
                .add(service("api").label("dns.service", "api"))
                .add(task("t1", "api", 1, "n1"));
    }

    @AfterEach
    void close() {
        fake.close();
    }

    private static SwarmJson.TaskElement bad() {
        return task("bad", "api", 2, "n1");
    }

    static Stream<Arguments> tasksLeftOut() {
        return Stream.of(
                Arguments.of(bad().state("floating"), "has the unknown state 'floating'"),
                Arguments.of(bad().state(""), "has the unknown state ''"),
                Arguments.of(bad().desired("floating"), "has the unknown desired state 'floating'"),
                Arguments.of(without(bad(), "DesiredState"), "has the unknown desired state nothing"),
                Arguments.of(without(bad(), "Status"), "has the unknown state nothing"),
                Arguments.of(without(bad(), "NodeID"), "runs, but on no node"));
    }

    @ParameterizedTest
    @MethodSource("tasksLeftOut")
    void aTaskThatMakesNoSenseIsLeftOut(SwarmJson.TaskElement task, String reason) throws Exception {
        // Only tasks desired to run are listed by the model's filter.
        fake.body("/tasks", "[" + task.json() + "," + task("t1", "api", 1, "n1").json() + "]");

        Snapshot snapshot = read();

        assertThat(snapshot.tasks()).extracting(Task::id).containsExactly("t1");
        assertThat(snapshot.malformed()).containsExactly(new Malformed("task", "bad", reason));
    }

    static Stream<Arguments> piecesLeftOut() {
        return Stream.of(
                Arguments.of(bad().hostPort(0, 80), "published port 0 is not a port (1 to 65535)"),
                Arguments.of(bad().hostPort(65536, 80), "published port 65536 is not a port (1 to 65535)"),
                Arguments.of(bad().hostPort(-1, 80), "published port -1 is not a port (1 to 65535)"),
                Arguments.of(bad().hostPort(8080, 0), "target port 0 is not a port (1 to 65535)"),
                Arguments.of(bad().address("back", "10.0.1/24"), "address '10.0.1/24' is not an address"),
                Arguments.of(bad().address("back", "host.example"), "address 'host.example' is not an address"));
    }

    @ParameterizedTest
    @MethodSource("piecesLeftOut")
    void aPieceOfATaskThatMakesNoSenseIsLeftOutAlone(SwarmJson.TaskElement task, String reason) throws Exception {
        fake.add(task.hostPort(9090, 90).address("back", "10.0.1.7/24"));

        Snapshot snapshot = read();

        assertThat(snapshot.malformed()).containsExactly(new Malformed("task", "bad", reason));
        assertThat(snapshot.tasks())
                .filteredOn(read -> read.id().equals("bad"))
                .singleElement()
                .satisfies(read -> {
                    assertThat(read.ports())
                            .extracting(PublishedPort::published)
                            .containsExactly(9090);
                    assertThat(read.attachments())
                            .singleElement()
                            .satisfies(attachment ->
                                    assertThat(attachment.addresses()).hasSize(1));
                });
    }

    @Test
    void aTaskThatIsNotPlacedYetIsNormal() throws Exception {
        fake.add(task("new", "api", 2, null).state("new"))
                .add(task("pending", "api", 3, null).state("pending"));

        Snapshot snapshot = read();

        assertThat(snapshot.malformed()).isEmpty();
        assertThat(snapshot.tasks()).extracting(Task::nodeId).containsExactly("n1", "", "");
    }

    @ParameterizedTest
    @CsvSource({
        "/services,        ID, service,   has no name",
        "/tasks,           ID, task,      has the unknown state nothing",
        "/nodes,           ID, node,      has the unknown role nothing",
        "/networks,        Id, network,   has no name",
        "/containers/json, Id, container, has no name",
    })
    void aListOfWhichNothingMakesSenseIsNoList(String path, String id, String kind, String reason) {
        if (kind.equals("container")) {
            fake.engine();
        }
        for (String body : List.of("[{'ID':'a'}]", "[{'ID':'a'},{'ID':'b'}]", "[{'ID':'a'},null,{}]")) {
            fake.body(path, body.replace('\'', '"').replace("ID", id));

            assertThatThrownBy(this::read)
                    .as(body)
                    .isInstanceOf(SwarmException.class)
                    .hasMessage(fake.endpoint() + ": its answer to " + path + " lists no " + kind
                            + " that makes sense; the first, 'a', " + reason);
        }
    }

    @Test
    void aLoneDrainingTaskThatMakesNoSenseIsLeftOut() throws Exception {
        fake.add(service("going").label("dns.service", "going").replicas(0).status(1, 0))
                .add(task("bad", "going", 1, "n1").state("floating").desired("shutdown"));

        Snapshot snapshot = read();

        assertThat(snapshot.tasks()).extracting(Task::id).containsExactly("t1");
        assertThat(snapshot.malformed())
                .containsExactly(new Malformed("task", "bad", "has the unknown state 'floating'"));
    }

    @Test
    void gosZeroTimeIsNone() throws Exception {
        SwarmJson.TaskElement young = task("young", "api", 2, "n1").createdAt("2026-01-02T03:04:05Z");
        young.json().withObject("Status").put("Timestamp", "0001-01-01T00:00:00Z");
        fake.add(young).add(task("odd", "api", 3, "n1").createdAt("0001-01-01T00:00:00Z"));

        Snapshot snapshot = read();

        assertThat(snapshot.tasks().get(1).stateSince()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        assertThat(snapshot.tasks().get(2).createdAt()).isEqualTo(Instant.EPOCH);
        assertThat(snapshot.malformed()).isEmpty();
    }

    @Test
    void elementsWithoutIdOrTwiceOrOfAnotherKind() throws Exception {
        String good = task("t1", "api", 1, "n1").json().toString();
        String noId = without(task("x", "api", 2, "n1"), "ID").json().toString();
        fake.body(
                "/tasks",
                "[null, 7, \"t\", [], [[{\"ID\":\"nested\"}]], " + noId + "," + good + "," + good
                        + ",{\"ID\":{\"a\":1}}]");

        Snapshot snapshot = read();

        assertThat(snapshot.tasks()).extracting(Task::id).containsExactly("t1");
        assertThat(snapshot.malformed())
                .extracting(Malformed::reason)
                .containsExactly(
                        "is not an object",
                        "is not an object",
                        "is not an object",
                        "is not an object",
                        "is not an object",
                        "has no id",
                        "is listed twice",
                        "has no id");
    }

    static Stream<Consumer<SwarmJson.ServiceElement>> oddServices() {
        return Stream.of(
                service -> service.json().put("Version", "7"),
                service -> service.json()
                        .withObject("Version")
                        .put("Index", new java.math.BigInteger("99999999999999999999")),
                service -> service.json().withObject("Version").put("Index", 1e300),
                service -> service.json().put("Endpoint", true),
                service -> service.json().withObject("Endpoint").put("Ports", 8080),
                service -> service.json().withObject("Endpoint").putObject("VirtualIPs"),
                service -> service.json()
                        .withObject("Endpoint")
                        .putArray("VirtualIPs")
                        .add(5)
                        .addObject()
                        .put("NetworkID", "n"),
                service -> service.json().withObject("Spec").put("Mode", "Replicated"),
                service -> service.json().withObject("Spec").putArray("TaskTemplate"),
                service ->
                        service.json().withObject("Spec").withObject("Labels").putObject("dns.ttl"),
                service ->
                        service.json().withObject("Spec").withObject("Labels").putNull("dns.port"),
                service -> service.json().put("UpdateStatus", 5).put("ServiceStatus", "running"));
    }

    @ParameterizedTest
    @MethodSource("oddServices")
    void fieldsOfAnotherKindReadAsAbsent(Consumer<SwarmJson.ServiceElement> change) throws Exception {
        SwarmJson.ServiceElement odd = service("odd").label("dns.service", "odd");
        change.accept(odd);
        fake.add(odd);

        Snapshot snapshot = read();

        assertThat(snapshot.malformed()).isEmpty();
        assertThat(snapshot.services())
                .filteredOn(service -> service.name().equals("odd"))
                .singleElement()
                .satisfies(service -> assertThat(service.labels().keySet()).containsExactly("dns.service"));
        assertThat(snapshot.services()).hasSize(2);
    }

    @Test
    void piecesOfAService() throws Exception {
        fake.add(service("odd")
                .port(8080, 80, "icmp", "ingress")
                .port(8080, 80, "tcp", "everywhere")
                .port(99999, 80, "tcp", "ingress")
                .port(8081, 81, "sctp", "ingress")
                .virtualIp("back", "10.0.0.999/24")
                .virtualIp("back", "10.0.0.9/24"));

        Snapshot snapshot = read();

        Service odd = snapshot.services().get(1);
        assertThat(odd.ports()).extracting(PublishedPort::published).containsExactly(8081);
        assertThat(odd.virtualIps()).hasSize(1);
        assertThat(snapshot.malformed())
                .extracting(Malformed::reason)
                .containsExactly(
                        "a port has the protocol 'icmp', not tcp, udp or sctp",
                        "a port has the publish mode 'everywhere', not ingress or host",
                        "published port 99999 is not a port (1 to 65535)",
                        "virtual IP '10.0.0.999/24' is not an address");
    }

    @Test
    void aServiceThatHasNothingAssignedYetHasThePortsOfItsSpec() throws Exception {
        SwarmJson.ServiceElement young = service("young");
        young.json()
                .withObject("Spec")
                .withObject("EndpointSpec")
                .putArray("Ports")
                .addObject()
                .put("Protocol", "tcp")
                .put("TargetPort", 80)
                .put("PublishMode", "ingress");
        fake.add(young);

        assertThat(read().services().get(1).ports())
                .extracting(PublishedPort::published)
                .containsExactly(0);
    }

    @Test
    void aNodeOfUnknownKindIsLeftOutAndAnOddAddressOnlyItself() throws Exception {
        SwarmJson.NodeElement witness = node("witness", "10.0.0.13");
        witness.json().withObject("Spec").put("Role", "witness");
        fake.add(node("n2", "not-an-address"))
                .add(witness)
                .add(node("n3", "10.0.0.13").state("sleeping"));

        Snapshot snapshot = read();

        assertThat(snapshot.nodes()).extracting(Node::id).containsExactly("n1", "n2");
        assertThat(snapshot.nodes().get(1).statusAddress()).isNull();
        assertThat(snapshot.malformed())
                .containsExactly(
                        new Malformed("node", "n2", "address 'not-an-address' is not an address"),
                        new Malformed("node", "witness", "has the unknown role 'witness'"),
                        new Malformed("node", "n3", "has the unknown state 'sleeping'"));
    }

    @Test
    void longAndStrangeLabelsAreRead() throws Exception {
        String key = "dns." + "k".repeat(100_000);
        String value = "v".repeat(100_000);
        fake.add(service("long")
                .label(key, value)
                .label("other." + "k".repeat(100_000), value)
                .label("dns.weird", "\u0000\n\"\\\ud83d\ude00")
                .label("DNS.service", "not ours")
                .label("dns", "not ours"));

        Snapshot snapshot = read();

        assertThat(snapshot.services().get(1).labels().keySet()).containsExactlyInAnyOrder(key, "dns.weird");
        assertThat(snapshot.services().get(1).labels())
                .containsEntry(key, value)
                .containsEntry("dns.weird", "\u0000\n\"\\\ud83d\ude00");
        assertThat(snapshot.malformed()).isEmpty();
    }

    @Test
    void aReasonNeverBreaksItsLine() throws Exception {
        fake.add(bad().state("a\nb\u001b[31m" + "x".repeat(10_000)));

        assertThat(read().malformed())
                .singleElement()
                .satisfies(malformed ->
                        assertThat(malformed.reason()).hasSizeLessThan(200).doesNotContain("\n", "\u001b"));
    }

    /** Found by fuzzing: the id is the engine's word, too, and there are control characters beyond ASCII's. */
    @Test
    void anIdNeverBreaksItsLine() throws Exception {
        String odd = "a\nb\u009b31m\u202e\u2028" + "x".repeat(200);
        fake.body(
                "/tasks",
                "[" + task(odd, "api", 2, "n1").state(odd).json() + ","
                        + task("t1", "api", 1, "n1").json() + "]");

        assertThat(read().malformed()).singleElement().satisfies(malformed -> {
            assertThat(malformed.id()).startsWith("a?b?31m??xx").hasSizeLessThan(70);
            assertThat(malformed.reason()).contains("'a?b?31m??xx").hasSizeLessThan(200);
        });
    }

    /** Found by fuzzing. */
    @Test
    void whatIsNotJsonNeverBreaksItsLine() {
        fake.body("/tasks", "[tr\u009bue]");

        assertThatThrownBy(this::read)
                .isInstanceOf(SwarmException.class)
                .message()
                .contains("is not Docker's JSON")
                .doesNotContain("\u009b");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"Id\":\"c\",\"State\":\"running\",\"Status\":\"Up\"}',                                  has no name",
        "'{\"Id\":\"c\",\"Names\":[\"/\"],\"State\":\"running\",\"Status\":\"Up\"}',                has no name",
        "'{\"Id\":\"c\",\"Names\":[\"/c\"],\"State\":\"flying\",\"Status\":\"Up\"}',                has the unknown state 'flying'",
        "'{\"Names\":[\"/c\"],\"State\":\"running\"}',                                              has no id",
    })
    void aContainerThatMakesNoSenseIsLeftOut(String json, String reason) throws Exception {
        fake.engine()
                .body("/containers/json", "[" + json + "," + container("web").json() + "]");

        Snapshot snapshot = read();

        assertThat(snapshot.services()).extracting(Service::name).containsExactly("web");
        assertThat(snapshot.malformed()).extracting(Malformed::reason).containsExactly(reason);
    }

    @Test
    void piecesOfAContainer() throws Exception {
        fake.engine()
                .add(container("web")
                        .port("0.0.0.0", 8080, 80, "tcp")
                        .port("300.0.0.0", 8081, 81, "tcp")
                        .port("0.0.0.0", 70000, 81, "tcp")
                        .port("0.0.0.0", 8082, 0, "tcp")
                        .port("0.0.0.0", 8083, 83, "icmp")
                        .address("bridge", "172.17.0.300"));

        Snapshot snapshot = read();

        assertThat(snapshot.services().get(0).ports())
                .extracting(PublishedPort::published)
                .containsExactly(8080);
        assertThat(snapshot.tasks().get(0).attachments()).isEmpty();
        assertThat(snapshot.malformed()).extracting(Malformed::reason).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "running, Up 3 seconds (healthy),           healthy,   RUNNING",
        "running, Up 3 seconds (health: starting),  ,          STARTING",
        "running, Up 3 seconds (unhealthy),         ,          STARTING",
        "running, Up 3 seconds,                     starting,  STARTING",
        "running, Up 3 seconds,                     unhealthy, STARTING",
        "running, Up 3 seconds,                     none,      RUNNING",
        "restarting, Restarting (1) 2 seconds ago,  ,          READY",
        "removing, Removal In Progress,             ,          REMOVE",
        "dead, Dead,                                ,          FAILED",
        ", Up 3 seconds,                            ,          RUNNING",
        ", Up 3 seconds (Paused),                   ,          READY",
        ", Restarting (1) 2 seconds ago,            ,          READY",
        ", Created,                                 ,          NEW",
        ", ,                                        ,          NEW",
        ", Dead,                                    ,          FAILED",
    })
    void containerStatesOfOldAndNewEngines(String state, String status, String health, TaskState expected)
            throws Exception {
        SwarmJson.ContainerElement web = container("web");
        web.json().remove(List.of("State", "Status"));
        if (state != null) {
            web.json().put("State", state);
        }
        if (status != null) {
            web.json().put("Status", status);
        }
        if (health != null) {
            web.json().putObject("Health").put("Status", health).put("FailingStreak", 0);
        }
        fake.engine().add(web);

        assertThat(read().tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.state()).isEqualTo(expected));
    }

    private Snapshot read() throws SwarmException {
        try (DockerSwarm docker = new DockerSwarm(fake.config())) {
            return docker.snapshot();
        }
    }

    private static <T extends SwarmJson.Element> T without(T element, String field) {
        element.json().remove(field);
        return element;
    }
}

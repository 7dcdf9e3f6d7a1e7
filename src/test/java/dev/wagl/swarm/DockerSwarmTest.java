package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.container;
import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which endpoint is read, as what, with which calls. */
class DockerSwarmTest {

    private final FakeSwarm fake = FakeSwarm.builder().start();
    private final FakeSwarm other = FakeSwarm.builder().start();
    private DockerSwarm docker;

    @AfterEach
    void close() {
        if (docker != null) {
            docker.close();
        }
        fake.close();
        other.close();
    }

    @Test
    void readsASwarmInFourListsWhateverItsSize() throws Exception {
        cluster(fake);
        for (int i = 0; i < 50; i++) {
            fake.add(service("s" + i).label("dns.service", "s" + i)).add(task("s" + i + "-task", "s" + i, 1, "n1"));
        }
        read(fake);
        fake.forgetRequests();

        Snapshot snapshot = docker.snapshot();

        assertThat(snapshot.services()).hasSize(51);
        assertThat(fake.requests())
                .containsExactly(
                        "GET /services?status=true",
                        "GET /tasks?filters=%7B%22desired-state%22%3A%5B%22running%22%2C%22ready%22%5D%7D",
                        "GET /nodes",
                        "GET /networks");
        assertThat(fake.openConnections()).as("kept from call to call").isEqualTo(1);
    }

    /** It tells what became of the one before it. */
    @Test
    void aTaskWhoseRestartDelayIsNotOverIsThereAndDoesNotCount() throws Exception {
        cluster(fake);
        fake.add(task("t1", "api", 1, "n1").state("failed").desired("shutdown"))
                .add(task("t2", "api", 1, "n1").state("ready").desired("ready"));
        read(fake);

        assertThat(docker.snapshot().tasks()).singleElement().satisfies(task -> {
            assertThat(task.id()).isEqualTo("t2");
            assertThat(task.ready() || task.starting() || task.draining()).isFalse();
        });
    }

    @Test
    void aFingerprintIsTwoListsAndTellsOfServicesTasksAndNodes() throws Exception {
        cluster(fake);
        docker = new DockerSwarm(config(Duration.ofSeconds(5), fake.endpoint()));
        assertThat(docker.fingerprint()).as("before there is a snapshot").isNull();
        Fingerprint known = Fingerprint.of(docker.snapshot());
        fake.forgetRequests();

        assertThat(docker.fingerprint()).isEqualTo(known);
        assertThat(fake.requests()).containsExactly("GET /services?status=true", "GET /nodes");

        fake.add(task("t1", "api", 1, "n1").state("failed"));
        assertThat(docker.fingerprint()).as("a task").isNotEqualTo(known);
        fake.add(task("t1", "api", 1, "n1"));
        assertThat(docker.fingerprint()).isEqualTo(known);
        fake.add(service("api").version(11).label("dns.service", "api").ingressPort(8080, 80));
        assertThat(docker.fingerprint()).as("a service").isNotEqualTo(known);
        known = Fingerprint.of(docker.snapshot());
        SwarmJson.NodeElement drained = node("n1", "10.0.0.11").manager(true, "10.0.0.11");
        drained.at("Spec").put("Availability", "drain");
        fake.add(drained);
        assertThat(docker.fingerprint()).as("a node").isNotEqualTo(known);
    }

    @Test
    void aPlainEngineHasNoFingerprint() throws Exception {
        fake.engine().add(container("web"));
        read(fake);
        fake.forgetRequests();

        assertThat(docker.fingerprint()).isNull();
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void aFingerprintThatFailsHasTheNextEndpointAskedFirst() throws Exception {
        cluster(fake);
        cluster(other);
        read(fake, other);
        fake.faultOnce("/nodes", Fault.status(500, "rpc error: context deadline exceeded"));

        assertThatThrownBy(docker::fingerprint)
                .isInstanceOf(SwarmException.class)
                .hasMessage(fake.endpoint() + ": 500: rpc error: context deadline exceeded");
        assertThat(docker.snapshot().endpoint()).isEqualTo(other.endpoint());
    }

    @Test
    void readsOverAUnixSocket(@TempDir Path directory) throws Exception {
        try (FakeSwarm unix =
                FakeSwarm.builder().unix(directory.resolve("docker.sock")).start()) {
            cluster(unix);

            assertThat(read(unix).tasks()).hasSize(1);
            docker.snapshot();
            assertThat(unix.openConnections()).isEqualTo(1);
        }
    }

    @Test
    void readsAnEndpointOfEveryForm() throws Exception {
        cluster(fake);
        try (FakeSwarm six = FakeSwarm.builder().bind("::1").start()) {
            cluster(six);
            for (String endpoint : List.of(
                    "127.0.0.1:" + fake.port(),
                    "tcp://localhost:" + fake.port(),
                    "http://127.0.0.1:" + fake.port() + "/",
                    "tcp://[::1]:" + six.port())) {
                try (DockerSwarm one = new DockerSwarm(config(Duration.ofSeconds(5), endpoint))) {
                    assertThat(one.snapshot().endpoint()).isEqualTo(endpoint);
                }
            }
        }
    }

    // ------------------------------------------------------------------------------------------ the last one stays

    @Test
    void asksOnceMoreForTheTasksThatStillRunOfServicesWithoutAReadyOne() throws Exception {
        cluster(fake);
        fake.add(service("going").label("dns.service", "going").replicas(0))
                .add(task("old", "going", 1, "n1").desired("shutdown"))
                .add(task("dead", "going", 1, "n1").desired("shutdown").state("shutdown"))
                .add(service("scaled").label("dns.service", "scaled").replicas(0))
                .add(task("away", "scaled", 1, "n1").desired("remove"))
                .add(service("silent").replicas(0))
                .add(task("unlabelled", "silent", 1, "n1").desired("remove"))
                .add(service("none").label("dns.service", "none").replicas(0));

        Snapshot snapshot = read(fake);

        assertThat(snapshot.tasks()).extracting(Task::id).containsExactlyInAnyOrder("t1", "old", "away");
        assertThat(snapshot.tasks()).filteredOn(Task::draining).hasSize(2);
        assertThat(fake.requests().stream().filter(request -> request.contains("/tasks")))
                .hasSize(2);
        assertThat(fake.requests().get(fake.requests().size() - 1))
                .contains("shutdown")
                .contains("remove")
                .contains("going-id")
                .contains("scaled-id")
                .doesNotContain("silent-id")
                .doesNotContain("none-id");
    }

    @Test
    void aTaskOnANodeThatIsDownIsNoReasonNotToAskForTheLastOne() throws Exception {
        cluster(fake);
        fake.add(node("n9", "10.0.0.19").state("down"))
                .add(service("half").label("dns.service", "half").replicas(2))
                .add(task("lost", "half", 1, "n9"))
                .add(task("leaving", "half", 2, "n1").desired("shutdown"));

        assertThat(read(fake).tasks()).extracting(Task::id).contains("leaving");

        fake.add(node("n9", "10.0.0.19").state("unknown"));
        assertThat(docker.snapshot().tasks())
                .as("unknown is not down: the other one is ready")
                .extracting(Task::id)
                .contains("lost")
                .doesNotContain("leaving");
    }

    @Test
    void theTaskOfAJobIsListedWhileItRuns() throws Exception {
        cluster(fake);
        fake.add(service("job").label("dns.service", "job").job())
                .add(task("runs", "job", 2, "n1").desired("complete"))
                .add(task("done", "job", 1, "n1").desired("complete").state("complete"));

        assertThat(read(fake).tasks()).extracting(Task::id).containsExactly("t1", "runs");

        fake.add(task("runs", "job", 2, "n1").desired("complete").state("complete"))
                .forgetRequests();
        assertThat(docker.snapshot().tasks()).extracting(Task::id).containsExactly("t1");
        assertThat(fake.requests()).as("nothing of it runs").hasSize(4);
    }

    @Test
    void aServiceThatIsRemovedMeanwhileDoesNotSpoilTheOthers() throws Exception {
        cluster(fake);
        fake.add(service("going").label("dns.service", "going").replicas(0))
                .add(task("old", "going", 1, "n1").desired("shutdown"));
        fake.body(
                "/services",
                "[" + service("gone").label("dns.service", "gone").status(1, 0).json() + ","
                        + service("going")
                                .label("dns.service", "going")
                                .status(1, 0)
                                .json() + ","
                        + service("away")
                                .label("dns.service", "away")
                                .status(1, 0)
                                .json() + "]");

        assertThat(read(fake).tasks()).extracting(Task::id).contains("old");
    }

    @Test
    void manyServicesWithoutAReadyTaskAreAskedForInPortions() throws Exception {
        cluster(fake);
        for (int i = 0; i < 250; i++) {
            fake.add(service("s" + i).label("dns.service", "s" + i).replicas(0))
                    .add(task("s" + i + "-task", "s" + i, 1, "n1").desired("remove"));
        }

        assertThat(read(fake).tasks()).hasSize(251);
        List<String> asked = fake.requests().stream()
                .filter(request -> request.contains("remove"))
                .toList();
        assertThat(asked).hasSize(3).allSatisfy(request -> assertThat(request).hasSizeLessThan(8000));
    }

    @Test
    void withoutServiceStatusCountsAreUnknown() throws Exception {
        cluster(fake);
        fake.body(
                "/services",
                "[" + service("old").label("dns.service", "old").replicas(3).json() + ","
                        + service("everywhere").global().json() + "]");
        fake.body("/tasks", "[]");

        Snapshot snapshot = read(fake);

        assertThat(snapshot.services()).extracting(Service::desired).containsExactly(3, -1);
        assertThat(snapshot.services()).extracting(Service::running).containsExactly(-1, -1);
        assertThat(fake.requests())
                .as("it may still run something")
                .anySatisfy(request -> assertThat(request).contains("old-id").contains("shutdown"));
    }

    // ------------------------------------------------------------------------------------------ source

    @Test
    void anInactiveEngineIsReadAsContainers() throws Exception {
        fake.engine()
                .add(container("web")
                        .label("dns.service", "web")
                        .port("0.0.0.0", 8080, 80, "tcp")
                        .port("::", 8080, 80, "tcp")
                        .address("bridge", "172.17.0.2"));

        Snapshot snapshot = read(fake);

        assertThat(snapshot.source()).isEqualTo(Source.CONTAINERS);
        assertThat(snapshot.services())
                .singleElement()
                .satisfies(service -> assertThat(service.ports()).hasSize(1));
        assertThat(snapshot.tasks()).singleElement().satisfies(task -> {
            assertThat(task.ready()).isTrue();
            assertThat(task.nodeId()).isEqualTo("ENGN:FAKE");
        });
        assertThat(snapshot.networks()).containsExactly(new Network("bridge-net", "bridge", false));
    }

    @Test
    void theClassicSwarmManagerOf2015IsReadAsContainersOnItsNodes() throws Exception {
        fake.info(info -> info.remove("Swarm"));
        fake.body(
                "/containers/json",
                "[{\"Id\":\"c1\",\"Names\":[\"/node-1/web\",\"/node-1/lb/web\"],\"Status\":\"Up 3 days\",\"Created\":1440000000,"
                        + "\"Labels\":{\"dns.service\":\"web\"},"
                        + "\"Ports\":[{\"IP\":\"192.168.99.101\",\"PrivatePort\":80,\"PublicPort\":8080,\"Type\":\"tcp\"},"
                        + "{\"PrivatePort\":443,\"Type\":\"tcp\"}]},"
                        + "{\"Id\":\"c2\",\"Names\":[\"/node-2/old\"],\"Status\":\"Exited (1) 2 days ago\",\"Created\":1440000000,"
                        + "\"Labels\":{},\"Ports\":[]}]");

        Snapshot snapshot = read(fake);

        assertThat(snapshot.source()).isEqualTo(Source.CONTAINERS);
        assertThat(snapshot.services()).extracting(Service::name).containsExactly("web", "old");
        assertThat(snapshot.tasks()).extracting(Task::nodeId).containsExactly("node-1", "node-2");
        assertThat(snapshot.tasks()).extracting(Task::state).containsExactly(TaskState.RUNNING, TaskState.COMPLETE);
        assertThat(snapshot.nodes()).extracting(Node::hostName).contains("node-1", "node-2");
        assertThat(snapshot.services().get(0).ports()).singleElement().satisfies(port -> {
            assertThat(port.hostAddress()).isEqualTo(InetAddress.getByName("192.168.99.101"));
            assertThat(port.published()).isEqualTo(8080);
        });
        assertThat(snapshot.malformed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "active,  it is a worker of its swarm",
        "pending, it is about to join a swarm",
        "locked,  its swarm is locked",
        "error,   its swarm is in the state 'error'",
    })
    void anEngineInAnotherStateIsNotRead(String state, String saying) {
        fake.swarmState(state, false).add(container("web"));

        assertThatThrownBy(() -> read(fake))
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining(fake.endpoint())
                .hasMessageContaining(saying);
    }

    @Test
    void aWorkerNamesTheManagersAndTheNextEndpointIsRead() throws Exception {
        fake.swarmState("active", false)
                .info(info -> info.withObject("Swarm")
                        .putArray("RemoteManagers")
                        .addObject()
                        .put("Addr", "192.0.2.7:2377"));
        cluster(other);

        Snapshot snapshot = read(fake, other);

        assertThat(snapshot.endpoint()).isEqualTo(other.endpoint());
        assertThat(docker.endpoints()).extracting(EndpointStatus::current).containsExactly(false, true);
        assertThat(docker.endpoints().get(0).lastError()).contains("worker").contains("192.0.2.7:2377");
        assertThat(docker.endpoints().get(1).lastError()).isNull();
    }

    @Test
    void whatIsConfiguredIsReadOrNothing() throws Exception {
        cluster(fake);
        fake.add(container("web"));
        docker = new DockerSwarm(
                new SwarmConfig(List.of(fake.endpoint()), null, false, Source.CONTAINERS, Duration.ofSeconds(5)));
        assertThat(docker.snapshot().services()).extracting(Service::name).containsExactly("web");
        docker.close();

        fake.engine();
        docker = new DockerSwarm(
                new SwarmConfig(List.of(fake.endpoint()), null, false, Source.SWARM, Duration.ofSeconds(5)));
        assertThatThrownBy(docker::snapshot).hasMessageContaining("it is not part of a swarm");
    }

    @Test
    void theSourceNeverChangesByItself() throws Exception {
        cluster(fake);
        read(fake);

        fake.engine().add(container("web"));
        fake.dropConnections();

        assertThatThrownBy(docker::snapshot).isInstanceOf(SwarmException.class);
        assertThatThrownBy(docker::snapshot).hasMessageContaining("it is not part of a swarm");

        fake.manager();
        assertThat(docker.snapshot().source()).isEqualTo(Source.SWARM);
    }

    // ------------------------------------------------------------------------------------------ emptiness

    @Test
    void anEmptySwarmIsBelievedIfTheEngineSaysItIsOne() throws Exception {
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"));

        assertThat(read(fake).services()).isEmpty();
        assertThat(docker.snapshot().services()).isEmpty();
        assertThat(fake.requests())
                .filteredOn("GET /info"::equals)
                .as("each time")
                .hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"locked", "pending", "error"})
    void anEmptyListOfContainersIsNotBelievedInBetween(String state) throws Exception {
        fake.engine().add(container("web"));
        read(fake);

        fake.remove("web-container").swarmState(state, false);

        assertThatThrownBy(docker::snapshot)
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining("lists nothing")
                .hasMessageContaining(state);

        fake.engine();
        assertThat(docker.snapshot().services()).isEmpty();
    }

    @Test
    void anEmptyListOfServicesIsNotBelievedOfAnEngineThatIsNoManager() throws Exception {
        cluster(fake);
        read(fake);

        fake.body("/services", "[]").body("/tasks", "[]").body("/nodes", FakeSwarm.recorded("20.10/swarm/nodes.json"));
        fake.swarmState("locked", false);

        assertThatThrownBy(docker::snapshot).isInstanceOf(SwarmException.class).hasMessageContaining("locked");
    }

    @Test
    void aSwarmWithoutANodeIsNotBelieved() {
        fake.add(service("api"));

        assertThatThrownBy(() -> read(fake)).hasMessageContaining("/nodes").hasMessageContaining("no node");
    }

    // ------------------------------------------------------------------------------------------ endpoints

    @Test
    void theNextEndpointIsReadWhenOneFailsAndKeptWhileItAnswers(@TempDir Path directory) throws Exception {
        cluster(other);
        String dead = "unix://" + directory.resolve("none.sock");
        docker = new DockerSwarm(config(Duration.ofSeconds(5), dead, other.endpoint()));

        assertThat(docker.snapshot().endpoint()).isEqualTo(other.endpoint());
        Files.createFile(directory.resolve("none.sock"));
        docker.snapshot();

        assertThat(docker.endpoints().get(0).lastError()).as("not asked again").isEqualTo("no such socket file");
        assertThat(docker.endpoints().get(0).endpoint()).isEqualTo(dead);
        assertThat(docker.endpoints().get(1).current()).isTrue();
    }

    @Test
    void whenAllFailOneLineNamesEachWithItsReason() {
        fake.fault("/info", Fault.status(503, "Swarm is encrypted and needs to be unlocked before it can be used."));
        docker = new DockerSwarm(config(Duration.ofSeconds(5), fake.endpoint(), "unix:///nonexistent/docker.sock"));

        assertThatThrownBy(docker::snapshot)
                .isInstanceOf(SwarmException.class)
                .hasMessage(
                        fake.endpoint() + ": 503: Swarm is encrypted and needs to be unlocked before it can be used.;"
                                + " unix:///nonexistent/docker.sock: no such socket file");
        assertThat(docker.endpoints()).extracting(EndpointStatus::current).containsOnly(false);
    }

    @Test
    void managersAreNotMixed() throws Exception {
        cluster(fake);
        cluster(other);
        other.add(service("only-there"));
        docker = new DockerSwarm(config(Duration.ofSeconds(5), fake.endpoint(), other.endpoint()));
        fake.fault(
                "/networks", Fault.status(500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded"));

        Snapshot snapshot = docker.snapshot();

        assertThat(snapshot.services()).extracting(Service::name).contains("only-there");
        assertThat(other.requests()).hasSize(5);
        assertThat(docker.endpoints().get(0).lastError()).endsWith("context deadline exceeded");
    }

    @Test
    void anEngineThatComesBackIsAskedAnewWhatItIs() throws Exception {
        cluster(fake);
        read(fake);
        fake.faultOnce("/nodes", Fault.status(500, "rpc error: The swarm does not have a leader."));

        assertThatThrownBy(docker::snapshot).hasMessageContaining("The swarm does not have a leader");
        fake.forgetRequests();
        docker.snapshot();

        assertThat(fake.requests()).contains("GET /info").hasSize(5);
    }

    /** As an engine says it between the loss of a leader and the next one, with status 200. */
    @Test
    void aManagerThatDoesNotKnowItsSwarmIsNotRead() throws Exception {
        cluster(fake);
        fake.info(info -> ((ObjectNode) info.path("Swarm"))
                .put("Error", "rpc error: code = Unknown desc = The swarm does not have a leader.")
                .putObject("Cluster")
                .put("ID", ""));

        assertThatThrownBy(() -> read(fake))
                .isInstanceOf(SwarmException.class)
                .hasMessageContaining("its swarm does not say which it is")
                .hasMessageContaining("does not have a leader");
    }

    @Test
    void thatNothingIsThereIsNotBelievedOfAManagerThatDoesNotKnowItsSwarm() throws Exception {
        cluster(fake);
        read(fake);

        fake.body("/services", "[]").body("/tasks", "[]");
        fake.info(info -> ((ObjectNode) info.path("Swarm"))
                .put("Error", "rpc error: code = Unknown desc = The swarm does not have a leader.")
                .putObject("Cluster")
                .put("ID", ""));

        assertThatThrownBy(docker::snapshot).hasMessageContaining("its swarm does not say which it is");
    }

    @Test
    void aConnectionThatWasClosedWhileIdleIsOpenedAgain() throws Exception {
        cluster(fake);
        read(fake);

        fake.dropConnections();

        assertThat(docker.snapshot().services()).hasSize(1);
    }

    @Test
    void nothingIsAskedAfterClose() throws Exception {
        cluster(fake);
        read(fake);
        docker.close();
        fake.forgetRequests();

        assertThatThrownBy(docker::snapshot).isInstanceOf(SwarmException.class).hasMessage("closed");
        assertThat(fake.requests()).isEmpty();
    }

    @Test
    void anEndpointThatIsNoneIsRefusedAtOnce() {
        assertThatThrownBy(() -> new DockerSwarm(config(Duration.ofSeconds(1), "ssh://host")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ssh://host");
        assertThatThrownBy(() -> new DockerSwarm(config(Duration.ofSeconds(1))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ------------------------------------------------------------------------------------------ help

    private Snapshot read(FakeSwarm... fakes) throws SwarmException {
        String[] endpoints = List.of(fakes).stream().map(FakeSwarm::endpoint).toArray(String[]::new);
        docker = new DockerSwarm(config(Duration.ofSeconds(5), endpoints));
        return docker.snapshot();
    }

    private static SwarmConfig config(Duration timeout, String... endpoints) {
        return new SwarmConfig(List.of(endpoints), null, false, null, timeout);
    }

    private static void cluster(FakeSwarm fake) {
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("ingress"))
                .add(service("api").label("dns.service", "api").ingressPort(8080, 80))
                .add(task("t1", "api", 1, "n1"));
    }
}

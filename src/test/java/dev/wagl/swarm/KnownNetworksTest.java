package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A manager that has lost its leader lists, with status 200, the networks of its own node: it is not believed. */
class KnownNetworksTest {

    /** What is left of the networks when the managers are not asked. */
    private static final Fault ONLY_THE_NODES_OWN = Fault.body(
            200,
            "application/json",
            "[" + network("bridge").json() + "," + network("docker_gwbridge").json() + "]");

    private FakeSwarm fake;
    private FakeSwarm other;
    private DockerSwarm docker;

    @BeforeEach
    void start() {
        fake = cluster();
        other = cluster();
        docker = docker(fake);
    }

    @AfterEach
    void close() {
        docker.close();
        fake.close();
        other.close();
    }

    static Stream<Arguments> users() {
        return Stream.of(
                Arguments.of(service("api").label("dns.network", "back").network("back"), null, "service api"),
                Arguments.of(service("api").virtualIp("back", "10.0.1.2/24"), null, "service api"),
                Arguments.of(service("api"), task("t1", "api", 1, "n1").address("back", "10.0.1.7/24"), "task t1"));
    }

    @ParameterizedTest
    @MethodSource("users")
    void aListThatLacksANetworkInUseIsNotBelieved(
            SwarmJson.ServiceElement service, SwarmJson.TaskElement task, String user) throws Exception {
        fake.add(service);
        if (task != null) {
            fake.add(task);
        }
        List<Network> before = docker.snapshot().networks();

        fake.fault("/networks", ONLY_THE_NODES_OWN);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(docker::snapshot)
                    .isInstanceOf(SwarmException.class)
                    .hasMessage(fake.endpoint() + ": its answer to /networks lacks back, which " + user
                            + " is on: it is not believed");
        }

        fake.heal();
        assertThat(docker.snapshot().networks()).isEqualTo(before);
    }

    @Test
    void aNetworkThatIsListedButMakesNoSenseIsNotMissing() throws Exception {
        fake.add(service("api").network("back"));
        docker.snapshot();

        fake.fault(
                "/networks",
                Fault.body(
                        200,
                        "application/json",
                        "[" + network("bridge").json() + ",{\"Id\":\"back-net\",\"Name\":\"\"}]"));

        assertThat(docker.snapshot().malformed()).containsExactly(new Malformed("network", "back-net", "has no name"));
    }

    @Test
    void theNextEndpointIsReadInstead() throws Exception {
        docker.close();
        fake.add(service("api").network("back"));
        other.add(service("api").network("back"));
        docker = docker(fake, other);
        docker.snapshot();

        fake.fault("/networks", ONLY_THE_NODES_OWN);

        assertThat(docker.snapshot().endpoint()).isEqualTo(other.endpoint());
        assertThat(docker.endpoints().get(0).lastError()).contains("lacks back");
    }

    @Test
    void aNetworkThatNothingIsOnAnyMoreIsGone() throws Exception {
        fake.add(service("api").network("back")).add(network("spare"));
        docker.snapshot();

        fake.remove("spare-net");
        assertThat(docker.snapshot().networks()).extracting(Network::name).doesNotContain("spare");

        fake.remove("api-id").remove("back-net");
        // What has ended, and what is to end, does not keep a network.
        fake.body(
                "/tasks",
                "["
                        + task("ended", "api", 1, "n1")
                                .address("back", "10.0.1.7/24")
                                .state("failed")
                                .json() + ","
                        + task("drains", "api", 2, "n1")
                                .address("back", "10.0.1.8/24")
                                .desired("shutdown")
                                .json() + "]");
        assertThat(docker.snapshot().networks()).extracting(Network::name).containsExactly("ingress");
    }

    @Test
    void aManagerThatInsistsIsBelievedInTheEnd() throws Exception {
        fake.add(service("api").network("back"));
        Snapshot all = docker.snapshot();
        long[] now = {Long.MAX_VALUE - 5};
        KnownNetworks known = new KnownNetworks(() -> now[0]);
        known.remember(known.believe("c", "one", all.networks(), List.of(), all.services(), List.of()));
        ThrowingCallable without = () -> known.believe("c", "one", List.of(), List.of(), all.services(), List.of());

        for (int i = 0; i < KnownNetworks.MOST_REFUSALS - 1; i++) {
            assertThatThrownBy(without).hasMessageContaining("lacks back");
            now[0] += KnownNetworks.APART.toNanos();
        }
        known.remember(known.believe("c", "one", all.networks(), List.of(), all.services(), List.of()));
        for (int i = 0; i < KnownNetworks.MOST_REFUSALS; i++) {
            for (int j = 0; j < 100; j++) {
                assertThatThrownBy(without)
                        .as("counted from the last success, and once a second: %s", i)
                        .hasMessageContaining("lacks back");
            }
            now[0] += KnownNetworks.APART.toNanos();
        }

        assertThat(known.believe("c", "one", List.of(), List.of(), all.services(), List.of())
                        .networks())
                .isEmpty();
        assertThatThrownBy(() -> known.believe("c", "two", List.of(), List.of(), all.services(), List.of()))
                .as("each endpoint for itself")
                .hasMessageContaining("lacks back");
    }

    @Test
    void anotherClusterHasOtherNetworks() throws Exception {
        fake.add(service("api").network("back"));
        docker.snapshot();

        fake.remove("back-net")
                .info(info -> info.withObject("Swarm").withObject("Cluster").put("ID", "another"));
        fake.faultOnce("/nodes", Fault.status(500, "so that it is asked anew what it is"));
        assertThatThrownBy(docker::snapshot).hasMessageContaining("asked anew");

        assertThat(docker.snapshot().clusterId()).isEqualTo("another");
    }

    @Test
    void theFirstTimeATaskNamesTheNetworksThatTheListLacks() throws Exception {
        SwarmJson.TaskElement task =
                task("t1", "api", 1, "n1").address("back", "10.0.1.7/24").address("ingress", "10.0.0.7/24");
        spec(task, 0).put("Name", "back");
        spec(task, 1).put("Name", "ingress").put("Ingress", true);
        fake.add(service("api").network("back")).add(task);
        fake.fault("/networks", ONLY_THE_NODES_OWN);

        assertThat(docker.snapshot().networks())
                .containsExactlyInAnyOrder(
                        new Network("bridge-net", "bridge", false),
                        new Network("docker_gwbridge-net", "docker_gwbridge", false),
                        new Network("back-net", "back", false),
                        new Network("ingress-net", "ingress", true));

        docker.snapshot();
        fake.heal();
        assertThat(docker.snapshot().networks())
                .containsExactlyInAnyOrder(
                        new Network("back-net", "back", false), new Network("ingress-net", "ingress", true));
    }

    private static ObjectNode spec(SwarmJson.TaskElement task, int attachment) {
        return ((ObjectNode)
                        task.json().get("NetworksAttachments").get(attachment).get("Network"))
                .putObject("Spec");
    }

    private static FakeSwarm cluster() {
        return FakeSwarm.builder()
                .start()
                .add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("ingress"))
                .add(network("back"));
    }

    private static DockerSwarm docker(FakeSwarm... fakes) {
        return new DockerSwarm(new SwarmConfig(
                Stream.of(fakes).map(FakeSwarm::endpoint).toList(), null, false, null, Duration.ofSeconds(10)));
    }
}

package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.container;
import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One bad object among good ones, at any place of any list: it, or the piece of it that is bad, is left out with its reason, in
 * a line that can be shown, and every record of the others is as it would be without it.
 */
class OneBadObjectTest {

    private static final ZoneProjection PROJECTION =
            new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of()));
    private static final String MUCH = "x".repeat(100_000);

    private FakeSwarm fake;
    private DockerSwarm docker;

    @BeforeEach
    void start() {
        fake = FakeSwarm.builder().start();
        docker = new DockerSwarm(fake.config());
    }

    @AfterEach
    void close() {
        docker.close();
        fake.close();
    }

    static Stream<Arguments> badOnes() {
        return Stream.of(
                bad("/services", badService(json -> json.remove("ID")), "service : has no id"),
                bad("/services", badService(json -> json.put("ID", 5)), "service : has no id"),
                bad("/services", badService(json -> json.put("ID", MUCH)), "has an id of 100000 characters"),
                bad("/services", badService(json -> json.withObject("Spec").remove("Name")), "has no name"),
                bad("/services", badService(json -> json.withObject("Spec").put("Name", MUCH)), "has a name of 100000"),
                bad("/services", service("bad").label("dns.service", MUCH), "service bad: dns.service=\"xxx"),
                bad(
                        "/services",
                        service("bad").label("dns.service", "bad").label("dns.port", "0"),
                        "service bad: dns.port"),
                bad("/services", service("bad").label("dns.service", "a\nb"), "service bad: dns.service=\"a?b\" holds"),
                bad("/services", service("bad").label(MUCH, MUCH), null),
                bad("/services", service("bad").ingressPort(8080, 0), "service bad-id: target port 0 is not a port"),
                bad("/services", service("bad").ingressPort(-1, 80), "service bad-id: published port -1 is not a port"),
                bad(
                        "/services",
                        service("bad").virtualIp("back", "10.0.0/24"),
                        "virtual IP '10.0.0/24' is not an address"),
                bad("/tasks", badTask(json -> json.remove("ID")), "task : has no id"),
                bad(
                        "/tasks",
                        badTask(json -> json.put("ID", "a\u001b[2J\u202e\u2028").put("DesiredState", "x")),
                        "task a?[2J??: has the unknown"),
                bad("/tasks", badTask(json -> json.remove("NodeID")), "task bad: runs, but on no node"),
                bad(
                        "/tasks",
                        badTask(json -> json.withObject("Status").put("State", "floating")),
                        "unknown state 'floating'"),
                bad("/tasks", badTask(json -> json.withObject("Status").put("State", MUCH)), "unknown state 'xxx"),
                bad("/tasks", badTask(json -> json.put("DesiredState", 1)), "has the unknown desired state nothing"),
                bad("/tasks", badTask(json -> json.put("ServiceID", "nobody")), null),
                bad("/tasks", task("bad", "api", 9, "n1").hostPort(0, 80), "task bad: published port 0 is not a port"),
                bad(
                        "/tasks",
                        task("bad", "api", 9, "n1").address("back", "10.0.1.300/24"),
                        "'10.0.1.300/24' is not an address"),
                bad("/tasks", task("bad", "api", 9, "n1").address("back", MUCH), "address 'xxx"),
                bad("/nodes", badNode(json -> json.remove("ID")), "node : has no id"),
                bad(
                        "/nodes",
                        badNode(json -> json.withObject("Spec").put("Role", "witness")),
                        "unknown role 'witness'"),
                bad(
                        "/nodes",
                        badNode(json -> json.withObject("Status").put("State", "asleep")),
                        "unknown state 'asleep'"),
                bad("/nodes", node("bad", "10.0.0.300"), "node bad: address '10.0.0.300' is not an address"),
                bad("/nodes", node("bad", "10.0.0.99").label("dns.address", MUCH), "node bad: dns.address=\"xxx"),
                bad(
                        "/nodes",
                        node("bad", "10.0.0.99").hostName(MUCH),
                        "node bad: has a host name of 100000 characters"),
                bad("/networks", badNetwork(json -> json.remove("Id")), "network : has no id"),
                bad("/networks", badNetwork(json -> json.remove("Name")), "network bad-net: has no name"),
                bad("/networks", badNetwork(json -> json.put("Name", MUCH)), "has a name of 100000 characters"),
                bad("/containers/json", badContainer(json -> json.remove("Id")), "container : has no id"),
                bad(
                        "/containers/json",
                        badContainer(json -> json.remove("Names")),
                        "container bad-container: has no name"),
                bad(
                        "/containers/json",
                        badContainer(json -> json.put("State", "flying")),
                        "has the unknown state 'flying'"),
                bad("/containers/json", container("bad").port("0.0.0.0", 8080, 0, "tcp"), "0 is not a port"),
                bad("/containers/json", container("bad").port("0.0.0", 8080, 80, "tcp"), "port address '0.0.0' is not"),
                bad("/containers/json", container("bad").label("dns.service", MUCH), "service bad: dns.service=\"xxx"));
    }

    private static Arguments bad(String list, SwarmJson.Element element, String reason) {
        return Arguments.of(list, element.json(), reason);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("badOnes")
    void spoilsNothingElse(String list, ObjectNode bad, String reason) throws Exception {
        if (list.startsWith("/containers")) {
            fake.engine();
        }
        lists(null, null, 0);
        Projection without = PROJECTION.project(docker.snapshot(), 1);
        assertThat(without.leftOut()).isEmpty();

        for (int place = 0; place < 3; place++) {
            lists(list, bad, place);
            Snapshot snapshot = docker.snapshot();
            Projection with = PROJECTION.project(snapshot, 1);

            assertThat(reasons(snapshot, with)).as("place %s", place).allMatch(line -> line.length() < 300);
            if (reason == null) {
                assertThat(reasons(snapshot, with)).isEmpty();
            } else {
                assertThat(reasons(snapshot, with))
                        .as("place %s", place)
                        .anySatisfy(line ->
                                assertThat(line).contains(reason).doesNotContain("\n", "\u001b", "\u202e", "\u2028"));
            }
            for (String owner :
                    List.of("api", "_api._tcp", "1.api", "2.api", "tasks.api", "web", "n1.node", "n2.node")) {
                Name name = Name.parse(owner + ".swarm.");
                assertThat(with.zone().describe(name))
                        .as("%s at place %s", owner, place)
                        .containsExactlyInAnyOrderElementsOf(without.zone().describe(name));
            }
        }
    }

    /** As they come into the log. */
    private static List<String> reasons(Snapshot snapshot, Projection projection) {
        List<String> lines = new ArrayList<>();
        snapshot.malformed().forEach(one -> lines.add(one.kind() + " " + one.id() + ": " + one.reason()));
        projection.leftOut().forEach(one -> lines.add(one.toString()));
        return lines;
    }

    /** Two good ones in each list, and in one of them a bad one before, between or behind. */
    private void lists(String list, ObjectNode bad, int place) {
        body(
                "/services",
                list,
                bad,
                place,
                List.of(
                        service("api")
                                .label("dns.service", "api")
                                .label("dns.port", "80")
                                .network("back")
                                .status(2, 2),
                        service("web")
                                .label("dns.service", "web")
                                .ingressPort(8088, 88)
                                .status(1, 1)));
        body(
                "/tasks",
                list,
                bad,
                place,
                List.of(
                        task("t1", "api", 1, "n1").address("back", "10.0.1.7/24"),
                        task("t2", "api", 2, "n2").address("back", "10.0.1.8/24"),
                        task("t3", "web", 1, "n2")));
        body(
                "/nodes",
                list,
                bad,
                place,
                List.of(node("n1", "10.0.0.11").manager(true, "10.0.0.11"), node("n2", "10.0.0.12")));
        body("/networks", list, bad, place, List.of(network("back"), network("other")));
        body(
                "/containers/json",
                list,
                bad,
                place,
                List.of(
                        container("api").label("dns.service", "api").address("bridge", "172.17.0.2"),
                        container("web").label("dns.service", "web").address("bridge", "172.17.0.3")));
    }

    private void body(String path, String list, ObjectNode bad, int place, List<? extends SwarmJson.Element> good) {
        ArrayNode body = JsonNodeFactory.instance.arrayNode();
        good.forEach(element -> body.add(element.json()));
        if (path.equals(list)) {
            body.insert(Math.min(place, body.size()), bad);
        }
        fake.body(path, body + "\n");
    }

    @Test
    void aThousandBadOnesDoNotHideTheGoodOne() throws Exception {
        ArrayNode body = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < 1000; i++) {
            body.add(task("bad" + i, "api", 9, "n1").state("floating").json());
        }
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("back"))
                .add(service("api").label("dns.service", "api").network("back"))
                .body(
                        "/tasks",
                        body.add(task("t1", "api", 1, "n1")
                                        .address("back", "10.0.1.7/24")
                                        .json()) + "\n");

        Snapshot snapshot = docker.snapshot();

        assertThat(snapshot.tasks()).extracting(Task::id).containsExactly("t1");
        assertThat(snapshot.malformed()).hasSize(1000);
    }

    private static SwarmJson.Element badService(Consumer<ObjectNode> change) {
        return changed(service("bad").label("dns.service", "bad"), change);
    }

    private static SwarmJson.Element badTask(Consumer<ObjectNode> change) {
        return changed(task("bad", "api", 9, "n1").state("running"), change);
    }

    private static SwarmJson.Element badNode(Consumer<ObjectNode> change) {
        return changed(node("bad", "10.0.0.99"), change);
    }

    private static SwarmJson.Element badNetwork(Consumer<ObjectNode> change) {
        return changed(network("bad"), change);
    }

    private static SwarmJson.Element badContainer(Consumer<ObjectNode> change) {
        return changed(container("bad").label("dns.service", "bad"), change);
    }

    private static SwarmJson.Element changed(SwarmJson.Element element, Consumer<ObjectNode> change) {
        change.accept(element.json());
        return element;
    }
}

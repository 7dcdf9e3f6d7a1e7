package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The demo's JSON beside what a real engine 20.10.24 said (recorded in {@code recorded/}): every field that the demo
 * writes is one of the engine's, of the same type, and every field that the engine always writes is there.
 */
class RecordedShapeTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Maps whose keys are data. */
    private static final Set<String> MAPS = Set.of("Labels", "Attributes", "Options", "Runtimes");

    /** What the recorded engine had no occasion to write: a node that is down, IPv6, a job that ran twice. */
    private static final Set<String> ONLY_HERE = Set.of(
            "Status.Message: STRING",
            "NetworksAttachments[].Network.Spec.IPv6Enabled: BOOLEAN",
            "JobIteration.Index: NUMBER",
            "JobStatus.JobIteration.Index: NUMBER");

    private static final List<JsonNode> SERVICES = new ArrayList<>();
    private static final List<JsonNode> TASKS = new ArrayList<>();
    private static final List<JsonNode> NODES = new ArrayList<>();
    private static final List<JsonNode> EVENTS = new ArrayList<>();

    private static ClusterModel model;

    /** One chapter of the story: each version of each object. */
    @BeforeAll
    static void live() throws InterruptedException {
        model = DemoCluster.settledModel(2015, Instant.parse("2026-03-01T10:00:00Z"));
        var json = new EngineJson(model);
        var story = new Story(model, 2015);
        var seen = new HashSet<String>();
        try (var events = model.events.subscribe(Instant.EPOCH)) {
            for (long i = 0; i < Story.LENGTH.dividedBy(ClusterModel.STEP); i++) {
                model.tick();
                story.tick();
                for (var service : model.services()) {
                    if (seen.add(service.id + service.version)) {
                        SERVICES.add(json.service(service, true));
                    }
                }
                for (var task : model.tasks()) {
                    if (seen.add(task.id + task.version)) {
                        TASKS.add(json.task(task));
                    }
                }
                for (var node : model.nodes()) {
                    if (seen.add(node.id + node.version)) {
                        NODES.add(json.node(node));
                    }
                }
                for (var e = events.next(Duration.ZERO); e != null; e = events.next(Duration.ZERO)) {
                    EVENTS.add(json.event(e));
                }
            }
        }
    }

    @Test
    void services() {
        compare(SERVICES, recorded("services"), Set.of("Spec.TaskTemplate.ContainerSpec.Args"));
    }

    @Test
    void tasks() {
        compare(TASKS, recorded("tasks"), Set.of("Spec.ContainerSpec.Args"));
    }

    @Test
    void nodes() {
        compare(NODES, recorded("nodes"), Set.of("Description.TLSInfo.", "Description.Engine.", "ManagerStatus"));
    }

    @Test
    void networks() {
        var json = new EngineJson(model);
        List<JsonNode> networks = new ArrayList<>();
        model.networks().forEach(network -> networks.add(json.network(network)));
        compare(networks, recorded("networks"), Set.of());
    }

    @Test
    void eventsOfServicesAndNodes() {
        Predicate<JsonNode> ofContainer = event -> event.path("Type").asText().equals("container");
        compare(
                EVENTS.stream().filter(ofContainer.negate()).toList(),
                recorded("events").stream().filter(ofContainer.negate()).toList(),
                Set.of());
        compare(
                EVENTS.stream().filter(ofContainer).toList(),
                recorded("events").stream().filter(ofContainer).toList(),
                Set.of());
    }

    @Test
    void version() {
        compare(List.of(new EngineInfo(model).version()), recorded("version"), Set.of());
    }

    /** Of a hundred fields of {@code /info} the demo tells those that clients read. */
    @Test
    void info() {
        var info = new EngineInfo(model).info();
        var unknown = shape(info);
        recorded("info").forEach(real -> unknown.removeAll(shape(real)));
        // The recorded cluster was made without a pool of its own, and the engine then says null.
        assertThat(unknown)
                .containsExactly("Swarm.Cluster.DefaultAddrPool: ARRAY", "Swarm.Cluster.DefaultAddrPool[]: STRING");
        assertThat(info.at("/Swarm/LocalNodeState").asText()).isEqualTo("active");
        assertThat(info.at("/Swarm/ControlAvailable").asBoolean()).isTrue();
        assertThat(info.at("/Swarm/NodeAddr").asText()).isEqualTo("10.0.0.11");
        assertThat(info.at("/Swarm/Cluster/ID").asText()).hasSize(25);
    }

    @Test
    void theStoryShowsEveryKindOfValue() {
        assertThat(texts(TASKS, "/Status/State"))
                .contains("pending", "assigned", "preparing", "ready", "starting", "running", "complete", "shutdown")
                .contains("failed");
        assertThat(texts(TASKS, "/DesiredState")).contains("ready", "running", "complete", "shutdown", "remove");
        assertThat(texts(SERVICES, "/UpdateStatus/State")).contains("updating", "completed");
        assertThat(texts(NODES, "/Status/State")).containsExactly("down", "ready");
        assertThat(texts(NODES, "/Spec/Availability")).containsExactly("active", "drain");
        assertThat(texts(EVENTS, "/Action")).contains("update", "create", "start", "die", "health_status: healthy");
    }

    /**
     * Compares two lists of one kind of object.
     *
     * @param withheld beginnings of paths that the engine always writes and the demo need not
     */
    private static void compare(List<JsonNode> demo, List<JsonNode> real, Set<String> withheld) {
        assertThat(demo).isNotEmpty();
        assertThat(real).isNotEmpty();
        var known = new TreeSet<>(ONLY_HERE);
        real.forEach(one -> known.addAll(shape(one)));
        var always = shape(real.get(0));
        real.forEach(one -> always.retainAll(shape(one)));
        always.removeIf(path -> withheld.stream().anyMatch(path::startsWith));
        for (var one : demo) {
            var written = shape(one);
            assertThat(known).as("fields of the engine, for %s", one).containsAll(written);
            assertThat(written)
                    .as("fields that the engine always writes, in %s", one)
                    .containsAll(always);
        }
    }

    /** Paths with the type of their value, {@code Endpoint.Ports[].TargetPort: NUMBER}. */
    private static TreeSet<String> shape(JsonNode node) {
        var shape = new TreeSet<String>();
        walk("", node, shape);
        return shape;
    }

    private static void walk(String path, JsonNode node, Set<String> shape) {
        shape.add(path + ": " + node.getNodeType());
        if (node instanceof ArrayNode array) {
            array.forEach(element -> walk(path + "[]", element, shape));
        } else if (!MAPS.contains(path.substring(path.lastIndexOf('.') + 1))) {
            node.properties().forEach(field -> walk(join(path, field.getKey()), field.getValue(), shape));
        } else {
            node.forEach(value -> shape.add(path + ".*: " + value.getNodeType()));
        }
    }

    private static String join(String path, String field) {
        var name = field.equals("PreviousSpec") ? "Spec" : field;
        return path.isEmpty() ? name : path + "." + name;
    }

    private static Set<String> texts(List<JsonNode> objects, String pointer) {
        var texts = new TreeSet<String>();
        objects.forEach(object -> texts.add(object.at(pointer).asText()));
        texts.remove("");
        return texts;
    }

    private static List<JsonNode> recorded(String name) {
        try (var body = RecordedShapeTest.class.getResourceAsStream("recorded/" + name + ".json")) {
            var root = JSON.readTree(body);
            return root.isArray()
                    ? StreamSupport.stream(root.spliterator(), false).toList()
                    : List.of(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.wagl.real;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wagl.real.History.Listed;
import dev.wagl.real.History.Phase;
import dev.wagl.real.History.View;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a manager's own lists again and again, whole and in its own way: nothing of it is what wagl reads them with. */
final class ManagerWatch {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    /** So long is it told of a task that another one has its place. */
    private static final Duration REMEMBERED = Duration.ofSeconds(15);

    /** In the order in which a task goes through them. */
    private static final List<String> STATES = List.of(
            "new",
            "pending",
            "assigned",
            "accepted",
            "preparing",
            "ready",
            "starting",
            "running",
            "complete",
            "shutdown",
            "failed",
            "rejected",
            "remove",
            "orphaned");

    private static final int RUNNING = STATES.indexOf("running");

    private final Machine machine;
    private final EngineSocket engine;
    private final History history;

    /** Names of services by their ids; also of those that are gone. */
    private final Map<String, String> names = new HashMap<>();

    /** By task: those that were to run when they were listed last. */
    private final Map<String, Placed> placed = new HashMap<>();

    private Map<String, List<Listed>> last = Map.of();

    /**
     * Where a task was.
     *
     * @param place of its service: only one task at a time is to be there
     * @param created by the engine's clock
     * @param seen when it was listed last
     */
    private record Placed(String name, String place, Instant created, String address, long seen) {}

    ManagerWatch(Manager manager, History history) {
        this.machine = manager.machine();
        this.engine = new EngineSocket(Path.of(manager.dockerd().host().substring("unix://".length())), DEADLINE);
        this.history = history;
    }

    /** Reads them once; the view is in the history then. */
    View read() {
        long begun = System.nanoTime();
        Map<String, List<Listed>> tasks;
        try {
            tasks = tasks();
        } catch (IOException e) {
            tasks = null;
        }
        if (tasks != null) {
            // Most are as they were, and half an hour of them is kept.
            last = tasks.equals(last) ? last : tasks;
            tasks = last;
        }
        View view = new View(begun, System.nanoTime(), machine.name(), tasks);
        history.add(view);
        return view;
    }

    private Map<String, List<Listed>> tasks() throws IOException {
        Map<String, List<Listed>> tasks = new LinkedHashMap<>();
        Set<String> there = new HashSet<>();
        for (JsonNode service : engine.get("/services")) {
            JsonNode name = service.at("/Spec/Labels/dns.service");
            if (name.isTextual()) {
                names.put(service.path("ID").asText(), name.asText());
                there.add(service.path("ID").asText());
                tasks.put(name.asText(), new ArrayList<>());
            }
        }
        JsonNode listed = engine.get("/tasks");
        Map<String, JsonNode> nodes = new HashMap<>();
        engine.get("/nodes").forEach(node -> nodes.put(node.path("ID").asText(), node));
        Set<String> ids = new HashSet<>();
        Map<String, Instant> youngest = new HashMap<>();
        long now = System.nanoTime();
        for (JsonNode task : listed) {
            ids.add(task.path("ID").asText());
            List<Listed> its =
                    tasks.get(names.getOrDefault(task.path("ServiceID").asText(), ""));
            JsonNode node = nodes.get(task.path("NodeID").asText());
            if (its != null && node != null) {
                // What a removed service has left on a node that is away is not of the next one with its name.
                Phase phase = there.contains(task.path("ServiceID").asText()) ? phase(task, node) : Phase.STOPPED;
                String address = address(task, node);
                its.add(new Listed(task.path("ID").asText(), address, phase));
                if (phase == Phase.COMING || phase == Phase.READY) {
                    Instant created = Instant.parse(task.path("CreatedAt").asText());
                    youngest.merge(place(task), created, (one, other) -> one.isAfter(other) ? one : other);
                    String service = names.get(task.path("ServiceID").asText());
                    placed.put(task.path("ID").asText(), new Placed(service, place(task), created, address, now));
                }
            }
        }
        placed.values().removeIf(one -> now - one.seen() > REMEMBERED.toNanos());
        placed.forEach((task, was) -> {
            Instant next = youngest.getOrDefault(was.place(), was.created());
            if (!ids.contains(task) && next.isAfter(was.created()) && tasks.containsKey(was.name())) {
                tasks.get(was.name()).add(new Listed(task, was.address(), Phase.REPLACED));
            }
        });
        return tasks;
    }

    private static String place(JsonNode task) {
        int slot = task.path("Slot").asInt();
        return task.path("ServiceID").asText()
                + '/'
                + (slot > 0 ? Integer.toString(slot) : task.path("NodeID").asText());
    }

    private static Phase phase(JsonNode task, JsonNode node) {
        int state = STATES.indexOf(task.at("/Status/State").asText());
        int desired = STATES.indexOf(task.path("DesiredState").asText());
        boolean down = node.at("/Status/State").asText().equals("down");
        if (state > RUNNING || down || state < RUNNING && desired > RUNNING) {
            return Phase.STOPPED;
        }
        return state < RUNNING ? Phase.COMING : desired > RUNNING ? Phase.DRAINING : Phase.READY;
    }

    /** On the overlay network, if it has one; else its node's. */
    private static String address(JsonNode task, JsonNode node) {
        for (JsonNode attachment : task.path("NetworksAttachments")) {
            if (attachment.at("/Network/Spec/Name").asText().equals(ChaosSwarm.NETWORK)) {
                return attachment.at("/Addresses/0").asText().replaceFirst("/.*", "");
            }
        }
        return ChaosSwarm.address(node.at("/Description/Hostname").asText());
    }
}

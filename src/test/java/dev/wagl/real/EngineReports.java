package dev.wagl.real;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a manager reports of its tasks, and when. It is asked every 100 ms; the times are the engine's own time stamps, which are of the
 * moment of the change, before the manager shows it:
 *
 * <ul>
 *   <li>ready, failed, unhealthy: {@code Status.Timestamp}, which the task's node sets;
 *   <li>removed, drained: {@code UpdatedAt} of the first list in which the task runs and is to be stopped: the manager's word that
 *       it is;
 *   <li>on a lost node: {@code UpdatedAt} of the first list of nodes in which it is down;
 *   <li>what is past that already when it is first seen: the time of the list before, which did not show it yet.
 * </ul>
 */
final class EngineReports implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(100);

    private static final String TASKS = "/tasks?filters="
            + URLEncoder.encode("{\"desired-state\":[\"running\",\"shutdown\",\"remove\"]}", StandardCharsets.UTF_8);

    /** A task from the time at which it was ready. */
    static final class Life {
        final String service;
        final JsonNode task;
        final Instant ready;

        /** Null while it is ready. */
        Instant gone;

        /** Why it is gone. */
        String why;

        Life(String service, JsonNode task) {
            this.service = service;
            this.task = task;
            this.ready = Instant.parse(task.at("/Status/Timestamp").asText());
        }

        String node() {
            return task.get("NodeID").asText();
        }

        long pid() {
            return task.at("/Status/ContainerStatus/PID").asLong();
        }

        String container() {
            return task.at("/Status/ContainerStatus/ContainerID").asText();
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final EngineSocket engine;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "reports"));
    private final ScheduledFuture<?> loop;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Life> lives = new LinkedHashMap<>();
    private final Map<String, Instant> down = new HashMap<>();
    private Instant before;
    private String why = "removed";

    EngineReports(Dockerd dockerd) {
        engine = new EngineSocket(Path.of(dockerd.host().substring("unix://".length())), PATIENCE);
        loop = timer.scheduleWithFixedDelay(this::poll, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What happens to tasks from now on. */
    synchronized void now(String happens) {
        why = happens;
    }

    /** Everyone who has been ready so far; a copy. */
    synchronized List<Life> lives() {
        if (loop.isDone() && !loop.isCancelled()) {
            try {
                loop.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return new ArrayList<>(lives.values());
    }

    /** Those of a service that are ready. */
    List<Life> ready(String service) {
        return lives().stream()
                .filter(life -> life.service.equals(service) && life.gone == null)
                .toList();
    }

    private JsonNode ask(String path) {
        try {
            return engine.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void poll() {
        Instant begun = Instant.now();
        Map<String, Instant> downNow = new HashMap<>();
        for (JsonNode node : ask("/nodes")) {
            if (node.at("/Status/State").asText().equals("down")) {
                downNow.put(
                        node.get("ID").asText(),
                        Instant.parse(node.get("UpdatedAt").asText()));
            }
        }
        downNow.forEach(down::putIfAbsent);
        down.keySet().retainAll(downNow.keySet());
        Set<String> ready = new HashSet<>();
        Map<String, JsonNode> tasks = new HashMap<>();
        for (JsonNode task : ask(TASKS)) {
            String id = task.get("ID").asText();
            tasks.put(id, task);
            if (is(task, "/Status/State", "running")
                    && is(task, "/DesiredState", "running")
                    && !down.containsKey(task.path("NodeID").asText())) {
                ready.add(id);
                lives.computeIfAbsent(id, key -> new Life(service(task), task));
            }
        }
        lives.forEach((id, life) -> {
            if (life.gone == null && !ready.contains(id)) {
                life.gone = gone(life, tasks.get(id));
                life.why = why;
            }
        });
        before = begun;
    }

    private String service(JsonNode task) {
        return names.computeIfAbsent(
                task.get("ServiceID").asText(),
                id -> ask("/services/" + id).at("/Spec/Name").asText());
    }

    private Instant gone(Life life, JsonNode task) {
        if (down.containsKey(life.node())) {
            return down.get(life.node());
        }
        if (task == null) {
            return before;
        }
        if (is(task, "/Status/State", "running")) {
            return Instant.parse(task.get("UpdatedAt").asText());
        }
        return is(task, "/Status/State", "failed")
                ? Instant.parse(task.at("/Status/Timestamp").asText())
                : before;
    }

    private static boolean is(JsonNode task, String field, String value) {
        return task.at(field).asText().equals(value);
    }

    @Override
    public void close() {
        loop.cancel(false);
        timer.shutdown();
    }
}

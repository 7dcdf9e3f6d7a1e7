package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.demo.DemoNetwork.Lease;
import dev.wagl.swarm.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds at every moment of the story, whatever happens: one chapter and the beginning of the next, under two seeds. */
class StoryTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final long SEED = 2015;
    private static final long TICKS = Story.LENGTH.plusSeconds(60).dividedBy(ClusterModel.STEP);

    @ParameterizedTest
    @ValueSource(longs = {2015, 1})
    void theFirstDigOfTheReadmeAlwaysFindsTheSameTwoNodes(long seed) {
        play(seed, model -> {
            var ready = ready(model, "api");
            assertThat(ready.stream().filter(task -> task.slot == 1).map(task -> task.node.address))
                    .containsExactly("10.0.0.11");
            assertThat(ready.stream().filter(task -> task.slot == 2).map(task -> task.node.address))
                    .containsExactly("10.0.0.12");
            assertThat(ready)
                    .allSatisfy(task -> assertThat(task.openPorts)
                            .extracting(ServiceSpec.Port::published)
                            .containsExactly(8080));
        });
    }

    @Test
    void versionsAndTimesNeverGoBack() {
        var versions = new HashMap<String, Long>();
        var times = new HashMap<String, Instant>();
        play(SEED, model -> {
            for (var task : model.tasks()) {
                rises(versions, task.id, task.version);
                rises(times, task.id, task.since);
                assertThat(task.createdAt).isBeforeOrEqualTo(task.since);
                assertThat(task.since).isBeforeOrEqualTo(task.updatedAt);
            }
            for (var service : model.services()) {
                rises(versions, service.id, service.version);
                rises(times, service.id, service.updatedAt);
            }
            for (var node : model.nodes()) {
                rises(versions, node.id, node.version);
                rises(times, node.id, node.updatedAt);
            }
        });
    }

    @Test
    void anObjectThatChangesGetsANewVersion() {
        var seen = new HashMap<String, Map.Entry<Long, String>>();
        var ticks = new AtomicLong();
        play(SEED, model -> {
            if (ticks.incrementAndGet() % 10 != 0) {
                return;
            }
            var json = new EngineJson(model);
            for (var task : model.tasks()) {
                newVersionIfChanged(seen, task.id, task.version, json.task(task).toString());
            }
            for (var node : model.nodes()) {
                newVersionIfChanged(seen, node.id, node.version, json.node(node).toString());
            }
            for (var service : model.services()) {
                newVersionIfChanged(
                        seen,
                        service.id,
                        service.version,
                        json.service(service, false).toString());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {2015, 1})
    void tasksOnlyMoveForwardAndBelongSomewhere(long seed) {
        var states = new HashMap<String, TaskState>();
        var desired = new HashMap<String, TaskState>();
        play(seed, model -> {
            for (var task : model.tasks()) {
                rises(states, task.id, task.state);
                rises(desired, task.id, task.desired);
                assertThat(model.services()).contains(task.service);
                if (task.state.compareTo(TaskState.ASSIGNED) >= 0) {
                    assertThat(model.nodes()).contains(task.node);
                }
                assertThat(task.containerId != null || task.state.compareTo(TaskState.STARTING) < 0 || task.ended())
                        .isTrue();
                assertThat(task.slot > 0).isEqualTo(task.service.spec.mode() == ServiceSpec.Mode.REPLICATED);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {2015, 1})
    void onlyAStartFirstUpdateHasTwoReadyTasksInOnePlace(long seed) {
        play(seed, model -> {
            for (var service : model.services()) {
                var ready = service.tasks.stream().filter(DemoTask::ready).toList();
                if (!service.spec.updateConfig().startFirst()) {
                    assertThat(ready).extracting(DemoTask::place).doesNotHaveDuplicates();
                }
                assertThat(ready.size()).isLessThanOrEqualTo(most(model, service));
            }
        });
    }

    private static int most(ClusterModel model, DemoService service) {
        return switch (service.spec.mode()) {
            case GLOBAL -> model.nodes().size();
            case JOB -> 0;
            case REPLICATED -> {
                int before = service.previousSpec == null ? 0 : service.previousSpec.replicas();
                yield Math.max(service.spec.replicas(), before)
                        + (service.spec.updateConfig().startFirst() ? 1 : 0);
            }
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {2015, 1})
    void noAddressAndNoHostPortIsHeldTwice(long seed) {
        play(seed, model -> {
            var leases = new ArrayList<Lease>();
            model.services().forEach(service -> leases.addAll(service.virtualIps));
            var ports = new ArrayList<String>();
            for (var task : model.tasks()) {
                if (!task.ended()) {
                    leases.addAll(task.leases);
                    task.openPorts.forEach(
                            port -> ports.add(task.node.hostName + " " + port.published() + "/" + port.protocol()));
                }
            }
            assertThat(leases).doesNotHaveDuplicates();
            assertThat(ports).doesNotHaveDuplicates();
        });
    }

    @Test
    void historyStaysShort() {
        play(SEED, model -> {
            assertThat(model.tasks()).hasSizeLessThan(300);
            for (var service : model.services()) {
                var ended = service.tasks.stream()
                        .filter(DemoTask::ended)
                        .collect(Collectors.groupingBy(DemoTask::place, Collectors.counting()));
                assertThat(ended.values()).allMatch(count -> count <= ClusterModel.TASK_HISTORY);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {2015, 1})
    void everythingThatIsToHappenHappens(long seed) {
        var happened = new TreeSet<String>();
        play(seed, model -> {
            for (var node : model.nodes()) {
                note(happened, node.drained, "a node drains");
                note(happened, node.down, "a node is lost");
            }
            for (var service : model.services()) {
                note(happened, service.rollout != null && !service.rollout.completed(), "updating " + service.name());
                note(happened, service.rollout != null && service.rollout.completed(), "updated " + service.name());
                note(happened, service.jobIteration > 0, "job again");
            }
            for (var task : model.tasks()) {
                note(
                        happened,
                        task.state == TaskState.FAILED && !task.service.name().equals("shop_mailer"),
                        "a task fails");
                note(happened, draining(task), "a task drains");
                note(happened, draining(task) && task.desired == TaskState.REMOVE, "a task is scaled away");
                note(happened, draining(task) && task.node.down, "a lost task is shown running");
                note(happened, task.desired == TaskState.READY && task.node != null, "a task waits for another");
                note(
                        happened,
                        task.error != null && task.error.contains("host-mode port already in use on 2 nodes"),
                        "no node has the port free");
            }
            note(happened, ready(model, "api").size() == 3, "api has three tasks");
            note(happened, ready(model, "billing_inventory").size() == 4, "inventory has four tasks");
            var database = model.service("billing_db").tasks;
            note(
                    happened,
                    database.stream().noneMatch(DemoTask::ready)
                            && database.stream().anyMatch(StoryTest::draining),
                    "the last one drains");
        });
        assertThat(happened)
                .contains(
                        "a node drains",
                        "a node is lost",
                        "a task fails",
                        "a task drains",
                        "a task is scaled away",
                        "a lost task is shown running",
                        "a task waits for another",
                        "api has three tasks",
                        "inventory has four tasks",
                        "job again",
                        "the last one drains",
                        "updated billing_db",
                        "updated monitoring_elastic",
                        "updated shop_edge",
                        "updated shop_web",
                        "updating billing_db",
                        "updating monitoring_elastic",
                        "updating shop_edge",
                        "updating shop_web");
    }

    @Test
    void aServiceUnderAStartFirstUpdateIsNeverShort() {
        var shortOf = new HashSet<String>();
        play(SEED, model -> {
            var web = model.service("shop_web");
            boolean nodesThere = model.nodes().stream().allMatch(DemoNode::available);
            boolean updating = web.rollout != null && !web.rollout.completed();
            if (updating && nodesThere && ready(model, "shop_web").size() < 3) {
                shortOf.add(model.now().toString());
            }
        });
        assertThat(shortOf).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {2015, 1})
    void betweenTheScenesItSettles(long seed) {
        var model = play(seed, ignored -> {});
        for (int i = 0; i < 250; i++) {
            model.tick();
        }
        for (var service : model.services()) {
            int wanted = switch (service.spec.mode()) {
                case GLOBAL -> 3;
                case JOB -> 0;
                case REPLICATED -> service.name().equals("shop_mailer") ? 0 : service.spec.replicas();
            };
            assertThat(ready(model, service.name())).as(service.name()).hasSize(wanted);
        }
    }

    /** The checks see the cluster after each tick. */
    private static ClusterModel play(long seed, Consumer<ClusterModel> check) {
        var model = DemoCluster.settledModel(seed, START);
        var story = new Story(model, seed);
        for (long i = 0; i < TICKS; i++) {
            model.tick();
            story.tick();
            check.accept(model);
        }
        return model;
    }

    private static List<DemoTask> ready(ClusterModel model, String service) {
        return model.service(service).tasks.stream().filter(DemoTask::ready).toList();
    }

    private static boolean draining(DemoTask task) {
        return task.state == TaskState.RUNNING && task.desired.compareTo(TaskState.COMPLETE) > 0;
    }

    private static void note(Set<String> happened, boolean now, String what) {
        if (now) {
            happened.add(what);
        }
    }

    private static <T extends Comparable<? super T>> void rises(Map<String, T> before, String id, T value) {
        var last = before.put(id, value);
        assertThat(last == null || last.compareTo(value) <= 0)
                .as("%s: %s after %s", id, value, last)
                .isTrue();
    }

    private static void newVersionIfChanged(
            Map<String, Map.Entry<Long, String>> seen, String id, long version, String json) {
        var last = seen.put(id, Map.entry(version, json));
        if (last != null && !Objects.equals(last.getValue(), json)) {
            assertThat(version).as("%s became %s", last.getValue(), json).isGreaterThan(last.getKey());
        }
    }
}

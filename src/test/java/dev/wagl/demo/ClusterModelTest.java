package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wagl.demo.DemoNetwork.Subnet;
import dev.wagl.swarm.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SwarmKit's ways, one by one, on a cluster of two nodes. Times are those of engine 20.10. */
class ClusterModelTest {

    private final ClusterModel model = new ClusterModel(1, Instant.parse("2026-03-01T10:00:00Z"));

    @BeforeEach
    void twoNodes() {
        model.addNode("one", "192.0.2.1", true, Map.of());
        model.addNode("two", "192.0.2.2", false, Map.of());
        model.addOverlay("net", false, List.of(new Subnet("10.20.1.", 24)));
    }

    @Test
    void aNewTaskPassesThroughAllStates() {
        model.create(ServiceDraft.create("s", "i:1").networks("net").spec());
        var states = new ArrayList<TaskState>();
        for (int i = 0; i < 40; i++) {
            model.tick();
            var state = only("s").state;
            if (states.isEmpty() || states.get(states.size() - 1) != state) {
                states.add(state);
            }
        }
        // NEW and PENDING pass within one step, as they do on a quiet cluster.
        assertThat(states)
                .containsSubsequence(
                        TaskState.ASSIGNED,
                        TaskState.ACCEPTED,
                        TaskState.PREPARING,
                        TaskState.STARTING,
                        TaskState.RUNNING);
        assertThat(only("s").message).isEqualTo("started");
    }

    @Test
    void aHealthCheckDelaysRunning() {
        model.create(ServiceDraft.create("s", "i:1")
                .healthyAfter(Duration.ofSeconds(30))
                .spec());
        run(20);
        assertThat(only("s").state).isEqualTo(TaskState.STARTING);
        run(20);
        assertThat(only("s").state).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void aTaskOnAnOverlayIsForgottenBeforeItIsStopped() {
        model.create(ServiceDraft.create("s", "i:1")
                .networks("net")
                .hostPort(80, 80, "tcp")
                .spec());
        run(5);
        var task = only("s");
        model.update("s", draft -> draft.replicas(0));
        model.tick();
        assertThat(task.desired).isEqualTo(TaskState.REMOVE);
        assertThat(task.openPorts).isNotEmpty();
        run(2);
        // The engine stops showing host ports long before the task ends.
        assertThat(task.state).isEqualTo(TaskState.RUNNING);
        assertThat(task.openPorts).isEmpty();
        run(3);
        assertThat(model.tasks()).isEmpty();
    }

    @Test
    void aTaskWithoutAnOverlayIsStoppedAtOnce() {
        model.create(ServiceDraft.create("s", "i:1").hostPort(80, 80, "tcp").spec());
        run(5);
        model.update("s", draft -> draft.replicas(0));
        run(2);
        assertThat(model.tasks()).isEmpty();
    }

    @Test
    void stopFirstWaitsForTheOldTask() {
        model.create(ServiceDraft.create("s", "i:1").networks("net").spec());
        run(5);
        var old = only("s");
        model.update("s", draft -> draft.image("i:2"));
        model.tick();
        assertThat(old.desired).isEqualTo(TaskState.SHUTDOWN);
        assertThat(newest("s").desired).isEqualTo(TaskState.READY);
        while (!old.ended()) {
            model.tick();
            assertThat(newest("s").state).isLessThan(TaskState.STARTING);
        }
        run(3);
        assertThat(newest("s").ready()).isTrue();
        assertThat(newest("s").container.image()).isEqualTo("i:2");
        assertThat(old.container.image()).isEqualTo("i:1");
        assertThat(model.service("s").rollout.completed()).isFalse();
        run(5);
        assertThat(model.service("s").rollout.completed()).isTrue();
    }

    @Test
    void startFirstWaitsForTheNewTask() {
        model.create(ServiceDraft.create("s", "i:1")
                .networks("net")
                .updates(true, Duration.ZERO)
                .healthyAfter(Duration.ofSeconds(5))
                .spec());
        run(10);
        var old = only("s");
        model.update("s", draft -> draft.image("i:2"));
        run(4);
        assertThat(old.ready()).isTrue();
        run(4);
        assertThat(newest("s").ready()).isTrue();
        assertThat(old.desired).isEqualTo(TaskState.SHUTDOWN);
    }

    @Test
    void oneTaskAfterTheOtherIsReplaced() {
        model.create(ServiceDraft.create("s", "i:1").replicas(3).networks("net").spec());
        run(5);
        model.update("s", draft -> draft.image("i:2"));
        while (model.service("s").rollout.completedAt == null) {
            model.tick();
            assertThat(model.service("s").tasks.stream().filter(DemoTask::ready).count())
                    .isGreaterThanOrEqualTo(2);
        }
        assertThat(model.service("s").tasks.stream().filter(DemoTask::ready))
                .hasSize(3)
                .allMatch(task -> task.container.image().equals("i:2"));
    }

    @Test
    void aChangeOfLabelsReplacesNoTask() {
        model.create(ServiceDraft.create("s", "i:1").spec());
        run(5);
        var task = only("s");
        long version = model.service("s").version;
        model.update("s", draft -> draft.label("dns.service", "s"));
        run(5);
        assertThat(only("s")).isSameAs(task);
        assertThat(task.ready()).isTrue();
        assertThat(model.service("s").version).isGreaterThan(version);
        assertThat(model.service("s").rollout).isNull();
    }

    @Test
    void aTaskThatFailsIsReplacedAfterTheRestartDelay() {
        model.create(ServiceDraft.create("s", "i:1").spec());
        run(5);
        var failed = only("s");
        model.crash("s");
        assertThat(failed.state).isEqualTo(TaskState.FAILED);
        assertThat(failed.error).isEqualTo("task: non-zero exit (1)");
        run(4);
        assertThat(newest("s").state).isEqualTo(TaskState.READY);
        assertThat(newest("s").desired).isEqualTo(TaskState.READY);
        run(3);
        assertThat(newest("s").ready()).isTrue();
        assertThat(failed.desired).isEqualTo(TaskState.SHUTDOWN);
    }

    @Test
    void aNodeThatDrainsHandsItsTasksOver() {
        model.create(ServiceDraft.create("s", "i:1").replicas(2).networks("net").spec());
        model.create(ServiceDraft.create("g", "i:1").global().spec());
        run(5);
        model.drain("two");
        run(15);
        assertThat(readyNodes("s")).containsExactly("one", "one");
        assertThat(readyNodes("g")).containsExactly("one");
        model.activate("two");
        run(15);
        assertThat(readyNodes("s")).containsExactly("one", "one");
        assertThat(readyNodes("g")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void aLostNodeShowsItsTasksRunningUntilItIsBack() {
        model.create(ServiceDraft.create("s", "i:1").replicas(2).networks("net").spec());
        run(5);
        var lost = model.service("s").tasks.stream()
                .filter(task -> task.node.hostName.equals("two"))
                .findFirst()
                .orElseThrow();
        model.lose("two");
        run(60);
        assertThat(lost.state).isEqualTo(TaskState.RUNNING);
        assertThat(lost.desired).isEqualTo(TaskState.SHUTDOWN);
        assertThat(readyNodes("s")).containsExactly("one", "one");
        model.recover("two");
        run(10);
        assertThat(lost.state).isEqualTo(TaskState.SHUTDOWN);
    }

    @Test
    void aTaskForWhichNoNodeHasRoomSaysWhy() {
        model.create(ServiceDraft.create("s", "i:1")
                .replicas(3)
                .hostPort(8080, 80, "tcp")
                .spec());
        run(5);
        assertThat(newest("s").state).isEqualTo(TaskState.PENDING);
        assertThat(newest("s").node).isNull();
        assertThat(newest("s").error).isEqualTo("no suitable node (host-mode port already in use on 2 nodes)");
        model.drain("two");
        run(5);
        assertThat(model.service("s").tasks.stream()
                        .filter(task -> task.state == TaskState.PENDING)
                        .map(task -> task.error))
                .containsOnly("no suitable node (1 node not available for new tasks;"
                        + " host-mode port already in use on 1 node)");
    }

    @Test
    void dynamicHostPortsAreTheTasksOwn() {
        model.create(ServiceDraft.create("s", "i:1")
                .replicas(4)
                .hostPort(0, 80, "tcp")
                .spec());
        run(5);
        var ports = model.service("s").tasks.stream()
                .map(task -> task.node.hostName + ":" + task.openPorts.get(0).published())
                .toList();
        assertThat(ports).containsExactlyInAnyOrder("one:32768", "one:32769", "two:32768", "two:32769");
    }

    @Test
    void aJobEndsAndCanBeRunAgain() {
        model.create(ServiceDraft.create("j", "i:1").job(Duration.ofSeconds(5)).spec());
        run(3);
        var first = only("j");
        assertThat(first.state).isEqualTo(TaskState.RUNNING);
        assertThat(first.desired).isEqualTo(TaskState.COMPLETE);
        run(10);
        assertThat(first.state).isEqualTo(TaskState.COMPLETE);
        model.update("j", ServiceDraft::again);
        run(3);
        assertThat(only("j")).isNotSameAs(first);
        assertThat(only("j").state).isEqualTo(TaskState.RUNNING);
    }

    @Test
    void addressesAreNotUsedAgainAtOnce() {
        model.create(ServiceDraft.create("s", "i:1").networks("net").spec());
        run(5);
        var before = only("s").leases.get(0);
        model.update("s", draft -> draft.replicas(0));
        run(6);
        model.update("s", draft -> draft.replicas(1));
        run(3);
        assertThat(only("s").leases.get(0).host()).isEqualTo(before.host() + 1);
    }

    @Test
    void aFullNetworkSaysSo() {
        var network = model.addOverlay("full", false, List.of(new Subnet("10.20.9.", 24)));
        for (int i = 0; i < 253; i++) {
            network.lease();
        }
        assertThatThrownBy(network::lease).hasMessage("network full has no free address");
    }

    private void run(int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            model.tick();
        }
    }

    private DemoTask only(String service) {
        assertThat(model.service(service).tasks).hasSize(1);
        return newest(service);
    }

    private DemoTask newest(String service) {
        var tasks = model.service(service).tasks;
        return tasks.get(tasks.size() - 1);
    }

    private List<String> readyNodes(String service) {
        return model.service(service).tasks.stream()
                .filter(DemoTask::ready)
                .map(task -> task.node.hostName)
                .toList();
    }
}

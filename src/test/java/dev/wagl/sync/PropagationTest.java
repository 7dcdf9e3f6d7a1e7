package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.swarm.Node;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a task's leaving is counted as propagation, and from when. */
class PropagationTest {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration STEP = Duration.ofMillis(400);

    private final WallClock clock = new WallClock(START);
    private final SyncState state = new SyncState(() -> 0, Duration.ofMinutes(1));
    private final Propagation propagation = new Propagation(clock);

    private Service service = service(10, START, false);
    private Node node = node(20, START, false, Node.State.READY);
    private final List<Task> tasks = new ArrayList<>();

    @BeforeEach
    void twoTasksRun() {
        tasks.add(task("one", TaskState.RUNNING, START));
        tasks.add(task("two", TaskState.RUNNING, START));
        publish();
    }

    @Test
    void aTaskThatIsScaledAwayIsCountedFromTheChangeOfItsService() {
        service = service(11, clock.now, false);
        tasks.remove(0);
        publish();

        counted(STEP);
    }

    /** The list of tasks may be older than what its service says. */
    @Test
    void alsoIfItFollowsInTheNextSnapshot() {
        service = service(11, clock.now, false);
        publish();
        counted();
        tasks.remove(0);
        publish();

        counted(STEP.multipliedBy(2));
    }

    @Test
    void whatLeavesLongAfterLeftForAnotherReason() {
        service = service(11, clock.now, false);
        publish();
        clock.now = clock.now.plus(Propagation.FOLLOWS);
        tasks.remove(0);
        publish();

        counted();
    }

    @Test
    void whatLeavesFromAServiceThatHasNotChangedIsNotCounted() {
        tasks.remove(0);
        publish();

        counted();
    }

    @Test
    void whatLeavesInAnUpdateIsNotCounted() {
        service = service(11, clock.now, true);
        tasks.remove(0);
        publish();

        counted();
    }

    @Test
    void theTasksOfANodeThatIsDrainedAreCountedFromItsChange() {
        node = node(21, clock.now, true, Node.State.READY);
        tasks.clear();
        publish();

        counted(STEP, STEP);
    }

    /** They are listed as ready, and then not any more: that is no news. */
    @Test
    void theTasksOfANodeThatIsDownAreCountedFromItsChangeOnce() {
        node = node(21, clock.now, false, Node.State.DOWN);
        publish();
        counted(STEP, STEP);
        service = service(11, clock.now, false);
        tasks.clear();
        publish();

        counted(STEP, STEP);
    }

    @Test
    void aTaskThatIsListedAsEndedIsCountedFromItsStamp() {
        tasks.set(0, task("one", TaskState.FAILED, clock.now));
        publish();

        counted(STEP);
    }

    @Test
    void whatDrainsAndIsAnsweredStillHasNotLeft() {
        service = service(11, clock.now, false);
        tasks.set(
                0,
                new Task(
                        "one",
                        "s",
                        "n",
                        1,
                        TaskState.RUNNING,
                        TaskState.SHUTDOWN,
                        START,
                        START,
                        "c",
                        List.of(),
                        List.of()));
        publish();

        counted();
    }

    @Test
    void whatAServiceWithoutAStampLosesIsNotCounted() {
        service = service(11, Instant.EPOCH, false);
        tasks.remove(0);
        publish();

        counted();
    }

    private void publish() {
        clock.now = clock.now.plus(STEP);
        propagation.observe(
                new Snapshot(
                        Source.SWARM,
                        "tcp://manager:2375",
                        "cluster",
                        100,
                        List.of(service),
                        tasks,
                        List.of(node),
                        List.of(),
                        List.of()),
                true,
                state);
    }

    private void counted(Duration... times) {
        assertThat(Arrays.stream(state.propagation().counts()).sum()).isEqualTo(times.length);
        assertThat(state.propagation().sumNanos())
                .isEqualTo(Arrays.stream(times).mapToLong(Duration::toNanos).sum());
    }

    private static Task task(String id, TaskState its, Instant since) {
        return new Task(id, "s", "n", 1, its, TaskState.RUNNING, START, since, "c-" + id, List.of(), List.of());
    }

    private static Service service(long version, Instant changedAt, boolean updating) {
        return new Service(
                "s",
                "web",
                version,
                changedAt,
                Service.Mode.REPLICATED,
                2,
                2,
                Map.of(Service.LABEL, "web"),
                List.of(),
                List.of(),
                List.of(),
                updating);
    }

    private static Node node(long version, Instant changedAt, boolean drained, Node.State state) {
        return new Node("n", version, changedAt, drained, "node", Node.Role.WORKER, false, state, null, null, null);
    }
}

package dev.wagl.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.Source;
import dev.wagl.swarm.Task;
import dev.wagl.swarm.TaskState;
import dev.wagl.sync.Attention.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How closely a service is followed, from what its lists say. */
class ActivityTest {

    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private static final Map<String, String> LABELLED = Map.of(Service.LABEL, "api");

    private final Activity activity = new Activity();

    @Test
    void aServiceThatHasWhatItWantsIsIdle() {
        assertThat(at(0, service(10, 3, 3, false), tasks(3))).isEqualTo(Level.IDLE);
    }

    @Test
    void aServiceThatLacksATaskIsFollowedAndThenLessAndLess() {
        assertThat(at(0, service(10, 3, 2, false), tasks(2))).isEqualTo(Level.ACTIVE);
        assertThat(at(9.9, service(10, 3, 2, false), tasks(2))).isEqualTo(Level.ACTIVE);
        assertThat(at(10, service(10, 3, 2, false), tasks(2))).isEqualTo(Level.CALM);
        assertThat(at(59.9, service(10, 3, 2, false), tasks(2))).isEqualTo(Level.CALM);
        assertThat(at(60, service(10, 3, 2, false), tasks(2))).isEqualTo(Level.IDLE);
        assertThat(at(75, service(10, 3, 2, false), tasks(2)))
                .as("seldom seen is no rest")
                .isEqualTo(Level.IDLE);
    }

    @Test
    void tasksThatDrainAreUnderWayThoughNoneIsMissing() {
        assertThat(at(0, service(10, 3, 4, false), tasks(3))).isEqualTo(Level.ACTIVE);
    }

    @Test
    void anUpdateIsUnderWayThoughNoTaskIsMissing() {
        assertThat(at(0, service(10, 3, 3, true), tasks(3))).isEqualTo(Level.ACTIVE);
        assertThat(at(11, service(10, 3, 3, true), tasks(3))).as("paused").isEqualTo(Level.CALM);
    }

    /** Ten minutes for ten tasks, one of which is another one each minute. */
    @Test
    void anUpdateThatGoesAheadIsFollowedToItsEnd() {
        for (int minute = 0; minute < 10; minute++) {
            int replaced = minute;
            List<Task> tasks = IntStream.range(0, 10)
                    .mapToObj(slot -> task(slot < replaced ? "new" + slot : "old" + slot, TaskState.RUNNING))
                    .toList();
            assertThat(at(minute * 60, service(10, 10, 10, true), tasks)).isEqualTo(Level.ACTIVE);
            assertThat(at(minute * 60 + 50, service(10, 10, 10, true), tasks)).isEqualTo(Level.CALM);
        }
    }

    @Test
    void aServiceThatStartsSlowlyIsFollowedAsLongAsItComesNearer() {
        for (int running = 0; running < 20; running++) {
            assertThat(at(running * 9, service(10, 20, running, false), tasks(running)))
                    .isEqualTo(Level.ACTIVE);
        }
    }

    /** Every 5 s it runs for a second. */
    @Test
    void aServiceThatCrashesAgainAndAgainWearsOut() {
        at(0, service(10, 1, 0, false), tasks(0));
        Level last = null;
        for (int second = 5; second < 70; second += 5) {
            at(second, service(10, 1, 1, false), tasks(1));
            last = at(second + 1, service(10, 1, 0, false), tasks(0));
            if (second >= 20 && second < 60) {
                assertThat(last).as("after %s s", second).isEqualTo(Level.CALM);
            }
        }
        assertThat(last).isEqualTo(Level.IDLE);
    }

    @Test
    void aChangeOfTheServiceStartsAnew() {
        at(0, service(10, 3, 0, false), tasks(0));
        assertThat(at(70, service(10, 3, 0, false), tasks(0))).isEqualTo(Level.IDLE);

        assertThat(at(71, service(11, 3, 0, false), tasks(0))).isEqualTo(Level.ACTIVE);
        assertThat(at(81, service(11, 3, 0, false), tasks(0))).isEqualTo(Level.CALM);
        assertThat(at(82, service(11, 4, 0, false), tasks(0))).isEqualTo(Level.ACTIVE);
    }

    @Test
    void aServiceThatHasRestedIsFollowedAnew() {
        at(0, service(10, 1, 0, false), tasks(0));
        at(70, service(10, 1, 1, false), tasks(1));
        at(85, service(10, 1, 1, false), tasks(1));

        assertThat(at(86, service(10, 1, 0, false), tasks(0))).isEqualTo(Level.ACTIVE);
    }

    @Test
    void theRestCountsAlsoIfItWasSeenOnlyOnce() {
        at(0, service(10, 1, 0, false), tasks(0));
        at(70, service(10, 1, 1, false), tasks(1));

        assertThat(at(81, service(10, 1, 0, false), tasks(0))).isEqualTo(Level.ACTIVE);
    }

    @Test
    void whatIsNoneOfOursAndWhatCannotBeToldIsNotUnderWay() {
        assertThat(at(0, service(Service.Mode.REPLICATED, Map.of(), 3, 0), tasks(0)))
                .as("without a label")
                .isEqualTo(Level.IDLE);
        assertThat(at(0, service(Service.Mode.JOB, LABELLED, 3, 0), tasks(0)))
                .as("a job that has ended")
                .isEqualTo(Level.IDLE);
        assertThat(at(0, service(Service.Mode.GLOBAL, LABELLED, -1, -1), tasks(2)))
                .as("without counts")
                .isEqualTo(Level.IDLE);
        assertThat(activity.observe(
                        snapshot(Source.CONTAINERS, service(Service.Mode.CONTAINER, LABELLED, 1, 0), tasks(0)), START))
                .as("a container that has ended")
                .isEqualTo(Level.IDLE);
    }

    private Level at(double seconds, Service service, List<Task> tasks) {
        return activity.observe(snapshot(Source.SWARM, service, tasks), START + (long) (seconds * 1e9));
    }

    private static Snapshot snapshot(Source source, Service service, List<Task> tasks) {
        return new Snapshot(source, "e", "c", 1, List.of(service), tasks, List.of(), List.of(), List.of());
    }

    private static Service service(long version, int desired, int running, boolean updating) {
        return new Service(
                "s",
                "api",
                version,
                Service.Mode.REPLICATED,
                desired,
                running,
                LABELLED,
                List.of(),
                List.of(),
                List.of(),
                updating);
    }

    private static Service service(Service.Mode mode, Map<String, String> labels, int desired, int running) {
        return new Service("s", "api", 10, mode, desired, running, labels, List.of(), List.of(), List.of(), false);
    }

    private static List<Task> tasks(int ready) {
        return IntStream.range(0, ready)
                .mapToObj(slot -> task("t" + slot, TaskState.RUNNING))
                .toList();
    }

    private static Task task(String id, TaskState state) {
        return new Task(
                id, "s", "n1", 1, state, TaskState.RUNNING, Instant.EPOCH, Instant.EPOCH, null, List.of(), List.of());
    }
}

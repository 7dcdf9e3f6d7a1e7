package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.real.History.Answer;
import dev.wagl.real.History.Life;
import dev.wagl.real.History.Phase;
import dev.wagl.real.History.View;
import dev.wagl.real.Judge.Bounds;
import dev.wagl.real.Judge.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a manager says just after its start: its services, and for some seconds no task that runs. A Swarm of one machine, whose
 * engine is all there is to ask. {@code -Dwagl.chaos.settings=-Dwagl.guard=0} shows what comes of believing it.
 */
@RealEngine
class RestartIT {

    private static final Duration UP = Duration.ofMinutes(2);

    /** From when on an engine that was killed may be started again. */
    private static final Duration DOWN = Duration.ofSeconds(3);

    private static final List<String> NAMES = List.of("many", "few", "ported");

    private static ChaosSwarm swarm() {
        ChaosSwarm swarm = new ChaosSwarm(1, ChaosSwarm.settings());
        swarm.service("many", "--network=" + ChaosSwarm.NETWORK, "--replicas=20");
        swarm.service("few", "--network=" + ChaosSwarm.NETWORK, "--replicas=2");
        swarm.service("ported", "--publish=mode=host,published=25080,target=80");
        swarm.startWagl(swarm.managers().get(0));
        assertThat(swarm.settle(UP)).as("the Swarm is up").isTrue();
        swarm.answering("many");
        return swarm;
    }

    /**
     * wagl runs on. An engine of a Swarm ends its containers when it starts anew, and 20.10 says so of each: then a name is empty, and
     * rightly so, until its next task runs. What is not told to have stopped stays.
     */
    @Test
    void aManagerThatRestartsLosesNoNameBeforeItSaysSo() throws IOException {
        try (ChaosSwarm swarm = swarm()) {
            Dockerd engine = swarm.managers().get(0).dockerd();
            swarm.record(NAMES);
            assertThat(swarm.settle(UP)).isTrue();

            engine.signal("KILL");
            engine.ended();
            Faults.pass(DOWN);
            engine.start();
            assertThat(swarm.settle(UP)).as("the tasks run again").isTrue();
            Faults.pass(DOWN);

            judge("a manager restarts", swarm);
        }
    }

    /** wagl starts with the engine and knows nothing of before: it says so, and not that there is nothing. */
    @Test
    void aMachineThatRestartsDoesNotMakeItsNamesEmpty() throws IOException {
        try (ChaosSwarm swarm = swarm()) {
            Manager manager = swarm.managers().get(0);
            swarm.record(NAMES);
            assertThat(swarm.settle(UP)).isTrue();

            swarm.powerOff(manager);
            Faults.pass(DOWN);
            long restarted = System.nanoTime();
            swarm.powerOn(manager);
            assertThat(swarm.settle(UP)).as("the tasks run again").isTrue();
            Faults.pass(DOWN);

            judge("a machine restarts", swarm);
            nothingIsEmptyBeforeATaskRuns("a machine restarts", swarm.history(), restarted);
        }
    }

    /** While the engine says that nothing runs, and has told of no task yet that does. */
    private static void nothingIsEmptyBeforeATaskRuns(String what, History history, long restarted) {
        long ready = firstReady(history, restarted);
        List<Answer> before = history.answers().stream()
                .filter(answer -> answer.sent() > restarted && answer.received() < ready)
                .filter(answer -> !answer.status().equals(History.TIMEOUT))
                .toList();
        List<Answer> empty = before.stream().filter(Answer::empty).toList();
        System.out.println(what + ": " + before.size() + " answers in the "
                + Duration.ofNanos(ready - restarted).toMillis() + " ms before a task runs, of these empty: "
                + empty.size());
        assertThat(before).isNotEmpty();
        assertThat(empty).isEmpty();
    }

    private static void judge(String what, ChaosSwarm swarm) throws IOException {
        Verdict verdict = Judge.judge(swarm.recorded(), Bounds.BUSY);
        swarm.history().save(Path.of("target/chaos", what));
        System.out.println(what + ": " + verdict);
        verdict.violations().stream().limit(10).forEach(System.out::println);
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.compared()).isPositive();
    }

    /** When the manager listed the first ready task that was started after that time. */
    private static long firstReady(History history, long restarted) {
        Set<String> young = history.lives().stream()
                .filter(life -> life.start() > restarted)
                .map(Life::task)
                .collect(Collectors.toSet());
        return history.views("node1").stream()
                .filter(view -> view.answered() && view.begun() > restarted)
                .filter(view -> view.tasks().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(task -> task.phase() == Phase.READY && young.contains(task.task())))
                .mapToLong(View::begun)
                .findFirst()
                .orElseThrow();
    }
}

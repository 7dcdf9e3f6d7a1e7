package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.real.Judge.Bounds;
import dev.wagl.real.Judge.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    /** Long enough for the whole truth to be asked for in the end. */
    private static final Duration QUIET = Duration.ofSeconds(8);

    private static ChaosSwarm swarm() {
        ChaosSwarm swarm = new ChaosSwarm(1, ChaosSwarm.settings());
        swarm.service("many", "--network=" + ChaosSwarm.NETWORK, "--replicas=20");
        swarm.service("few", "--network=" + ChaosSwarm.NETWORK, "--replicas=2");
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
            swarm.service("ported", "--publish=mode=host,published=25080,target=80");
            swarm.record(List.of("many", "few", "ported"));
            assertThat(swarm.settle(UP)).isTrue();

            engine.signal("KILL");
            engine.ended();
            Faults.pass(DOWN);
            engine.start();
            runAgain(swarm, 23);
            Faults.pass(QUIET);

            judge("a manager restarts", swarm);
        }
    }

    /** wagl starts with the engine and knows nothing of before: it says so, and not that there is nothing. */
    @Test
    void aMachineThatRestartsDoesNotMakeItsNamesEmpty() throws IOException {
        try (ChaosSwarm swarm = swarm()) {
            Manager manager = swarm.managers().get(0);
            // Of tasks on a network alone: the first of them runs five seconds after the manager's first word.
            swarm.record(List.of("many", "few"));
            assertThat(swarm.settle(UP)).isTrue();

            swarm.powerOff(manager);
            Faults.pass(DOWN);
            swarm.powerOn(manager);
            runAgain(swarm, 22);
            Faults.pass(QUIET);

            judge("a machine restarts", swarm);
        }
    }

    /** That no task is listed is not enough: for a moment a manager that has just started lists none. */
    private static void runAgain(ChaosSwarm swarm, int tasks) {
        assertThat(ChaosSwarm.waitFor(() -> Witnesses.living().size() == tasks && swarm.settled(), UP))
                .as("the tasks run again")
                .isTrue();
    }

    private static void judge(String what, ChaosSwarm swarm) throws IOException {
        Verdict verdict = Judge.judge(swarm.recorded(), Bounds.BUSY);
        swarm.history().save(Path.of("target/chaos", what));
        System.out.println(what + ": " + verdict);
        verdict.violations().stream().limit(10).forEach(System.out::println);
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.compared()).isPositive();
    }
}

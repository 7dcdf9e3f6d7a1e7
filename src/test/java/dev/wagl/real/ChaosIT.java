package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.real.Faults.Fault;
import dev.wagl.real.Judge.Bounds;
import dev.wagl.real.Judge.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three managers, a wagl on each, services of every kind, and all that can happen to them, while each replica is asked for every name
 * several times a second. Each answer is held against what really ran and what the managers said: see {@link Judge}.
 *
 * <p>Most faults once, and bounds that hold on two busy cores. By hand, with the strict ones:
 *
 * <ul>
 *   <li>{@code -Dwagl.chaos=30m}: all faults, in an order of chance, for so long;
 *   <li>{@code -Dwagl.chaos.seed}: the order that a run has printed, once more;
 *   <li>{@code -Dwagl.chaos.only=frozen,leader}: the faults whose names hold one of these;
 *   <li>{@code -Dwagl.chaos.settings="-Dwagl.guard=0"}: of wagl, and {@code -Dwagl.test.jar}: another one, that does not do as it
 *       should, to see the judge find it.
 * </ul>
 *
 * <p>What was recorded is in {@code target/chaos} then.
 */
@RealEngine
@Timeout(value = 1, unit = TimeUnit.DAYS) // each wait in it has a limit of its own
class ChaosIT {

    private static final Duration UP = Duration.ofMinutes(2);

    /** An engine may take longer to find its peers; then the next fault comes upon it like that. */
    private static final Duration SETTLED = Duration.ofSeconds(45);

    private static final int SHOWN = 20;

    private final List<String> told = new ArrayList<>();
    private long begun;

    @Test
    void whatIsAnsweredIsTrueWhateverHappens() throws IOException {
        Duration time = time();
        long seed = Long.getLong("wagl.chaos.seed", System.nanoTime() & 0xffff);
        Random random = new Random(seed);
        try (ChaosSwarm swarm = new ChaosSwarm(3, ChaosSwarm.settings())) {
            Faults faults = new Faults(swarm, random);
            swarm.managers().forEach(swarm::startWagl);
            faults.prepare();
            assertThat(swarm.settle(UP)).as("the Swarm is up").isTrue();
            swarm.answering(Faults.FIXED);
            swarm.record(Faults.NAMES);

            begun = System.nanoTime();
            int count = 0;
            do {
                for (Fault fault : chosen(faults, time, random)) {
                    if (count > 0 && !time.isZero() && elapsed().compareTo(time) >= 0) {
                        break;
                    }
                    strike(swarm, fault);
                    count++;
                }
            } while (elapsed().compareTo(time) < 0);

            Duration took = elapsed();
            History history = swarm.recorded();
            Verdict verdict = Judge.judge(history, time.isZero() ? Bounds.BUSY : Bounds.STRICT);
            String summary = "chaos, seed " + seed + ", " + took.toSeconds() + " s, " + count + " faults: " + verdict;
            System.out.println(summary);
            save(swarm, summary, verdict);
            assertThat(verdict.violations())
                    .as(summary + "\n" + String.join("\n", told))
                    .isEmpty();
            // While nothing moves the whole truth is known: else nothing much was judged. With some faults it moves
            // most of the time.
            assertThat(verdict.compared()).as(summary).isGreaterThan(only().isEmpty() ? verdict.judged() / 4 : 0);
        }
    }

    /** Zero: each once. */
    private static Duration time() {
        String time = System.getProperty("wagl.chaos", "");
        return time.isEmpty() ? Duration.ZERO : Duration.parse("PT" + time.toUpperCase(Locale.ROOT));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static String only() {
        return System.getProperty("wagl.chaos.only", "");
    }

    private static List<Fault> chosen(Faults faults, Duration time, Random random) {
        String only = only();
        List<Fault> chosen = new ArrayList<>(faults.all());
        chosen.removeIf(fault -> only.isEmpty()
                ? time.isZero() && fault.lengthy()
                : List.of(only.split(",")).stream()
                        .noneMatch(part -> fault.name().contains(part)));
        if (!time.isZero()) {
            Collections.shuffle(chosen, random);
        }
        return chosen;
    }

    private void strike(ChaosSwarm swarm, Fault fault) {
        tell(fault.name());
        fault.act().run();
        if (!swarm.settle(SETTLED)) {
            tell("the engines have not settled within " + SETTLED.toSeconds() + " s");
        }
    }

    private void tell(String what) {
        String line = "chaos: " + elapsed().toMillis() / 100 / 10.0 + " s: " + what;
        told.add(line);
        System.out.println(line);
    }

    private static void save(ChaosSwarm swarm, String summary, Verdict verdict) throws IOException {
        Path directory = Path.of("target/chaos");
        swarm.history().save(directory);
        Files.writeString(directory.resolve("summary.txt"), summary);
        Files.write(
                directory.resolve("violations.txt"),
                verdict.violations().stream().map(Judge.Violation::text).toList());
        for (Manager manager : swarm.managers()) {
            Files.writeString(directory.resolve(manager.machine().name() + "-wagl.log"), swarm.log(manager));
        }
        verdict.violations().stream().limit(SHOWN).forEach(System.out::println);
    }
}

package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.real.Faults.Fault;
import dev.wagl.real.Judge.Bounds;
import dev.wagl.real.Judge.Verdict;
import dev.wagl.real.Judge.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Three managers, a wagl on each, services of every kind, and all that can happen to them, while each replica is asked for every name
 * four times a second. Each answer is held against what really ran and what the managers said: see {@link Judge}.
 *
 * <p>Each fault once; for longer, in an order of chance, by hand: {@code -Dwagl.chaos=30m}, with {@code -Dwagl.chaos.seed} as
 * printed by a run that is to be repeated. {@code -Dwagl.chaos.only} takes the faults whose names hold that,
 * {@code -Dwagl.chaos.settings} further settings of wagl, {@code -Dwagl.test.jar} another jar: one that does not do as it
 * should, to see the judge find it.
 */
@RealEngine
class ChaosIT {

    private static final Duration SETTLED = Duration.ofSeconds(45);

    @Test
    void whatIsAnsweredIsTrueWhateverHappens() throws IOException {
        long seed = Long.getLong("wagl.chaos.seed", System.nanoTime() & 0xffff);
        String settings = System.getProperty("wagl.chaos.settings", "");
        try (ChaosSwarm swarm = new ChaosSwarm(3, settings.isEmpty() ? new String[0] : settings.split(" "))) {
            Random random = new Random(seed);
            Faults faults = new Faults(swarm, random);
            swarm.managers().forEach(swarm::startWagl);
            faults.prepare();
            assertThat(swarm.settle(Duration.ofMinutes(2)))
                    .as("the Swarm is up")
                    .isTrue();
            List<String> done = new ArrayList<>();
            List<String> names = new ArrayList<>(Faults.NAMES);
            names.add("meanwhile");
            swarm.record(names);
            long begun = System.nanoTime();
            for (Fault fault : faults(faults, random)) {
                done.add(tell(begun, fault.name()));
                fault.act().run();
                if (!swarm.settle(SETTLED)) {
                    done.add(tell(begun, "not settled within " + SETTLED.toSeconds() + " s after it"));
                }
            }
            long ended = System.nanoTime();
            History history = swarm.recorded();
            Verdict verdict = Judge.judge(history, Bounds.STRICT);
            List<Violation> violations = verdict.violations();
            String summary = summary(verdict, done, ended - begun, seed);
            System.out.println(summary);
            save(swarm, summary, violations);
            assertThat(violations).as(summary).isEmpty();
            assertThat(verdict.compared()).isGreaterThan(verdict.judged() / 3);
        }
    }

    private static String tell(long begun, String what) {
        String line = Math.round((System.nanoTime() - begun) / 1e8) / 10.0 + " s: " + what;
        System.out.println("chaos: " + line);
        return line;
    }

    private static List<Fault> faults(Faults faults, Random random) {
        String only = System.getProperty("wagl.chaos.only", "");
        List<Fault> some = faults.all().stream()
                .filter(fault -> List.of(only.split(",")).stream()
                        .anyMatch(part -> fault.name().contains(part)))
                .collect(Collectors.toCollection(ArrayList::new));
        if (System.getProperty("wagl.chaos") == null) {
            return some;
        }
        List<Fault> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Collections.shuffle(some, random);
            many.addAll(some);
        }
        return many;
    }

    private static String summary(Verdict verdict, List<String> faults, long nanos, long seed) {
        List<Violation> violations = verdict.violations();
        Map<Judge.Rule, Long> rules = new TreeMap<>(
                violations.stream().collect(Collectors.groupingBy(Violation::rule, Collectors.counting())));
        StringBuilder text = new StringBuilder("chaos, seed " + seed + ", " + TimeUnit.NANOSECONDS.toSeconds(nanos)
                + " s: " + verdict.judged() + " answers judged, " + verdict.compared()
                + " of them held against the whole truth, "
                + faults.size() + " faults, "
                + violations.size() + " violations " + rules);
        violations.stream().limit(20).forEach(violation -> text.append('\n').append(violation));
        return text.toString();
    }

    private static void save(ChaosSwarm swarm, String summary, List<Violation> violations) throws IOException {
        Path directory = Files.createDirectories(Path.of("target/chaos"));
        Files.writeString(directory.resolve("summary.txt"), summary);
        Files.write(
                directory.resolve("violations.txt"),
                violations.stream().map(Violation::text).toList());
        for (Manager manager : swarm.managers()) {
            Files.writeString(directory.resolve(manager.machine().name() + ".log"), swarm.log(manager));
        }
    }
}

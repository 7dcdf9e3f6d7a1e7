package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.real.Witnesses.Report;
import dev.wagl.real.Witnesses.Word;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers that tell of their life, on a real engine. */
@RealEngine
class WitnessesIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void aTaskTellsOfItsStartAndOfItsEnd() {
        long begun = System.nanoTime();
        Machine machine = Machines.machine(18, "witnessed");
        Manager manager = Manager.init(machine);
        try {
            Images.web(manager.dockerd());
            manager.network("net");
            Witnesses witnesses = Witnesses.in("witnesses");
            witnesses.service(manager, "told", "--network", "net");
            String task = manager.running("told", 1).get(0);

            String address = manager.address(task, "net");
            Report start = witnesses.reports().get(0);
            assertThat(start.word()).isEqualTo(Word.START);
            assertThat(start.service()).isEqualTo("told");
            assertThat(start.task()).isEqualTo(task);
            assertThat(start.node()).isEqualTo("witnessed");
            assertThat(start.addresses()).contains(address);
            assertThat(start.time()).isBetween(begun, System.nanoTime());

            manager.remove("told");
            await().atMost(SOON).until(() -> witnesses.reports().size() == 3);
            List<Report> reports = witnesses.reports();
            assertThat(reports).extracting(Report::word).containsExactly(Word.START, Word.TERM, Word.END);
            assertThat(reports).isSortedAccordingTo((one, other) -> Long.compare(one.time(), other.time()));
            assertThat(reports).allMatch(report -> report.task().equals(task));
        } finally {
            manager.dockerd().close();
        }
    }
}

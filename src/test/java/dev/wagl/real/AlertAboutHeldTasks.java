package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.ClosedPort;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.Fault;
import dev.wagl.swarm.SwarmJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert about tasks that are held: no real manager can be made to forget some at a given time, so this one is the tests' own. By hand: {@link AlertsOfABusyWagl}. */
@RealEngine
class AlertAboutHeldTasks {

    @TempDir
    private Path folder;

    @Test
    void theAlertFiresAndEnds() throws Exception {
        try (FakeSwarm swarm = FakeSwarm.builder().start();
                ClosedPort http = ClosedPort.tcp();
                ClosedPort api = ClosedPort.tcp()) {
            swarm.add(SwarmJson.node("n1", "10.0.0.11").manager(true, "10.0.0.11"));
            swarm.add(SwarmJson.service("api").label("dns.service", "api").hostPort(8080, 80));
            addTask(swarm);
            try (Program wagl = Program.startHere(
                            folder.resolve("wagl.log"),
                            "-Dquarkus.http.port=" + http.number(),
                            "--bind=127.0.0.1:0",
                            "--external=false",
                            "--refresh=2s",
                            "--swarm=" + swarm.endpoint());
                    RunningPrometheus running = RunningPrometheus.start(folder, http.number(), api.number())) {
                Prometheus prometheus = running.prometheus();
                HurriedAlerts alerts = new HurriedAlerts(prometheus);
                soon().ignoreExceptions()
                        .untilAsserted(() -> assertThat(prometheus.numbers("wagl_zone_generation > 0"))
                                .as(wagl::log)
                                .hasSize(1));
                alerts.noneOf("HeldBack");

                // It vanishes just after an error, as where the manager that was asked has ended.
                swarm.fault("/tasks", Fault.status(500, "rpc error: context deadline exceeded"));
                swarm.emit("service", "update");
                soon().until(() -> !prometheus
                        .numbers("wagl_sync_total{result=\"failure\"} > 0")
                        .isEmpty());
                swarm.remove("t1").heal();
                alerts.fire(() -> {}, "HeldBack");
                assertThat(prometheus.numbers("wagl_sync_held")).containsExactly(1.0);

                addTask(swarm);
                alerts.end(() -> {}, "HeldBack");
                assertThat(prometheus.numbers("wagl_sync_held")).containsExactly(0.0);
            }
        }
    }

    private static void addTask(FakeSwarm swarm) {
        swarm.add(SwarmJson.task("t1", "api", 1, "n1").hostPort(8080, 80));
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(500));
    }

    /** A Prometheus of this machine that looks at one wagl each second. */
    private record RunningPrometheus(Process process, Prometheus prometheus) implements AutoCloseable {

        static RunningPrometheus start(Path folder, int target, int port) throws IOException {
            HurriedMonitoring.writeRules(folder);
            Path configuration = Files.writeString(folder.resolve("scrape.yml"), """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: [wagl.rules.yml]
                    scrape_configs:
                      - job_name: wagl
                        metrics_path: /q/metrics
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(target));
            Process process = new ProcessBuilder(List.of(
                            "prometheus",
                            "--config.file=" + configuration,
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("prometheus.log").toFile())
                    .start();
            return new RunningPrometheus(process, new Prometheus(List.of(), "http://127.0.0.1:" + port));
        }

        @Override
        public void close() {
            process.destroyForcibly();
            await().until(() -> !process.isAlive());
        }
    }
}

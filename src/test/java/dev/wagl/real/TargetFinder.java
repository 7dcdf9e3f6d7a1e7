package dev.wagl.real;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Prometheus on a manager's own machine that scrapes nothing, and finds the Swarm's targets by its own means and by wagl's. */
final class TargetFinder implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(1);
    private static final String LISTEN = "127.0.0.1:9099";

    private final Prometheus prometheus;
    private final Path log;
    private final Process process;

    private TargetFinder(Prometheus prometheus, Path log, Process process) {
        this.prometheus = prometheus;
        this.log = log;
        this.process = process;
    }

    /**
     * @param wagl address of the one that tells
     * @param filters of {@code dockerswarm_sd_configs}, as YAML, by the role
     */
    static TargetFinder start(Manager manager, String wagl, Map<String, String> filters) throws IOException {
        Machine machine = manager.machine();
        Path file = machine.directory().resolve("finder.yml");
        Path log = machine.directory().resolve("finder.log");
        Files.writeString(file, configuration(manager.dockerd().host(), wagl, filters));
        Process process = new ProcessBuilder(machine.line(List.of(
                        "prometheus",
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + machine.directory().resolve("finder"),
                        "--web.listen-address=" + LISTEN)))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Prometheus prometheus = new Prometheus(machine.line(List.of()), "http://" + LISTEN);
        TargetFinder finder = new TargetFinder(prometheus, log, process);
        await().alias("Prometheus answers")
                .atMost(START)
                .ignoreExceptions()
                .until(() -> prometheus.query("vector(1)").size() == 1);
        return finder;
    }

    private static String configuration(String engine, String wagl, Map<String, String> filters) {
        StringBuilder text = new StringBuilder("scrape_configs:\n");
        filters.forEach((role, filter) -> text.append("""
                  # Each target is dropped, and listed as it was found.
                  - job_name: found-%1$s
                    relabel_configs: [{action: drop, regex: ".*"}]
                    dockerswarm_sd_configs: [{host: "%2$s", role: %1$s, refresh_interval: 1s, filters: [%3$s]}]
                  - job_name: told-%1$s
                    relabel_configs: [{action: drop, regex: ".*"}]
                    http_sd_configs: [{url: "http://%4$s:8080/v1/sd/prometheus?role=%1$s", refresh_interval: 2s}]
                """.formatted(role, engine, filter, wagl)));
        return text.toString();
    }

    /** Those of a role, by {@code dockerswarm_sd}. */
    Set<Map<String, String>> found(String role) {
        return prometheus.discovered("found-" + role);
    }

    /** Those of a role, by wagl. */
    Set<Map<String, String>> told(String role) {
        return prometheus.discovered("told-" + role);
    }

    /** What it had to say. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

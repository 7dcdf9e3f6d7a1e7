package dev.wagl.real;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Grafana's dashboards as they are deployed, and what they ask of Prometheus. */
final class Dashboards {

    private static final Path FOLDER = Path.of("deploy/grafana/dashboards");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Dashboards() {}

    /** By file name. */
    static Map<String, JsonNode> all() throws IOException {
        Map<String, JsonNode> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path file : files.toList()) {
                all.put(file.getFileName().toString(), JSON.readTree(file.toFile()));
            }
        }
        return all;
    }

    /** Each expression of each panel, with Grafana's variables as they are when all nodes are chosen. */
    static Map<String, String> expressions() throws IOException {
        Map<String, String> all = new TreeMap<>();
        all().forEach((file, dashboard) -> {
            for (JsonNode panel : panels(dashboard)) {
                for (JsonNode target : panel.path("targets")) {
                    String expression = target.path("expr")
                            .asText()
                            .replace("$instance", ".*")
                            .replace("$__rate_interval", HurriedMonitoring.WINDOW);
                    all.put(
                            file + ": " + panel.path("title").asText() + ", "
                                    + target.path("refId").asText(),
                            expression);
                }
            }
        });
        return all;
    }

    static List<JsonNode> panels(JsonNode dashboard) {
        List<JsonNode> panels = new ArrayList<>();
        dashboard.path("panels").forEach(panels::add);
        return panels;
    }
}

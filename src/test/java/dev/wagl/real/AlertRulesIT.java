package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deployed for Prometheus and Grafana, by Prometheus' own tool, and as far as Grafana's files can be judged without it. */
@RealEngine
class AlertRulesIT {

    private static final Path PROMETHEUS = Path.of("deploy/prometheus");
    private static final Path RULES = PROMETHEUS.resolve("wagl.rules.yml");
    private static final Path TESTS = Path.of("src/test/resources/prometheus/wagl.rules.test.yml");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    @TempDir
    private Path folder;

    @Test
    void prometheusTakesTheConfigurationAndTheRules() {
        assertThat(Command.of(
                                "promtool",
                                "check",
                                "config",
                                PROMETHEUS.resolve("prometheus.yml").toString())
                        .output())
                .contains("SUCCESS");
        assertThat(Command.of("promtool", "check", "rules", RULES.toString()).output())
                .contains("SUCCESS");
    }

    @Test
    void eachAlertFiresAndEnds() throws IOException {
        Files.copy(RULES, folder.resolve(RULES.getFileName()));
        Path tests = Files.copy(TESTS, folder.resolve(TESTS.getFileName()));

        assertThat(Command.of("promtool", "test", "rules", tests.toString()).output())
                .contains("SUCCESS");
        Set<String> tested = new HashSet<>();
        Matcher alert =
                Pattern.compile("alertname=\"(\\w+)\", alertstate=\"firing\", ").matcher(Files.readString(TESTS));
        while (alert.find()) {
            tested.add(alert.group(1));
        }
        assertThat(tested).containsExactlyInAnyOrderElementsOf(alerts());
    }

    @Test
    void theReadmeSaysWhatToDoAboutEachAlert() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .contains(alerts().stream().map(name -> "| `" + name + "`").toList());
    }

    private static Set<String> alerts() throws IOException {
        Set<String> alerts = new HashSet<>();
        Matcher alert = ALERT.matcher(Files.readString(RULES));
        while (alert.find()) {
            assertThat(alerts.add(alert.group(1))).isTrue();
        }
        assertThat(alerts).isNotEmpty();
        return alerts;
    }

    /** Grafana reads files of other shapes without a word, and shows nothing. */
    @Test
    void theDashboardsAreWhatGrafanaReads() throws IOException {
        assertThat(Dashboards.all()).hasSize(2);
        Set<String> uids = new HashSet<>();
        Dashboards.all().forEach((file, dashboard) -> {
            assertThat(dashboard.path("title").asText()).as(file).startsWith("wagl: ");
            assertThat(uids.add(dashboard.path("uid").asText())).as(file).isTrue();
            assertThat(dashboard.path("schemaVersion").asInt()).as(file).isBetween(36, 41);
            Set<Integer> ids = new HashSet<>();
            Set<String> taken = new HashSet<>();
            for (JsonNode panel : Dashboards.panels(dashboard)) {
                String what = file + ": " + panel.path("title").asText();
                assertThat(ids.add(panel.path("id").asInt())).as(what).isTrue();
                assertThat(panel.path("type").asText()).as(what).isIn("row", "stat", "timeseries", "heatmap");
                place(what, panel.path("gridPos"), taken);
                for (JsonNode target : panel.path("targets")) {
                    assertThat(target.path("expr").asText()).as(what).contains("$instance");
                    assertThat(target.path("datasource").path("uid").asText())
                            .as(what)
                            .isEqualTo("${datasource}");
                }
                assertThat(panel.path("targets").isEmpty())
                        .as(what)
                        .isEqualTo(panel.path("type").asText().equals("row"));
            }
        });
    }

    /** No two panels have a place of the grid, which is 24 wide, in common. */
    private static void place(String what, JsonNode grid, Set<String> taken) {
        int x = grid.path("x").asInt(-1);
        int width = grid.path("w").asInt();
        assertThat(x).as(what).isNotNegative();
        assertThat(x + width).as(what).isBetween(1, 24);
        assertThat(grid.path("h").asInt()).as(what).isPositive();
        for (int row = 0; row < grid.path("h").asInt(); row++) {
            for (int column = 0; column < width; column++) {
                assertThat(taken.add((x + column) + "," + (grid.path("y").asInt(-1) + row)))
                        .as(what)
                        .isTrue();
            }
        }
    }
}

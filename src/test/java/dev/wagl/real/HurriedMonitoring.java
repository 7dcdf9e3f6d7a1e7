package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Copies of what is deployed for Prometheus, for those who have seconds where it has minutes: it looks each second, and has each alert
 * rule twice, as it stands and, named {@code Hurried...}, with its times cut short. Expressions and thresholds are the same.
 */
final class HurriedMonitoring {

    static final String PREFIX = "Hurried";

    /** In place of each time that the rules look back. */
    static final String WINDOW = "10s";

    private static final Path DEPLOYED = Path.of("deploy/prometheus");

    private HurriedMonitoring() {}

    /** Writes them into a folder; a stack file that puts them in the place of those of {@code stack-monitoring.yml}. */
    static String stackFile(Path folder) throws IOException {
        Path prometheus = Files.writeString(folder.resolve("prometheus.yml"), configuration());
        Path rules = writeRules(folder);
        // The sync is hurried as well: stale after some seconds. What clients send is limited though they are near.
        return """
                version: "3.8"
                services:
                  wagl:
                    environment: {WAGL_REFRESH: 4s, WAGL_STALENESS: 9s, WAGL_RATE_LIMIT_EXEMPT: none}
                configs:
                  prometheus: {name: prometheus-hurried, file: %s}
                  rules: {name: rules-hurried, file: %s}
                """.formatted(prometheus, rules);
    }

    static Path writeRules(Path folder) throws IOException {
        return Files.writeString(folder.resolve("wagl.rules.yml"), rules());
    }

    private static String configuration() throws IOException {
        String text = Files.readString(DEPLOYED.resolve("prometheus.yml"));
        return swap(swap(text, "refresh_interval: 15s", "refresh_interval: 3s"), "interval: 15s", "interval: 1s");
    }

    private static String rules() throws IOException {
        String text = Files.readString(DEPLOYED.resolve("wagl.rules.yml"));
        String group = text.substring(text.indexOf("  - name: wagl\n"));
        group = swap(group, "- name: wagl", "- name: hurried");
        group = swap(group, "- alert: ", "- alert: " + PREFIX);
        group = swap(group, "for: \\d+m\n", "for: 2s\n");
        group = swap(group, "\\[\\d+m]", "[" + WINDOW + "]");
        group = swap(group, "age_seconds\\{job=\"wagl\"} > 60", "age_seconds{job=\"wagl\"} > 8");
        return text + "\n" + group;
    }

    private static String swap(String text, String pattern, String replacement) {
        String changed = text.replaceAll(pattern, replacement);
        assertThat(changed).as("has %s no more?", pattern).isNotEqualTo(text);
        return changed;
    }
}

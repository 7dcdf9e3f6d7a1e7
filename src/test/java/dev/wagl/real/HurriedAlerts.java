package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Alerts of {@link HurriedMonitoring}, by what comes after {@code Wagl} in their names, while they begin and end.
 *
 * @param prometheus the one that evaluates them
 */
record HurriedAlerts(Prometheus prometheus) {

    private static final Duration SOON = Duration.ofMinutes(1);

    void noneOf(String... alerts) {
        assertThat(prometheus.firing()).doesNotContainAnyElementsOf(names(alerts));
    }

    /** Waits until each of them has fired, not necessarily all at once. */
    void fire(Runnable meanwhile, String... alerts) {
        Set<String> seen = new HashSet<>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            meanwhile.run();
            seen.addAll(prometheus.firing());
            assertThat(seen).containsAll(names(alerts));
        });
        System.out.println("fired: " + String.join(", ", alerts));
    }

    void end(Runnable meanwhile, String... alerts) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            meanwhile.run();
            noneOf(alerts);
        });
        System.out.println("ended: " + String.join(", ", alerts));
    }

    private static List<String> names(String... alerts) {
        return List.of(alerts).stream()
                .map(alert -> HurriedMonitoring.PREFIX + "Wagl" + alert)
                .toList();
    }
}

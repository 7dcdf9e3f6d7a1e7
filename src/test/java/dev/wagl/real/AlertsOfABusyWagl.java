package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Alerts of what passes, made to fire and to end on a real Swarm. By hand, on a machine that has nothing else to do, as a scrape has
 * to come at the right time: {@code ./mvnw verify -Dtest=JudgeTest -Dit.test=AlertsOfABusyWagl}.
 */
@RealEngine
class AlertsOfABusyWagl {

    private static WatchedSwarm swarm;
    private static Manager manager;
    private static HurriedAlerts alerts;

    @BeforeAll
    static void start() throws IOException {
        swarm = WatchedSwarm.start();
        manager = swarm.manager();
        alerts = new HurriedAlerts(swarm.prometheus());
        soon().ignoreExceptions()
                .untilAsserted(() -> assertThat(swarm.prometheus().instances("wagl"))
                        .isEqualTo(Map.of("up", List.of(swarm.machine().name()))));
    }

    @AfterAll
    static void stop() {
        if (swarm != null) {
            swarm.close();
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(500));
    }

    @Test
    void alertsOfAWaglThatHasNoProcessor() throws IOException {
        // Until the first scrape it was absent.
        alerts.end(() -> {}, "Down", "Absent", "PropagationSlow", "Drops", "Limits", "Slow");
        String container = swarm.waglContainer();
        manager.docker("update", "--cpus=0.01", container);
        // Not for long: there has to be a scrape before and one after that the rule sees both.
        swarm.ask(Duration.ofSeconds(2));
        manager.docker("update", "--cpus=1", container);
        alerts.fire(() -> {}, "Slow");

        manager.docker("pause", container);
        try {
            manager.scale("api", 3);
            manager.running("api", 3);
            Instant run = Instant.now();
            swarm.burst();
            alerts.fire(() -> {}, "Down", "Absent");
            // PropagationSlow: more than 3 s later.
            soon().until(() -> run.plusSeconds(4).isBefore(Instant.now()));
        } finally {
            manager.docker("unpause", container);
        }
        // One client asks more than wagl.rate-limit.
        swarm.burst();
        alerts.fire(() -> {}, "PropagationSlow", "Drops", "Limits");
        alerts.end(() -> {}, "Down", "Absent", "PropagationSlow", "Drops", "Limits", "Slow");
    }
}

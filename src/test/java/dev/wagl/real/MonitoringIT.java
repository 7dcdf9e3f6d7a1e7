package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Prometheus beside wagl on a real Swarm, by the stack files as they stand but for the time they take, and another one that compares
 * what wagl tells with what it finds for itself. Grafana is in no distribution: something else stands in its place, and its
 * dashboards' queries are asked here. Alerts of what stays wrong are made to fire and to end, and by hand those of what passes
 * ({@link AlertsOfABusyWagl}, {@link AlertAboutHeldTasks}); all of them, with made-up series: {@link AlertRulesIT}.
 */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(1);
    private static final List<String> ROLES = List.of("tasks", "services", "nodes");

    private static WatchedSwarm swarm;
    private static Manager manager;
    private static Machine machine;
    private static Dig dig;
    private static Prometheus prometheus;
    private static HurriedAlerts alerts;
    private static TargetFinder finder;

    @BeforeAll
    static void start() throws IOException {
        swarm = WatchedSwarm.start();
        manager = swarm.manager();
        machine = swarm.machine();
        dig = Dig.at(machine);
        prometheus = swarm.prometheus();
        alerts = new HurriedAlerts(prometheus);
    }

    @AfterAll
    static void stop() {
        if (finder != null) {
            finder.close();
        }
        if (swarm != null) {
            swarm.close();
        }
    }

    private static ConditionFactory soon() {
        return await().atMost(FOLLOWED).pollInterval(Duration.ofMillis(500));
    }

    @Test
    @Order(1)
    void prometheusFindsWaglThroughWaglAndWhoWantsToBeScrapedBesides() {
        soon().ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(prometheus.instances("wagl")).isEqualTo(Map.of("up", List.of(machine.name()))));
        soon().untilAsserted(() -> assertThat(prometheus.instances("api").getOrDefault("up", List.of()))
                .hasSize(2));
        soon().untilAsserted(() ->
                assertThat(prometheus.numbers("sum by (service, node) (sold)")).containsExactly(6.0));
        assertThat(dig.rdata("ns.swarm", "A")).containsExactly(machine.address());
    }

    @Test
    @Order(2)
    void eachQueryOfTheDashboardsReturnsData() throws IOException {
        Map<String, String> expressions = Dashboards.expressions();
        assertThat(expressions).hasSizeGreaterThan(30);
        int[] round = {0};
        soon().pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            somethingHappens(round[0]++);
            Map<String, String> silent = new TreeMap<>();
            expressions.forEach((where, expression) -> {
                if (prometheus.numbers(expression).isEmpty()) {
                    silent.put(where, expression);
                }
            });
            assertThat(silent).isEmpty();
        });
        System.out.println(expressions.size() + " queries of dashboards had data in round " + round[0]);
    }

    private static void somethingHappens(int round) {
        manager.scale("api", 1 + round % 2);
        for (int i = 0; i < 20; i++) {
            dig.ask("api.swarm", "A");
            // From the upstream, and then from the cache.
            dig.ask("n" + round + ".corp.example", "A");
        }
        dig.tcp("api.swarm", "SRV");
        dig.ask("nobody.swarm", "A");
    }

    @Test
    @Order(3)
    void eachAlertRuleIsEvaluated() {
        List<JsonNode> rules = prometheus.alerts();

        assertThat(rules).hasSizeGreaterThan(20);
        assertThat(rules)
                .allSatisfy(rule ->
                        assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok"));
    }

    @Test
    @Order(4)
    void itsMetricsAreAsPrometheusWouldHaveThem() throws IOException {
        String metrics = machine.command(
                        "curl", "-s", "-H", "Accept: text/plain", "http://" + swarm.waglAddress() + ":8080/q/metrics")
                .output();
        Path ours = machine.directory().resolve("metrics");
        Files.write(
                ours,
                metrics.lines()
                        .filter(line -> line.matches("(# (HELP|TYPE) )?wagl_.*"))
                        .toList());

        assertThat(ours).content().contains("wagl_dns_requests_total{", "# HELP wagl_sync_age_seconds ");
        assertThat(Command.of("sh", "-c", "promtool check metrics < " + ours).output())
                .isEmpty();
    }

    // ------------------------------------------------------------------------------------------------------- alerts

    @Test
    @Order(5)
    void alertsOfWhatIsWrongInTheSwarmAndAboutIt() {
        // What the tests before have asked for may have come late.
        alerts.end(() -> {}, "UpstreamDown", "NoUpstream", "Servfail", "ReplicasDisagree");
        swarm.endUpstream();
        swarm.startAnother();
        alerts.fire(MonitoringIT::askUpstream, "LeftOut", "UpstreamDown", "NoUpstream", "Servfail", "ReplicasDisagree");

        manager.remove("wrong");
        manager.remove("another");
        swarm.startUpstream();
        // Whoever asks finds that it answers again.
        alerts.end(MonitoringIT::askUpstream, "LeftOut", "UpstreamDown", "NoUpstream", "Servfail", "ReplicasDisagree");
    }

    private static void askUpstream() {
        dig.ask("n" + System.nanoTime() + ".corp.example", "A");
    }

    // ---------------------------------------------------------------------------------------------------- discovery

    @Test
    @Order(6)
    void waglTellsTheTargetsThatPrometheusFindsForItself() throws IOException {
        manager.scale("api", 3);
        manager.running("api", 3);
        // Of services, all but wagl itself: it is in a node's own network, where its address is empty, and on account
        // of that
        // ("invalid CIDR address") dockerswarm_sd finds no services at all.
        String others = String.join(", ", WatchedSwarm.SERVICES);
        Map<String, String> filters = Map.of(
                "tasks",
                "{name: desired-state, values: [running]}",
                "services",
                "{name: name, values: [" + others + "]}",
                "nodes",
                "");
        finder = TargetFinder.start(manager, swarm.waglAddress(), filters);

        for (String role : ROLES) {
            soon().untilAsserted(() -> {
                Set<Map<String, String>> found = finder.found(role);
                assertThat(found).as(finder::log).isNotEmpty();
                Set<Map<String, String>> told = finder.told(role);
                if (role.equals("services")) {
                    assertThat(told.removeIf(MonitoringIT::isOfWagl)).isTrue();
                }
                assertThat(told).isEqualTo(found);
            });
            System.out.println("http_sd gives what dockerswarm_sd gives, role " + role + ": "
                    + finder.found(role).size() + " targets");
        }
    }

    private static boolean isOfWagl(Map<String, String> target) {
        return target.get("__meta_dockerswarm_service_name").equals("wagl_wagl");
    }

    /** The engine is frozen: nobody can tell wagl anything. */
    @Test
    @Order(7)
    void whatIsStaleIsNotToldAndPrometheusKeepsItsTargets() {
        Map<String, Set<Map<String, String>>> before = new HashMap<>();
        for (String role : ROLES) {
            before.put(role, finder.told(role));
        }
        assertThat(before.values()).noneMatch(Set::isEmpty);
        alerts.end(() -> {}, "Stale", "SyncFails");
        String wagl = swarm.waglAddress();
        manager.dockerd().signal("STOP");
        try {
            soon().untilAsserted(() -> assertThat(http(wagl, "/v1/sd/prometheus"))
                    .contains("keep the targets")
                    .endsWith(" 503"));
            assertThat(http(wagl, "/q/health/ready")).contains("DOWN").endsWith(" 503");
            int said = finder.log().length();
            soon().untilAsserted(() -> assertThat(finder.log().substring(said))
                    .contains("told-tasks")
                    .contains("503"));
            assertThat(finder.told("tasks")).isEqualTo(before.get("tasks"));
            alerts.fire(() -> {}, "Stale", "SyncFails");
        } finally {
            manager.dockerd().signal("CONT");
        }
        soon().untilAsserted(() -> assertThat(http(wagl, "/v1/sd/prometheus")).endsWith(" 200"));
        alerts.end(() -> {}, "Stale", "SyncFails");
        assertThat(prometheus.instances("wagl")).isEqualTo(Map.of("up", List.of(machine.name())));
    }

    /** Docker would lose the one or the other port 53. */
    @Test
    @Order(8)
    void theFilesInTheOtherOrderAreRefused() {
        assertThatThrownBy(() -> swarm.deploy("deploy/swarm/stack.yml", "deploy/swarm/stack-monitoring.yml"))
                .hasMessageContaining("invalid image reference for service wagl");
    }

    private static String http(String address, String path) {
        return machine.command("curl", "-s", "-w", " %{http_code}", "http://" + address + ":8080" + path)
                .output();
    }
}

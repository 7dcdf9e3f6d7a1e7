package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Prometheus beside wagl on a real Swarm, by the stack files as they stand, and another one that compares what wagl tells with what it
 * finds for itself. Grafana is in no distribution: something else stands in its place, and its dashboards' queries are asked here.
 */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(2);
    private static final List<String> ROLES = List.of("tasks", "services", "nodes");

    private static Machine machine;
    private static Manager manager;
    private static LocalUpstream upstream;
    private static Dig dig;
    private static Process finder;

    @BeforeAll
    static void start() throws IOException {
        machine = Machines.machine(23, "watched");
        upstream = LocalUpstream.start();
        manager = Manager.init(machine);
        Images.web(manager.dockerd());
        Images.prometheus(manager.dockerd());
        Images.wagl(manager.dockerd());
        dig = Dig.at(machine);
        // So that it is stale soon.
        Path besides = Files.writeString(machine.directory().resolve("besides.yml"), """
                version: "3.8"
                services: {wagl: {environment: {WAGL_STALENESS: 20s}}}
                """);
        manager.deploy(
                List.of("deploy/swarm/stack.yml", "deploy/swarm/stack-monitoring.yml", besides.toString()),
                "WAGL_IMAGE=" + Images.WAGL,
                "WAGL_NS=" + LocalUpstream.ADDRESS,
                "PROMETHEUS_IMAGE=" + Images.PROMETHEUS,
                "GRAFANA_IMAGE=" + Images.WEB,
                "GRAFANA_PASSWORD=secret");
        manager.network("other");
        manager.service(
                "api",
                "-l",
                "dns.service=api",
                "-l",
                "prometheus-job=api",
                "-l",
                "a.label/with=\"odd\" octets",
                "--container-label",
                "in.container=yes",
                "--replicas=2",
                "--network=wagl_monitoring",
                "--network=other",
                "--publish=published=25081,target=80");
        manager.service("door", "-l", "dns.service=door", "--publish=mode=host,target=80");
        manager.service("udp", "--publish=mode=host,target=53,published=25082,protocol=udp", "--network=other");
        manager.service("each", "--mode=global", "--network=other");
        manager.service("wrong", "-l", "dns.service=not_legal");
    }

    @AfterAll
    static void stop() {
        if (finder != null) {
            finder.destroyForcibly();
        }
        if (manager != null) {
            manager.dockerd().close();
        }
        if (upstream != null) {
            upstream.close();
        }
    }

    @Test
    @Order(1)
    void prometheusFindsWaglThroughWagl() {
        await().atMost(FOLLOWED)
                .ignoreExceptions()
                .untilAsserted(() ->
                        assertThat(prometheus().instances("wagl")).isEqualTo(Map.of("up", List.of(machine.name()))));
        // Its tasks serve no metrics; that they are found and asked is enough.
        await().atMost(FOLLOWED)
                .untilAsserted(
                        () -> assertThat(prometheus().instances("api").values()).anyMatch(found -> found.size() == 2));
        assertThat(dig.rdata("ns.swarm", "A")).containsExactly(machine.address());
    }

    @Test
    @Order(2)
    void eachQueryOfTheDashboardsReturnsData() throws IOException {
        Map<String, String> expressions = Dashboards.expressions();
        assertThat(expressions).hasSizeGreaterThan(30);
        int[] round = {0};
        await().atMost(FOLLOWED.multipliedBy(2))
                .pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> {
                    somethingHappens(round[0]++);
                    Prometheus prometheus = prometheus();
                    Map<String, String> silent = new TreeMap<>();
                    expressions.forEach((where, expression) -> {
                        if (prometheus.numbers(expression).isEmpty()) {
                            silent.put(where, expression);
                        }
                    });
                    assertThat(silent).isEmpty();
                });
    }

    private static void somethingHappens(int round) {
        manager.scale("api", 1 + round % 2);
        for (int i = 0; i < 300; i++) {
            dig.ask("api.swarm", "A");
        }
        dig.tcp("api.swarm", "SRV");
        dig.ask("nobody.swarm", "A");
        dig.ask("n" + round + ".corp.example", "A");
        dig.ask("n" + round + ".corp.example", "A");
    }

    @Test
    @Order(3)
    void eachAlertRuleIsEvaluated() {
        List<JsonNode> rules = prometheus().alerts();

        assertThat(rules).hasSizeGreaterThan(10);
        assertThat(rules)
                .allSatisfy(rule ->
                        assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok"));
    }

    /** All of them with made-up series: {@code AlertRulesIT}. */
    @Test
    @Order(4)
    void alertsArePendingWhileWhatTheyAreAboutLasts() {
        pending("WaglLeftOut");
        manager.remove("wrong");
        notPending("WaglLeftOut");

        upstream.close();
        dig.ask("while-it-is-gone.corp.example", "A");
        pending("WaglUpstreamDown");
        upstream = LocalUpstream.start();
        notPending("WaglUpstreamDown");
    }

    private static void pending(String alert) {
        await().alias(alert + " is pending")
                .atMost(FOLLOWED)
                .until(() -> prometheus().query(alerts(alert)).size() == 1);
    }

    private static void notPending(String alert) {
        await().alias(alert + " has ended")
                .atMost(FOLLOWED)
                .until(() -> prometheus().query(alerts(alert)).isEmpty());
    }

    private static String alerts(String name) {
        return "ALERTS{alertname=\"" + name + "\"}";
    }

    @Test
    @Order(5)
    void waglTellsTheTargetsThatPrometheusFindsForItself() throws IOException {
        manager.scale("api", 2);
        manager.running("api", 2);
        Prometheus own = finder();

        for (String role : ROLES) {
            await().alias("role " + role).atMost(FOLLOWED).untilAsserted(() -> {
                Set<Map<String, String>> found = own.discovered("found-" + role);
                assertThat(found).as(MonitoringIT::finderLog).isNotEmpty();
                assertThat(own.discovered("told-" + role)).isEqualTo(found);
            });
            System.out.println("http_sd gives what dockerswarm_sd gives, role " + role + ": "
                    + own.discovered("told-" + role).size() + " targets");
        }
    }

    /** The engine is frozen: nobody can tell wagl anything. */
    @Test
    @Order(6)
    void whatIsStaleIsNotToldAndPrometheusKeepsItsTargets() throws IOException {
        Prometheus own = finder();
        Set<Map<String, String>> before = own.discovered("told-tasks");
        assertThat(before).isNotEmpty();
        String wagl = waglAddress();
        manager.dockerd().signal("STOP");
        try {
            await().atMost(FOLLOWED)
                    .untilAsserted(() -> assertThat(http(wagl, "/v1/sd/prometheus"))
                            .contains("keep the targets")
                            .endsWith(" 503"));
            assertThat(http(wagl, "/q/health/ready")).contains("DOWN").endsWith(" 503");
            await().alias("Prometheus has been told 503")
                    .atMost(FOLLOWED)
                    .until(() -> own.numbers("prometheus_sd_http_failures_total").stream()
                            .anyMatch(count -> count > 0));
            assertThat(own.discovered("told-tasks")).isEqualTo(before);
        } finally {
            manager.dockerd().signal("CONT");
        }
        await().atMost(FOLLOWED)
                .untilAsserted(() -> assertThat(http(wagl, "/v1/sd/prometheus")).endsWith(" 200"));
    }

    private static String http(String address, String path) {
        return machine.command("curl", "-s", "-w", " %{http_code}", "http://" + address + ":8080" + path)
                .output();
    }

    private static String waglAddress() {
        String container = manager.container(manager.running("wagl_wagl", 1).get(0));
        return manager.inspect("container", container, "{{.NetworkSettings.Networks.bridge.IPAddress}}");
    }

    /** The Prometheus of the stack, as seen from its own network. */
    private static Prometheus prometheus() {
        String container =
                manager.container(manager.running("wagl_prometheus", 1).get(0));
        String pid = manager.inspect("container", container, "{{.State.Pid}}");
        return new Prometheus(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"), "http://127.0.0.1:9090");
    }

    /** One on the machine itself, which reads the Swarm by its own means and by wagl's; started once. */
    private static Prometheus finder() throws IOException {
        Prometheus prometheus = new Prometheus(machine.line(List.of()), "http://127.0.0.1:9099");
        if (finder == null) {
            Path file = machine.directory().resolve("finder.yml");
            Files.writeString(file, finderConfiguration());
            finder = new ProcessBuilder(machine.line(List.of(
                            "prometheus",
                            "--config.file=" + file,
                            "--storage.tsdb.path=" + machine.directory().resolve("finder"),
                            "--web.listen-address=127.0.0.1:9099")))
                    .redirectErrorStream(true)
                    .redirectOutput(machine.directory().resolve("finder.log").toFile())
                    .start();
            await().alias("Prometheus answers")
                    .atMost(FOLLOWED)
                    .ignoreExceptions()
                    .until(() -> prometheus.query("vector(1)").size() == 1);
        }
        return prometheus;
    }

    private static String finderLog() {
        try {
            return Files.readString(machine.directory().resolve("finder.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String finderConfiguration() {
        StringBuilder text = new StringBuilder("""
                global: {scrape_interval: 5s}
                scrape_configs:
                  - {job_name: itself, static_configs: [{targets: ["127.0.0.1:9099"]}]}
                """);
        for (String role : ROLES) {
            // Nothing is scraped: each target is dropped, and listed as it was found.
            text.append("""
                      - job_name: found-%1$s
                        relabel_configs: [{action: drop, regex: ".*"}]
                        dockerswarm_sd_configs:
                          - {host: "%2$s", role: %1$s, refresh_interval: 2s%3$s}
                      - job_name: told-%1$s
                        relabel_configs: [{action: drop, regex: ".*"}]
                        http_sd_configs:
                          - {url: "http://%4$s:8080/v1/sd/prometheus?role=%1$s", refresh_interval: 2s}
                    """.formatted(
                            role,
                            manager.dockerd().host(),
                            role.equals("tasks") ? ", filters: [{name: desired-state, values: [running]}]" : "",
                            waglAddress()));
        }
        return text.toString();
    }
}

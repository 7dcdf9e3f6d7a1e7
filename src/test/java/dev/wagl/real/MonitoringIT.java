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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
 * dashboards' queries are asked here. Most alerts are made to fire and to end; all of them, with made-up series: {@code AlertRulesIT}.
 */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(1);
    private static final Duration FOR_CERTAIN = Duration.ofSeconds(5);

    /** What services of the test are called; they are in no node's own network. */
    private static final List<String> OTHERS =
            List.of("wagl_prometheus", "wagl_grafana", "api", "door", "udp", "each", "wrong");

    private static Machine machine;
    private static Manager manager;
    private static LocalUpstream upstream;
    private static Dig dig;
    private static Prometheus prometheus;
    private static TargetFinder finder;

    @BeforeAll
    static void start() throws IOException {
        machine = Machines.machine(23, "watched");
        upstream = LocalUpstream.start();
        manager = Manager.init(machine);
        Images.web(manager.dockerd());
        Images.prometheus(manager.dockerd());
        Images.wagl(manager.dockerd());
        dig = Dig.at(machine);
        Path hurried = Files.writeString(
                machine.directory().resolve("hurried.yml"), HurriedMonitoring.stackFile(machine.directory()));
        deploy("deploy/swarm/stack-monitoring.yml", hurried.toString(), "deploy/swarm/stack.yml");
        services();
        prometheus = watching();
    }

    private static void deploy(String... files) {
        manager.deploy(
                List.of(files),
                "WAGL_IMAGE=" + Images.WAGL,
                "WAGL_NS=" + LocalUpstream.ADDRESS,
                "PROMETHEUS_IMAGE=" + Images.PROMETHEUS,
                "GRAFANA_IMAGE=" + Images.WEB,
                "GRAFANA_PASSWORD=secret");
    }

    private static void services() {
        manager.network("other");
        manager.service(
                "api",
                List.of(
                        "-l",
                        "dns.service=api",
                        "-l",
                        "prometheus-job=api",
                        "-l",
                        "prometheus-port=80",
                        "-l",
                        "a.label/with=\"odd\" octets",
                        "--container-label",
                        "in.container=yes",
                        "--replicas=2",
                        "--network=wagl_monitoring",
                        "--network=other",
                        "--publish=published=25081,target=80"),
                List.of("sh", "-c", "echo sold 3 > /www/metrics; exec /bin/server"));
        manager.service("door", "-l", "dns.service=door", "--publish=mode=host,target=80");
        manager.service("udp", "--publish=mode=host,target=53,published=25082,protocol=udp", "--network=other");
        manager.service("each", "--mode=global", "--network=other");
        manager.service("wrong", "-l", "dns.service=not_legal");
    }

    /** The Prometheus of the stack, as seen from its own network. */
    private static Prometheus watching() {
        String container =
                manager.container(manager.running("wagl_prometheus", 1).get(0));
        String pid = manager.inspect("container", container, "{{.State.Pid}}");
        return new Prometheus(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"), "http://127.0.0.1:9090");
    }

    @AfterAll
    static void stop() {
        if (finder != null) {
            finder.close();
        }
        if (manager != null) {
            manager.dockerd().close();
        }
        if (upstream != null) {
            upstream.close();
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
        assertThat(prometheus.numbers("sum by (service, node) (sold)")).containsExactly(6.0);
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
                        "curl", "-s", "-H", "Accept: text/plain", "http://" + waglAddress() + ":8080/q/metrics")
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
        assertNoneFires("UpstreamDown", "NoUpstream", "Servfail", "ReplicasDisagree");
        upstream.close();
        another();
        fires(
                () -> dig.ask("n" + System.nanoTime() + ".corp.example", "A"),
                "LeftOut",
                "UpstreamDown",
                "NoUpstream",
                "Servfail",
                "ReplicasDisagree");

        manager.remove("wrong");
        manager.remove("another");
        upstream = LocalUpstream.start();
        end("LeftOut", "UpstreamDown", "NoUpstream", "Servfail", "ReplicasDisagree");
    }

    /** Another wagl with another zone, which Prometheus takes for a replica. */
    private static void another() {
        manager.docker(
                "service",
                "create",
                "-d",
                "--no-resolve-image",
                "--name=another",
                "--user=0:0",
                "--network=wagl_monitoring",
                "--mount=type=bind,src=/var/run/docker.sock,dst=/var/run/docker.sock,ro",
                "--env=WAGL_DOMAIN=another",
                "--label=prometheus-job=wagl",
                "--label=prometheus-port=8080",
                "--label=prometheus-path=/q/metrics",
                Images.WAGL);
    }

    @Test
    @Order(6)
    void alertsOfAWaglThatHasNoProcessor() throws IOException {
        assertNoneFires("Down", "Absent", "PropagationSlow", "Drops", "Limits", "Slow");
        String container = waglContainer();
        manager.docker("pause", container);
        try {
            manager.scale("api", 3);
            burst();
            fires(() -> {}, "Down", "Absent");
        } finally {
            manager.docker("unpause", container);
        }
        // One client asks more than wagl.rate-limit.
        burst();
        fires(() -> {}, "PropagationSlow", "Drops", "Limits");
        manager.docker("update", "--cpus=0.01", container);
        ask(Duration.ofSeconds(3));
        manager.docker("update", "--cpus=1", container);
        fires(() -> {}, "Slow");

        end("Down", "Absent", "PropagationSlow", "Drops", "Limits", "Slow");
    }

    /** More than the kernel keeps for a process that does not take it, and more than one client may ask. */
    private static void burst() {
        Command.of(Crowd.line(machine.address(), 53, 20_000, 0)).output();
    }

    private static void ask(Duration time) throws IOException {
        Path questions = machine.directory().resolve("questions");
        Files.writeString(questions, "api.swarm A\nns.swarm A\nnobody.swarm A\n");
        Command.of(
                        "dnsperf",
                        "-s",
                        machine.address(),
                        "-d",
                        questions.toString(),
                        "-l",
                        Long.toString(time.toSeconds()),
                        "-Q",
                        "400")
                .output();
    }

    private static void assertNoneFires(String... alerts) {
        assertThat(prometheus.firing()).doesNotContainAnyElementsOf(hurried(alerts));
    }

    private static void fires(Runnable meanwhile, String... alerts) {
        Set<String> seen = new HashSet<>();
        soon().untilAsserted(() -> {
            meanwhile.run();
            seen.addAll(prometheus.firing());
            assertThat(seen).containsAll(hurried(alerts));
        });
        System.out.println("fired: " + String.join(", ", alerts));
    }

    private static void end(String... alerts) {
        soon().untilAsserted(() -> assertNoneFires(alerts));
        System.out.println("ended: " + String.join(", ", alerts));
    }

    private static List<String> hurried(String... alerts) {
        return List.of(alerts).stream()
                .map(alert -> HurriedMonitoring.PREFIX + "Wagl" + alert)
                .toList();
    }

    // ---------------------------------------------------------------------------------------------------- discovery

    @Test
    @Order(7)
    void waglTellsTheTargetsThatPrometheusFindsForItself() throws IOException {
        manager.running("api", 3);
        // Of services, all but wagl itself: one in a node's own network has an address that is empty there, on account
        // of which
        // dockerswarm_sd ("invalid CIDR address") finds no services at all.
        String others = OTHERS.stream().collect(Collectors.joining(", "));
        Map<String, String> filters = Map.of(
                "tasks",
                "{name: desired-state, values: [running]}",
                "services",
                "{name: name, values: [" + others + "]}",
                "nodes",
                "");
        finder = TargetFinder.start(manager, waglAddress(), filters);

        for (String role : filters.keySet()) {
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
    @Order(8)
    void whatIsStaleIsNotToldAndPrometheusKeepsItsTargets() {
        Map<String, Set<Map<String, String>>> before = new HashMap<>();
        for (String role : List.of("tasks", "services", "nodes")) {
            before.put(role, finder.told(role));
        }
        assertThat(before.values()).noneMatch(Set::isEmpty);
        assertNoneFires("Stale", "SyncFails");
        String wagl = waglAddress();
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
            fires(() -> {}, "Stale", "SyncFails");
        } finally {
            manager.dockerd().signal("CONT");
        }
        soon().untilAsserted(() -> assertThat(http(wagl, "/v1/sd/prometheus")).endsWith(" 200"));
        end("Stale", "SyncFails");
        assertThat(prometheus.instances("wagl")).isEqualTo(Map.of("up", List.of(machine.name())));
    }

    /** Docker would lose the one or the other port 53. */
    @Test
    @Order(9)
    void theFilesInTheOtherOrderAreRefused() {
        assertThatThrownBy(() -> deploy("deploy/swarm/stack.yml", "deploy/swarm/stack-monitoring.yml"))
                .hasMessageContaining("give stack-monitoring.yml before stack.yml");
    }

    private static String http(String address, String path) {
        return machine.command("curl", "-s", "-w", " %{http_code}", "http://" + address + ":8080" + path)
                .output();
    }

    private static String waglAddress() {
        return manager.inspect("container", waglContainer(), "{{.NetworkSettings.Networks.bridge.IPAddress}}");
    }

    private static String waglContainer() {
        return manager.container(manager.running("wagl_wagl", 1).get(0));
    }
}

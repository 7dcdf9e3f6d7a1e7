package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wagl.real.EngineReports.Life;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** What an operator sees of a real Swarm without a shell: on the page, and by asking why something is, or is not, in DNS. */
@RealEngine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeenOverHttpIT {

    private static final Duration FOLLOWED = Duration.ofMinutes(1);

    /** How long a change may take until it is seen. */
    private static final Duration LIVE = Duration.ofSeconds(2);

    /** What is said of an engine that is frozen: its connections stand. */
    private static final String SILENT = "no complete answer in time";

    private static final int HTTP = 8080;

    private static Manager manager;
    private static Dockerd worker;
    private static Program wagl;
    private static WaglHttp http;

    @BeforeAll
    static void start() {
        manager = Manager.init(Machines.machine(24, "seen"));
        manager.docker("swarm", "update", "--task-history-limit", "1");
        worker = manager.worker(Machines.machine(25, EachReason.WORKER));
        Images.web(manager.dockerd());
        Images.web(worker);
        manager.network("front");
        manager.network("back");
        wagl = Program.start(
                manager.machine(),
                "seen",
                "-Dquarkus.http.port=" + HTTP,
                "--swarm=" + manager.dockerd().host(),
                "--external=false",
                "--bind=:53",
                // So that it is stale soon.
                "--refresh=4s",
                "--staleness=8s");
        wagl.answering(53, "managers.swarm", "A");
        http = new WaglHttp(manager.machine(), HTTP);
    }

    @AfterAll
    static void stop() {
        if (wagl != null) {
            wagl.close();
        }
        if (worker != null) {
            worker.close();
        }
        if (manager != null) {
            manager.dockerd().close();
        }
    }

    private static void sees(ThrowingRunnable what) {
        await().atMost(FOLLOWED).pollInterval(Duration.ofMillis(200)).untilAsserted(what);
    }

    // ------------------------------------------------------------------------------------------ the page

    @Test
    @Order(1)
    @ExtendWith(BrowserCondition.class)
    void thePageShowsWhatChangesWithinTwoSeconds() {
        try (Browser browser = Browser.start(manager.machine());
                EngineReports reports = new EngineReports(manager.dockerd())) {
            browser.open(http.url());
            sees(() -> assertThat(browser.text("#state")).contains("In step with Docker"));
            PageSightings page = new PageSightings(browser, "front");

            manager.service("elastic", "-l", "dns.service=elastic", "-l", "dns.port=80", "--network=front");
            shown(reports, page, 1);
            for (int round = 0; round < 3; round++) {
                manager.scale("elastic", 3);
                shown(reports, page, 3);
                manager.scale("elastic", 1);
                shown(reports, page, 1);
            }

            Lags lags = new Lags();
            for (Life life : reports.lives()) {
                lags.add("ready", page.lagOfReady(life));
                if (life.gone != null) {
                    lags.add("gone", page.lagOfGone(life));
                }
            }
            System.out.print("From the engine's time stamp to the row on the page:\n" + lags);
            assertThat(lags.of("ready")).hasSize(7);
            assertThat(lags.of("gone")).hasSize(6);
            for (String change : List.of("ready", "gone")) {
                // On two busy cores one may be late; a page that only polls is, each time.
                assertThat(Lags.within(LIVE, lags.of(change))).as(change).isGreaterThanOrEqualTo(65);
            }

            manager.service("legacy", "-l", "dns.service=not a name", "--replicas=0");
            sees(() -> assertThat(browser.texts("#left-out li"))
                    .anySatisfy(item -> assertThat(item)
                            .contains("legacy", "service", "illegal-name", "dns.service=\"not a name\" holds ' '")));
            browser.click("#left-out a");
            sees(() -> assertThat(browser.text("#lookup-result"))
                    .contains("it is published under no name", "it is scaled to 0"));
            manager.remove("legacy");
            sees(() -> assertThat(browser.text("#left-out")).doesNotContain("legacy"));
            assertThat(browser.console()).isEmpty();
        }
        manager.remove("elastic");
    }

    /** Waits until so many tasks run, and the page shows just these. */
    private static void shown(EngineReports reports, PageSightings page, int count) {
        await().alias(count + " tasks on the page").atMost(FOLLOWED).until(() -> {
            List<Life> lives = reports.lives();
            return lives.stream().filter(life -> life.gone == null).count() == count
                    && lives.stream()
                            .allMatch(life ->
                                    life.gone == null ? page.lagOfReady(life) != null : page.lagOfGone(life) != null);
        });
    }

    // ------------------------------------------------------------------------------------------ why

    @Test
    @Order(2)
    void eachReasonIsExplained() {
        EachReason.make(manager);
        sees(() -> assertThat(EachReason.ALL).allSatisfy(reason -> reason.check(http.explain(reason.asked()))));
    }

    /** By its own id and by its container's. */
    @Test
    @Order(3)
    void aTaskIsExplained() {
        String drains = manager.docker(
                "service", "ps", "-q", "--no-trunc", "--filter=desired-state=shutdown", "--filter=name=last", "last");
        String runs = manager.running("answered", 1).get(0);
        for (String asked : List.of(drains, manager.container(drains))) {
            assertThat(answeredTask(asked)).containsExactly("draining");
        }
        for (String asked : List.of(runs, manager.container(runs), runs.substring(0, 12))) {
            assertThat(answeredTask(asked)).isEmpty();
        }
    }

    private static List<String> answeredTask(String asked) {
        JsonNode explained = http.explain(asked);
        assertThat(explained.path("kind").asText()).as("%s", explained).isEqualTo("task");
        assertThat(explained.path("inDns").asBoolean()).as("%s", explained).isTrue();
        return reasons(explained);
    }

    /** What ended in a way that no list tells is in the engine's own words. */
    @Test
    @Order(4)
    void theEngineIsQuoted() {
        sees(() -> {
            JsonNode failed = http.explain("failed").at("/engine/tasks/0");
            assertThat(failed.path("state").asText()).isEqualTo("failed");
            assertThat(failed.path("exitCode").asInt()).isEqualTo(3);
            assertThat(failed.path("error").asText()).contains("non-zero exit (3)");
        });
        sees(() -> assertThat(http.explain("job").at("/engine/tasks/0/state").asText())
                .isEqualTo("complete"));
    }

    // ------------------------------------------------------------------------------------------ what goes wrong

    /** The engine is frozen. What it says when it is thawed does not tell why tasks are gone: none takes the place of one that was killed meanwhile. */
    @Test
    @Order(5)
    @ExtendWith(BrowserCondition.class)
    void aStaleWaglSaysSoAndRecovers() {
        manager.service(
                "held",
                "-l",
                "dns.service=held",
                "-l",
                "dns.port=80",
                "--constraint=node.role==manager",
                "--network=front",
                "--replicas=4",
                "--restart-condition=none");
        try (Browser browser = Browser.start(manager.machine());
                EngineReports reports = new EngineReports(manager.dockerd())) {
            browser.open(http.url());
            sees(() -> assertThat(browser.text("#state")).contains("In step with Docker"));
            sees(() -> assertThat(reports.ready("held")).hasSize(4));
            sees(() -> assertThat(reasons("held")).isEmpty());
            assertThat(http.get("/v1/sd/prometheus").status()).isEqualTo(200);
            assertThat(http.get("/q/health/ready").status()).isEqualTo(200);
            List<Life> killed = reports.ready("held");
            assertThat(browser.console()).isEmpty();

            manager.dockerd().signal("STOP");
            try {
                sees(() -> assertThat(browser.text("#state"))
                        .contains("Out of date", "Names are answered as they were then", SILENT));
                stale();
                killed.forEach(life ->
                        Command.of("kill", "-KILL", Long.toString(life.pid())).output());
            } finally {
                manager.dockerd().signal("CONT");
            }
            sees(() -> assertThat(reasons("held")).as(wagl::log).hasSize(4).containsOnly("held-by-guard"));
            sees(() -> assertThat(browser.text("#state"))
                    .contains("In doubt", "4 tasks vanished", "they are answered on"));
            sees(() -> assertThat(browser.text("#state")).contains("In step with Docker"));
            assertThat(reasons("held")).containsExactly("not-ready");
            assertThat(http.get("/v1/sd/prometheus").status()).isEqualTo(200);
            assertThat(http.get("/q/health/ready").status()).isEqualTo(200);
            assertThat(browser.console()).isEmpty();
        }
    }

    private static void stale() {
        WaglHttp.Reply targets = http.get("/v1/sd/prometheus");
        assertThat(targets.status()).isEqualTo(503);
        assertThat(targets.json().path("detail").asText()).contains("keep the targets");
        WaglHttp.Reply ready = http.get("/q/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().path("status").asText()).isEqualTo("DOWN");
        JsonNode zone = ready.json().at("/checks/0/data");
        assertThat(zone.path("stale").asBoolean()).isTrue();
        assertThat(zone.path("lastError").asText()).contains(SILENT);
        JsonNode held = http.explain("held");
        assertThat(held.at("/reasons/0/reason").asText()).isEqualTo("stale");
        assertThat(held.at("/reasons/0/text").asText()).contains("no successful sync for ", "may no longer be true");
        assertThat(held.at("/engine/note").asText()).contains("it does not answer");
        // A probe that kills what is unhealthy is not told so.
        assertThat(http.get("/q/health/live").status()).isEqualTo(200);
    }

    @Test
    @Order(6)
    void aNodeThatIsDownIsExplainedAndSoAreItsTasks() {
        worker.docker("swarm", "leave");
        sees(() -> assertThat(reasons(EachReason.WORKER))
                .containsExactlyInAnyOrder("illegal-address", "illegal-host-name", "node-down"));
        sees(() -> assertThat(http.explain("no-address").path("reasons").findValuesAsText("text"))
                .contains("the node odd!node is down: what it last said of its tasks is no longer true"));
    }

    private static List<String> reasons(String asked) {
        return reasons(http.explain(asked));
    }

    private static List<String> reasons(JsonNode explained) {
        return explained.path("reasons").findValuesAsText("reason");
    }
}

package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.real.BrowserCondition;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmJson;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the page makes of changes, of the connection that it learns them by, and of many names. */
@QuarkusTest
@WithTestResource(PageEngine.class)
@ExtendWith(BrowserCondition.class)
class PageFollowsTest extends OpenedPage {

    /** How long a change may take until it is seen: 2 s is what is promised, where nothing else keeps the machine. */
    private static final Duration LIVE = Duration.ofSeconds(10);

    FakeSwarm swarm;

    @Inject
    SyncState state;

    /** The one in the middle counts: the machine may be busy with something else. */
    @Test
    void itShowsAChangeSoon() {
        List<Duration> took = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            String name = "fresh" + number;
            long begun = System.nanoTime();
            swarm.add(PageEngine.service(name, name)).emit("service", "create");
            sees(() -> assertThat(names()).anyMatch(shown -> shown.startsWith(name + ".swarm.")));
            took.add(Duration.ofNanos(System.nanoTime() - begun));
        }
        Collections.sort(took);
        assertThat(took.get(1)).as("the one in the middle of %s", took).isLessThan(LIVE);
        assertThat(browser.text("#changed")).contains("fresh2.swarm. added");
        for (int number = 0; number < 3; number++) {
            swarm.remove("fresh" + number + "-id");
        }
        swarm.emit("service", "remove");
        sees(() -> assertThat(names()).noneMatch(shown -> shown.startsWith("fresh")));
    }

    /** What is left out is in no zone, and so in no event. */
    @Test
    void itShowsWhatIsLeftOutLaterOn() {
        swarm.add(PageEngine.service("late", "also no name!")).emit("service", "create");
        sees(() -> assertThat(browser.text("#left-out")).contains("also no name!"));
        swarm.remove("late-id").emit("service", "remove");
        sees(() -> assertThat(browser.text("#left-out")).doesNotContain("also no name!"));
    }

    /** Nothing in the zone, and so no event, tells of another state of an endpoint. */
    @Test
    void itShowsTheStateOfAnEndpointThatIsAnsweredOn() {
        SwarmJson.TaskElement task = SwarmJson.task("last", "lone", 1, "n1").hostPort(8080, 80);
        swarm.add(PageEngine.service("lone", "lone")).add(task).emit("service", "create");
        sees(() -> assertThat(rows("lone.swarm.")).contains("ready"));
        String zone = generation();

        readsNamesNoMoreByTheClock();
        swarm.add(task.version(21).desired("shutdown")).emit("service", "update");
        sees(() -> assertThat(rows("lone.swarm.")).contains("draining").doesNotContain("ready"));
        assertThat(generation()).isEqualTo(zone);

        swarm.remove("lone-id").remove("last").emit("service", "remove");
        sees(() -> assertThat(names()).noneMatch(shown -> shown.startsWith("lone.swarm.")));
    }

    /** As many are left out before and after. */
    @Test
    void itShowsAnotherReasonWhyTheSameIsLeftOut() {
        swarm.add(PageEngine.service("typo", "one typo!")).emit("service", "create");
        sees(() -> assertThat(browser.text("#left-out")).contains("one typo!"));
        String zone = generation();

        readsNamesNoMoreByTheClock();
        swarm.add(PageEngine.service("typo", "another one?").version(11)).emit("service", "update");
        sees(() ->
                assertThat(browser.text("#left-out")).contains("another one?").doesNotContain("one typo!"));
        assertThat(generation()).isEqualTo(zone);

        swarm.remove("typo-id").emit("service", "remove");
        sees(() -> assertThat(browser.text("#left-out")).doesNotContain("another one?"));
    }

    /** Each half minute it does in any case; from now on that takes hours. */
    private static void readsNamesNoMoreByTheClock() {
        browser.run("const now = performance.now.bind(performance), begun = now();"
                + " performance.now = () => begun + (now() - begun) / 1000");
    }

    private static String rows(String name) {
        return String.join(
                "\n",
                browser.texts("#names tbody").stream()
                        .filter(rows -> rows.contains(name))
                        .toList());
    }

    private static String generation() {
        return given().get("/v1/status").path("zone.generation");
    }

    @Test
    void itTellsWhenTheConnectionIsLostAndFindsItAgain() throws IOException {
        try (Relay relay = new Relay(server.getPort())) {
            browser.open(relay.url());
            sees(() -> assertThat(names()).isNotEmpty());
            relay.cut();
            sees(() -> assertThat(browser.text("#state"))
                    .containsPattern("No connection to wagl since \\d\\d:\\d\\d:\\d\\d"));
            assertThat(names()).as("what was known is still shown").isNotEmpty();
            swarm.add(PageEngine.service("meanwhile", "meanwhile")).emit("service", "create");
            relay.mend();
            sees(() -> assertThat(browser.text("#state")).contains("In step with Docker"));
            sees(() -> assertThat(names()).anyMatch(name -> name.startsWith("meanwhile.swarm.")));
            // It follows again: what comes now comes by an event.
            swarm.remove("meanwhile-id").emit("service", "remove");
            sees(() -> assertThat(browser.text("#changed")).contains("meanwhile.swarm. removed"));
        } finally {
            browser.open("about:blank");
        }
    }

    @Test
    void itIsQuickWithFiveThousandNames() {
        // A refresh would put what the engine tells in the place of what follows; for lack of a task they follow each
        // other closely.
        swarm.remove("idle-id").emit("service", "remove");
        awaitQuiet();
        Snapshot snapshot = SwarmText.snapshot(fiveThousand());
        PublicationsTest.succeeded(
                state,
                snapshot,
                new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of())).project(snapshot, 1));
        PublicationsTest.add(state.publications(), "00000000000005000", 5_000);
        sees(() -> assertThat(browser.text("#names-count")).startsWith("5,000"));
        browser.run("document.querySelector('#names tbody').kept = true");

        // Only rows that are near are made, and those that are as they were are kept.
        assertThat((Long) browser.run("return document.querySelectorAll('#names tbody').length"))
                .isLessThan(500);
        PublicationsTest.add(state.publications(), "00000000000005001", 1);
        sees(() -> assertThat(browser.text("#changed")).contains("name.swarm. added"));
        assertThat(browser.run("return document.querySelector('#names tbody').kept"))
                .isEqualTo(true);

        long quickest = (Long) browser.run("const field = document.getElementById('search'); let quickest = 1e9;"
                + " for (const text of ['s4711', 's12', 'n1', 'running s3', '']) {"
                + "   field.value = text; const begun = performance.now(); field.dispatchEvent(new Event('input'));"
                + "   document.body.getBoundingClientRect(); quickest = Math.min(quickest, performance.now() - begun); }"
                + " return Math.ceil(quickest)");
        // 34 ms are two frames; a machine that does something else besides takes longer.
        assertThat(quickest).as("milliseconds of a search").isLessThan(1_000);
        browser.type("#search", "s4711");
        sees(() -> assertThat(names()).singleElement().asString().startsWith("s4711.swarm."));
        swarm.add(PageEngine.service("idle", "idle").replicas(3)).emit("service", "create");
    }

    /** Nothing but looks is left. */
    private void awaitQuiet() {
        AtomicLong seen = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(100))
                .during(Duration.ofMillis(2500))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    long now = swarm.requests().stream()
                            .filter(request -> request.startsWith("GET /tasks"))
                            .count();
                    return seen.getAndSet(now) == now;
                });
    }

    private static String fiveThousand() {
        StringBuilder text = new StringBuilder("node n1 leader 10.0.0.11\n");
        for (int number = 0; number < 5_000; number++) {
            text.append(
                    "service s%1$04d desired=1 running=1 port=8080:80 dns.service=s%1$04d\ntask s%1$04d.1 n1 running\n"
                            .formatted(number));
        }
        return text.toString();
    }
}

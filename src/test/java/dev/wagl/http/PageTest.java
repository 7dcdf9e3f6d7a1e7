package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.real.Browser;
import dev.wagl.real.BrowserCondition;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page in a real browser, as somebody uses it. */
@QuarkusTest
@WithTestResource(PageEngine.class)
@ExtendWith(BrowserCondition.class)
class PageTest {

    /** What a browser has to see is slow to come on a machine that is busy. */
    private static final Duration SOON = Duration.ofSeconds(30);

    /** How long a change may take until it is seen. */
    private static final Duration LIVE = Duration.ofSeconds(2);

    private static final String MARKUP = "<img src=x onerror=hit=1>";

    private static Browser browser;

    FakeSwarm swarm;

    @Inject
    SyncState state;

    @TestHTTPResource
    URL server;

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void endBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        Demo.awaitReady();
        browser.console();
        browser.open(server.toString());
        sees(() -> assertThat(names()).anyMatch(name -> name.startsWith("api.billing.swarm.")));
    }

    /** Whatever a test does: no script of another's runs, nothing breaks the policy, nobody else is asked anything. */
    @AfterEach
    void nothingUnwanted() {
        assertThat(errors()).as("what the console says").isEmpty();
        assertThat(browser.requested()).isNotEmpty().allMatch(PageTest::isOfTheLoopback);
    }

    private static boolean isOfTheLoopback(String address) {
        return address.startsWith("http://127.0.0.1:")
                || address.startsWith("http://localhost:")
                || address.startsWith("data:image/svg+xml,");
    }

    /** What the browser says of requests that are refused, or that nobody answers, is no error of the page. */
    private static List<String> errors() {
        return browser.console().stream()
                .filter(line -> !line.contains("Failed to load resource"))
                .toList();
    }

    private static void sees(ThrowingRunnable what) {
        await().atMost(SOON).untilAsserted(what);
    }

    private static List<String> names() {
        return browser.texts("#names th[scope=rowgroup]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.css", "/page.js"})
    void itsFilesHaveTheHeadersThatKeepOthersOut(String path) {
        String tag = given().get(path)
                .then()
                .statusCode(200)
                .header(
                        "Content-Security-Policy",
                        allOf(
                                containsString("default-src 'none'"),
                                containsString("frame-ancestors 'none'"),
                                containsString("require-trusted-types-for 'script'"),
                                not(containsString("unsafe"))))
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cache-Control", "no-cache")
                .extract()
                .header("ETag");
        given().header("If-None-Match", tag).get(path).then().statusCode(304);
        given().head(path).then().statusCode(200);
    }

    @Test
    void itTellsHowTheSyncIsAndListsNamesWithTheirEndpoints() {
        sees(() -> assertThat(browser.text("#state")).contains("In step with Docker"));
        assertThat(browser.texts("#names tbody:first-of-type tr"))
                .satisfiesExactly(
                        row -> assertThat(row).contains("api (node)", "ready", "10.0.0.11", "8080/tcp", "n1"),
                        row -> assertThat(row).contains("ready", "10.0.0.12", "8080/tcp", "n2"));
        assertThat(names()).anyMatch(name -> name.startsWith("idle.swarm."));
        assertThat(browser.text("#names")).contains("0 of 3 tasks running");
        assertThat(browser.console()).isEmpty();
    }

    @Test
    void itIsATableForThoseWhoHearIt() {
        assertThat(
                        browser.run(
                                "return [...document.querySelectorAll('#names thead th')].every(th => th.scope === 'col')"
                                        + " && document.querySelector('#names caption').textContent.length > 0"
                                        + " && document.querySelectorAll('main, header, footer, [role=search]').length === 4"
                                        + " && [...document.querySelectorAll('input, select')].every(field => field.labels.length === 1)"))
                .isEqualTo(true);
    }

    @Test
    void itFindsNamesByWhateverIsInTheirRows() {
        browser.type("#search", "10.0.0.12");
        sees(() -> assertThat(names()).singleElement().asString().startsWith("api.billing.swarm."));
        assertThat(browser.text("#names-count")).startsWith("1 of ");
        browser.type("#search", "billing nowhere");
        sees(() -> assertThat(browser.text("#names-empty")).contains("No name"));
        assertThat(names()).isEmpty();
    }

    @Test
    void itLooksANameUpAsDigWouldShowIt() {
        browser.type("#lookup-name", "api.billing");
        browser.click("#lookup button");
        sees(() -> assertThat(browser.text("#lookup-result"))
                .contains("status: NOERROR", "flags: qr aa", ";api.billing.swarm.  IN  A", "10.0.0.11", "10.0.0.12"));
        browser.run("document.getElementById('lookup-type').value = 'SRV'");
        browser.type("#lookup-name", "_api._tcp.billing.swarm.");
        browser.click("#lookup button");
        sees(() -> assertThat(browser.text("#lookup-result"))
                .contains("ANSWER: 2", "1 1 8080 1.api.billing.swarm.", "ADDITIONAL SECTION"));
    }

    @Test
    void whereThereIsNoAnswerItTellsWhy() {
        browser.type("#lookup-name", "idle");
        browser.click("#lookup button");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("EDE: 0 (Other): (0 of 3 tasks running)"));
        browser.click("#lookup-result a");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("idle.swarm. exists and has no addresses"));
    }

    @Test
    void itTellsWhatIsLeftOutAndWhy() {
        sees(() -> assertThat(browser.texts("#left-out li"))
                .anySatisfy(item -> assertThat(item).contains("shop_web", "service", "illegal-name", "no name!")));
        browser.click("#left-out a");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("published under no name", "illegal-name"));
    }

    /** The one in the middle counts: the machine may be busy with something else. */
    @Test
    void itShowsAChangeWithinTwoSeconds() {
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
    void nothingThatWasSentComesBackAsMarkup() {
        swarm.add(PageEngine.service("evil", MARKUP).label("dns.domain", MARKUP))
                .emit("service", "create");
        sees(() -> assertThat(browser.text("#left-out")).contains(MARKUP));
        for (String button : List.of("[value=lookup]", "[value=explain]")) {
            browser.type("#lookup-name", MARKUP);
            browser.click("#lookup " + button);
            sees(() -> assertThat(browser.text("#lookup-result")).contains("img"));
        }
        browser.type("#search", MARKUP);
        assertThat(browser.run("return document.images.length + (window.hit ?? 0)"))
                .isEqualTo(0L);
        swarm.remove("evil-id").emit("service", "remove");
        sees(() -> assertThat(browser.text("#left-out")).doesNotContain(MARKUP));
    }

    /** The browser holds the page to it, whatever its script may do one day. */
    @Test
    void itsPolicyRefusesMarkupAndScripts() {
        assertThat(browser.run("try { document.body.innerHTML = '<b>'; return 'taken' } catch (e) { return e.name }"))
                .isEqualTo("TypeError");
        assertThat(errors()).anyMatch(line -> line.contains("TrustedHTML"));
    }

    @Test
    void itIsUsedWithoutAMouse() {
        browser.press(Keys.TAB);
        assertThat(browser.run("return document.activeElement.className")).isEqualTo("skip");
        browser.press(Keys.ENTER);
        browser.press(Keys.TAB);
        assertThat(browser.run("return document.activeElement.closest('#names') !== null"
                        + " || document.activeElement.id === 'search'"))
                .isEqualTo(true);
        browser.run("document.getElementById('search').focus()");
        browser.press(Keys.TAB, Keys.ENTER);
        sees(() -> assertThat(browser.text("#lookup-result")).contains("status: NOERROR", "api.billing.swarm."));
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 390, 768, 1280, 1920})
    void itFitsEveryWidth(int width) {
        swarm.add(PageEngine.service("long", "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63)))
                .emit("service", "create");
        browser.device(width, 900, "dark");
        try {
            sees(() -> assertThat(names()).anyMatch(name -> name.startsWith("a".repeat(63))));
            assertThat(browser.run(
                            "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isEqualTo(0L);
        } finally {
            browser.device(1280, 800, "light");
            swarm.remove("long-id").emit("service", "remove");
        }
    }

    @Test
    void itIsQuickWithFiveThousandNames() {
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
        assertThat(quickest).as("milliseconds of a search").isLessThan(34);
        browser.type("#search", "s4711");
        sees(() -> assertThat(names()).singleElement().asString().startsWith("s4711.swarm."));
        swarm.emit("service", "update");
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

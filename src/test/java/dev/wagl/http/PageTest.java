package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.real.BrowserCondition;
import dev.wagl.swarm.FakeSwarm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** The page in a real browser, as somebody uses it. */
@QuarkusTest
@WithTestResource(PageEngine.class)
@ExtendWith(BrowserCondition.class)
class PageTest extends OpenedPage {

    FakeSwarm swarm;

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

    /** The list has those that are asked for often; an address may have been sent by somebody who asked for another one. */
    @ParameterizedTest
    @CsvSource({"MX, MX", "HTTPS, HTTPS", "CAA, CAA", "srv, SRV", "'', A"})
    void itLooksUpTheTypeOfTheAddress(String given, String type) {
        browser.open(server + "#lookup=api.billing&type=" + given);
        sees(() -> assertThat(browser.text("#lookup-result"))
                .contains("status: NOERROR", ";api.billing.swarm.  IN  " + type));
        assertThat(browser.run("return document.getElementById('lookup-type').value"))
                .isEqualTo(type);
        // And so it does with the button, for another name.
        browser.type("#lookup-name", "idle");
        browser.click("#lookup button");
        sees(() -> assertThat(browser.text("#lookup-result")).contains(";idle.swarm.  IN  " + type));
    }

    @Test
    void aTypeThatThereIsNotIsToldAsItWasGiven() {
        browser.open(server + "#lookup=api.billing&type=NONSENSE");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("there is no record type 'NONSENSE'"));
    }

    @Test
    void itTellsWhatTheEngineSaysOfTasksThatAreWell() {
        browser.type("#lookup-name", "api.billing");
        explains("Docker of a task 1 on n1: running", "Docker of a task 2 on n2: running");
    }

    /** wagl asks the engine so often and no more: who is told that it was not asked, tries again later. */
    private static void explains(String... words) {
        await().pollInterval(Duration.ofSeconds(2))
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> {
                    String shown = browser.text("#lookup-result");
                    browser.click("#lookup [value=explain]");
                    assertThat(shown).contains(words);
                });
    }

    @Test
    void whereThereIsNoAnswerItTellsWhy() {
        browser.type("#lookup-name", "idle");
        browser.click("#lookup button");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("EDE: 0 (Other): (0 of 3 tasks running)"));
        browser.click("#lookup-result a");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("idle.swarm. exists and has no addresses"));
    }

    /** By its reverse name, and so is why there is no answer. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.11,   11.0.0.10.in-addr.arpa.",
        "fd00::a1,    1.a.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa.",
        "1:2:3:4:5:6:7:8, 8.0.0.0.7.0.0.0.6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.ip6.arpa.",
    })
    void itLooksAnAddressUp(String address, String name) {
        browser.type("#lookup-name", address);
        browser.click("#lookup button");
        sees(() -> assertThat(browser.text("#lookup-result")).contains(";" + name + "  IN  PTR"));
        if (address.contains(":")) {
            browser.click("#lookup-result a");
            sees(() -> assertThat(browser.text("#lookup-result")).contains(name + " is outside the zone"));
        } else {
            assertThat(browser.text("#lookup-result")).contains("n1.node.swarm.");
        }
    }

    @Test
    void itTellsWhatIsLeftOutAndWhy() {
        sees(() -> assertThat(browser.texts("#left-out li"))
                .anySatisfy(item -> assertThat(item).contains("shop_web", "service", "illegal-name", "no name!")));
        browser.click("#left-out a");
        sees(() -> assertThat(browser.text("#lookup-result")).contains("published under no name", "illegal-name"));
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
}

package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.SilentEndpoint;
import dev.wagl.real.Browser;
import dev.wagl.real.BrowserCondition;
import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.SwarmJson;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the page says of a sync that does not go well: a story of an engine that comes late, forgets its tasks, and leaves. */
@QuarkusTest
@TestProfile(PageStatesTest.Impatient.class)
@ExtendWith(BrowserCondition.class)
class PageStatesTest {

    private static final int TASKS = 4;

    @ConfigProperty(name = "wagl.swarm")
    String endpoint;

    @TestHTTPResource
    URL server;

    @Test
    void itTellsTheStateOfTheSyncInPlainWords() {
        try (Browser browser = Browser.start()) {
            browser.open(server.toString());
            sees(browser, "Nothing is known yet", "every name of swarm. is answered SERVFAIL", "refused");
            assertThat(browser.text("#names-empty")).contains("Until Docker is read");
            // What is not there is not asked for.
            assertThat(browser.console()).isEmpty();

            try (FakeSwarm swarm = engine()) {
                sees(browser, "In step with Docker");
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(browser.text("#names")).contains("api.swarm.", "ready"));

                for (int number = 1; number <= TASKS; number++) {
                    swarm.remove("t" + number);
                }
                swarm.emit("service", "update");
                sees(browser, "In doubt", TASKS + " tasks vanished", "they are answered on");
                sees(browser, "In step with Docker");
            }
            sees(browser, "Docker could not be read", "answered as they were");
            sees(browser, "Out of date", "Names are answered as they were then");
            try (FakeSwarm swarm = engine()) {
                sees(browser, "In step with Docker");
                assertThat(swarm.requests()).isNotEmpty();
            }
        }
    }

    private static void sees(Browser browser, String... words) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(browser.text("#state")).contains(words));
    }

    private FakeSwarm engine() {
        FakeSwarm swarm = FakeSwarm.builder()
                .port(Integer.parseInt(endpoint.replaceAll(".*:", "")))
                .start();
        swarm.add(SwarmJson.node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(PageEngine.service("api", "api").replicas(TASKS));
        for (int number = 1; number <= TASKS; number++) {
            swarm.add(SwarmJson.task("t" + number, "api", number, "n1").hostPort(8080 + number, 80));
        }
        return swarm;
    }

    /** A wagl that loses patience soon, and not so soon that a browser on a busy machine would miss one of its states. */
    public static final class Impatient implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(
                    SilentEndpoint.class, Map.of("wagl.refresh", "2s", "wagl.staleness", "14s", "wagl.guard", "12s")));
        }
    }
}

package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.wagl.real.Browser;
import io.quarkus.test.common.http.TestHTTPResource;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The page of {@link PageEngine}'s cluster, opened anew in a real browser for each test. */
abstract class OpenedPage {

    /** What a browser has to see is slow to come on a machine that is busy. */
    private static final Duration SOON = Duration.ofSeconds(30);

    static Browser browser;

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
        assertThat(browser.requested()).isNotEmpty().allMatch(OpenedPage::isOfTheLoopback);
    }

    private static boolean isOfTheLoopback(String address) {
        return address.startsWith("http://127.0.0.1:")
                || address.startsWith("http://localhost:")
                || address.startsWith("data:image/svg+xml,");
    }

    /** What the browser says of requests that are refused, or that nobody answers, is no error of the page. */
    static List<String> errors() {
        return browser.console().stream()
                .filter(line -> !line.contains("Failed to load resource"))
                .toList();
    }

    static void sees(ThrowingRunnable what) {
        await().atMost(SOON).untilAsserted(what);
    }

    static List<String> names() {
        return browser.texts("#names th[scope=rowgroup]");
    }
}

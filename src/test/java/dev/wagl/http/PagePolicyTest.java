package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.wagl.real.BrowserCondition;
import dev.wagl.swarm.FakeSwarm;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps others out of the page: its headers, and that whatever was sent is shown as text. */
@QuarkusTest
@WithTestResource(PageEngine.class)
@ExtendWith(BrowserCondition.class)
class PagePolicyTest extends OpenedPage {

    private static final String MARKUP = "<img src=x onerror=hit=1>";

    FakeSwarm swarm;

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
}

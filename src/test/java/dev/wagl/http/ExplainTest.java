package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/explain} and the targets for Prometheus, of the demo cluster: with what its engine says. */
@QuarkusTest
class ExplainTest {

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
    }

    @Test
    void aNameIsExplainedWithItsTasks() {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/v1/explain/api.billing")
                        .then()
                        .statusCode(200)
                        .body("kind", equalTo("name"))
                        .body("inDns", equalTo(true))
                        .body("text", equalTo("api.billing.swarm. leads to 2 endpoints"))
                        .body("services.name", equalTo(List.of("api")))
                        .body("services[0].names", equalTo(List.of("api.billing.swarm.")))
                        .body("services[0].tasks.answered", everyItem(equalTo(true)))
                        .body("engine.note", nullValue())
                        .body("engine.tasks", hasSize(2))
                        .body("engine.tasks.state", everyItem(equalTo("running")))
                        .body("engine.tasks.node", hasItem("manager1")));
    }

    /** Its tasks that have failed do not stand in any snapshot. */
    @Test
    void theEngineIsAskedWithoutAFilter() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/v1/explain/shop_mailer")
                        .then()
                        .statusCode(200)
                        .body("kind", equalTo("service"))
                        .body("engine.tasks.state", hasItem("failed"))
                        .body("engine.tasks.find { it.state == 'failed' }.exitCode", equalTo(1)));
    }

    @Test
    void whoAsksTooOftenHasNoWordOfTheEngine() {
        int notAsked = 0;
        for (int asked = 0; asked < 20; asked++) {
            String note = given().get("/v1/explain/api")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("engine.note");
            notAsked += note != null && note.startsWith("not asked") ? 1 : 0;
        }
        assertThat(notAsked).isPositive();
    }

    @Test
    void whatIsLeftOutSaysWhy() {
        given().get("/v1/explain/billing_legacy")
                .then()
                .statusCode(200)
                .body("inDns", equalTo(false))
                .body("reasons.reason", hasItem("illegal-name"));
        given().get("/v1/explain/billing_adminer").then().body("reasons.reason", hasItem("no-label"));
    }

    @ParameterizedTest
    @CsvSource({"11.0.0.10.in-addr.arpa", "11.0.0.10.in-addr.arpa.", "10.0.0.11"})
    void anAddressIsExplainedByItsReverseName(String asked) {
        given().get("/v1/explain/" + asked)
                .then()
                .statusCode(200)
                .body("kind", equalTo("name"))
                .body("inDns", equalTo(true))
                .body("text", equalTo("11.0.0.10.in-addr.arpa. is in the zone"));
    }

    @Test
    void whatNobodyKnowsIsExplainedToo() {
        given().get("/v1/explain/nothing")
                .then()
                .statusCode(200)
                .body("kind", equalTo("unknown"))
                .body("reasons.reason", hasItem("unknown"))
                .body("engine", nullValue());
        given().get("/v1/explain/" + "x".repeat(301))
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("has 301 characters"));
    }

    @Test
    void targetsAreGroupsOfOne() {
        given().get("/v1/sd/prometheus?role=services")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("targets", everyItem(hasSize(1)))
                .body("labels.__meta_dockerswarm_service_name", hasItem("shop_web"));
        given().get("/v1/sd/prometheus")
                .then()
                .statusCode(200)
                .body("labels.__meta_dockerswarm_task_slot", hasItem("1"));
        given().get("/v1/sd/prometheus?role=nodes&port=9323")
                .then()
                .statusCode(200)
                .body("targets.flatten()", hasItem("10.0.0.12:9323"));
    }

    @Test
    void targetsOfNoRoleAreAProblem() {
        given().get("/v1/sd/prometheus?role=pods")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("write tasks, services or nodes"));
        given().get("/v1/sd/prometheus?port=0").then().statusCode(400).body("detail", containsString("port is '0'"));
    }
}

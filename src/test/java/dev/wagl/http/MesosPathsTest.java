package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.wagl.dns.RdataText;
import dev.wagl.forwarding.Forwarding;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mesos-DNS' paths, octet by octet where its clients see them so. */
@QuarkusTest
class MesosPathsTest {

    private static final String MISSED_HOST = "[{\"host\":\"\",\"ip\":\"\"}]";
    private static final String MISSED_SERVICE = "[{\"service\":\"\",\"host\":\"\",\"ip\":\"\",\"port\":\"\"}]";

    @Inject
    Forwarding forwarding;

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
    }

    @ParameterizedTest
    @CsvSource({"api.billing.swarm.", "api.billing.swarm", "API.billing.swarm", "api.*.billing.swarm"})
    void aHostIsItsAddresses(String host) {
        given().get("/v1/hosts/" + host)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(equalTo("[{\"host\":\"api.billing.swarm.\",\"ip\":\"10.0.0.11\"},"
                        + "{\"host\":\"api.billing.swarm.\",\"ip\":\"10.0.0.12\"}]"));
    }

    @ParameterizedTest
    @CsvSource({"_api._tcp.billing.swarm.", "_api._tcp.billing.swarm", "_API._tcp.billing.swarm"})
    void aServiceIsItsEndpointsUnderTheNameThatWasAsked(String service) {
        given().get("/v1/services/" + service)
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body(equalTo(
                        ("[{\"service\":\"SERVICE\",\"host\":\"1.api.billing.swarm.\",\"ip\":\"10.0.0.11\",\"port\":\"8080\"},"
                                        + "{\"service\":\"SERVICE\",\"host\":\"2.api.billing.swarm.\",\"ip\":\"10.0.0.12\",\"port\":\"8080\"}]")
                                .replace("SERVICE", service)));
    }

    @ParameterizedTest
    @CsvSource({"nothing.swarm.", "a..b", "api.billing", "_api._tcp.billing.swarm"})
    void aMissedHostIsOneOfNothing(String host) {
        given().get("/v1/hosts/" + host).then().statusCode(200).body(equalTo(MISSED_HOST));
    }

    @ParameterizedTest
    @CsvSource({"_nothing._tcp.swarm.", "_a..b", "_"})
    void aMissedServiceIsOneOfNothing(String service) {
        given().get("/v1/services/" + service).then().statusCode(200).body(equalTo(MISSED_SERVICE));
    }

    @Test
    void portsOfAHostNeverWere() {
        given().get("/v1/hosts/api.billing.swarm./ports").then().statusCode(501).body(equalTo("To be implemented..."));
    }

    @Test
    void parametersAreNotLookedAt() {
        given().get("/v1/version?pretty").then().statusCode(200);
        given().get("/v1/hosts/api.billing.swarm?pretty").then().statusCode(200);
        given().get("/v1/services/_api._tcp.billing.swarm?pretty").then().statusCode(200);
        given().get("/v1/services/api.billing.swarm?pretty").then().statusCode(400);
    }

    @Test
    void versionHasItsThreeFields() {
        given().get("/v1/version")
                .then()
                .statusCode(200)
                .body(startsWith("{\"Service\":\"wagl\",\"URL\":\"\",\"Version\":\""));
    }

    @Test
    void configHasTheNamesThatPeopleKnow() {
        String config =
                given().get("/v1/config").then().statusCode(200).extract().asString();
        assertThat(config)
                .startsWith("{\"RefreshSeconds\":15,\"Port\":")
                .contains("\"Domain\":\"swarm\"", "\"DnsOn\":true", "\"HttpOn\":true", "\"EnumerationOn\":true")
                .contains("\"SOAMname\":\"ns.swarm.\"", "\"SOARefresh\":3600", "\"SOAExpire\":86400")
                .doesNotContainIgnoringCase("secret")
                .doesNotContainIgnoringCase("credentials");
    }

    @Test
    void configHasTheResolversThatAreAsked() {
        assertThat(given().get("/v1/config").jsonPath().getList("Resolvers"))
                .isEqualTo(forwarding.inUse().stream()
                        .map(upstream -> RdataText.of(upstream.address().getAddress()))
                        .toList());
    }

    @Test
    void enumerateTellsTasksWithTheirRecords() {
        given().get("/v1/enumerate")
                .then()
                .statusCode(200)
                .body(startsWith("{\"frameworks\":[{\"tasks\":[{\"name\":\""))
                .body("frameworks.find { it.name == 'billing' }.tasks.findAll { it.name == 'api' }.size()", equalTo(2))
                .body(
                        "frameworks.find { it.name == 'billing' }.tasks.find { it.name == 'api' }.records.name.toSorted()",
                        equalTo(List.of("1.api.billing.swarm.", "_api._tcp.billing.swarm.", "api.billing.swarm.")))
                .body(
                        "frameworks.find { it.name == 'billing' }.tasks.find { it.name == 'api' }.records.rtype",
                        hasItems("A", "SRV"))
                .body(
                        "frameworks.find { it.name == 'billing' }.tasks.find { it.name == 'api' }.records.host",
                        hasItems("1.api.billing.swarm.:8080", "10.0.0.11"));
    }

    @Test
    void transferTellsTheZone() {
        given().get("/v1/axfr")
                .then()
                .statusCode(200)
                .body(startsWith("{\"TTL\":1,\"Serial\":"))
                .body("Mname", equalTo("ns.swarm."))
                .body("Domain", equalTo("swarm"))
                .body("Records.As.'api.billing.swarm.'", equalTo(List.of("10.0.0.11", "10.0.0.12")))
                .body(
                        "Records.SRVs.'_api._tcp.billing.swarm.'",
                        equalTo(List.of("1.api.billing.swarm.:8080", "2.api.billing.swarm.:8080")))
                .body("Records.AAAAs", not(equalTo(null)));
    }
}

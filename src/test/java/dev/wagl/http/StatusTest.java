package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.matchesPattern;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/status} of the demo cluster, and what every path has in common: its problems. */
@QuarkusTest
class StatusTest {

    @TestHTTPResource
    URL server;

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
    }

    @Test
    void statusTellsHowItIs() {
        given().get("/v1/status")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("domain", equalTo("swarm."))
                .body("sync.source", equalTo("swarm"))
                .body("sync.synced", equalTo(true))
                .body("sync.stale", equalTo(false))
                .body("sync.projections", greaterThan(0))
                .body("zone.generation", matchesPattern("[0-9a-f]{16}"))
                .body("zone.records.SOA", greaterThan(1))
                .body("endpoints[0].current", equalTo(true))
                .body("dns.addresses[0]", containsString("127.0.0.1:"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /v1/nothing,           404, there is no path",
        "GET,    /v2/status,            404, there is no path",
        "GET,    /v1,                   404, there is no path",
        "POST,   /v1/status,            405, 'GET, HEAD'",
        "DELETE, /v1/services/api,      405, 'GET, HEAD'",
        "POST,   /,                     405, 'GET, HEAD'",
        "PUT,    /page.js,              405, 'GET, HEAD'",
    })
    void whatIsNotThereIsAProblem(String method, String path, int status, String detail) {
        given().request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("detail", containsString(detail));
    }

    /** RFC 9110 9.3.7: what is allowed is told of what is there, the page's files included. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.css", "/page.js", "/v1/status"})
    void whatIsAllowedIsTold(String path) {
        String allowed = given().options(path).then().statusCode(200).extract().header("Allow");
        assertThat(allowed.split(", ")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.css", "/page.js", "/v1/records"})
    void aPreconditionThatFailsIsAProblem(String path) {
        given().header("If-Match", "\"other\"")
                .get(path)
                .then()
                .statusCode(412)
                .contentType("application/problem+json")
                .body("status", equalTo(412));
        given().header("If-Match", "\"other\"")
                .head(path)
                .then()
                .statusCode(412)
                .body(emptyString());
    }

    @Test
    void anUnacceptableTypeIsAProblem() {
        given().accept("image/png")
                .get("/v1/status")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("detail", containsString("application/json"));
    }

    @Test
    void aHeaderThatIsNotUnderstoodIsAProblem() {
        given().accept("application/json;q=2")
                .get("/v1/records")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("one of its headers"));
    }

    /** RFC 9112 3.2; no route is asked. */
    @Test
    void aRequestWithoutAHostIsAProblem() throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /v1/version HTTP/1.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "one of its headers");
        }
    }

    @Test
    void whatWasSentComesBackAsTextAlone() {
        given().urlEncodingEnabled(false)
                .get("/v1/%3Cscript%3Ealert(1)%3C/script%3E%0a%22")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .header("X-Content-Type-Options", "nosniff");
    }

    /** What has a tag may be kept and asked for again; the rest is true at the moment only. */
    @ParameterizedTest
    @CsvSource({
        "/v1/status,                       no-store",
        "/v1/lookup?name=api.billing.swarm, no-store",
        "/v1/explain/api,                  no-store",
        "/v1/hosts/api.billing.swarm,      no-store",
        "/v1/nothing,                      no-store",
        "/v1/services/nothing,             no-store",
        "/v1/services,                     no-cache",
        "/v1/records,                      no-cache",
        "/v1/records?name=swarm,           no-cache",
        "/v1/sd/prometheus,                no-cache",
    })
    void whatMayBeKeptIsTold(String path, String control) {
        given().get(path).then().header("Cache-Control", equalTo(control));
    }

    @Test
    void addressesAreShort() throws UnknownHostException {
        assertThat(StatusResource.text(new InetSocketAddress(InetAddress.getByName("::1"), 53)))
                .isEqualTo("[::1]:53");
        assertThat(StatusResource.text(new InetSocketAddress("127.0.0.1", 53))).isEqualTo("127.0.0.1:53");
    }

    @Test
    void headAnswersWithoutABody() {
        given().head("/v1/status").then().statusCode(200).contentType("application/json");
    }
}

package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** What the demo cluster publishes, as services, as records, as a zone file and as DNS would answer it. */
@QuarkusTest
class ZoneOverHttpTest {

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
    }

    @Test
    void servicesTellWhatIsPublishedAndWhatIsNot() {
        given().get("/v1/services")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .body("services.name", hasItem("api.billing.swarm."))
                .body("services.size()", greaterThan(5))
                .body("leftOut.reason", hasItem("illegal-name"));
    }

    @ParameterizedTest
    @CsvSource({"api.billing.swarm.", "api.billing.swarm", "api.billing", "API.Billing"})
    void aServiceIsFoundByItsName(String name) {
        given().get("/v1/services/" + name)
                .then()
                .statusCode(200)
                .body("name", equalTo("api.billing.swarm."))
                .body("service", equalTo("api"))
                .body("domain", equalTo("billing"))
                .body("sources[0].name", equalTo("api"))
                .body("sources[0].view", equalTo("node"))
                .body("endpoints.instance", containsInAnyOrder("1.api.billing.swarm.", "2.api.billing.swarm."))
                .body("endpoints.addresses.flatten()", containsInAnyOrder("10.0.0.11", "10.0.0.12"))
                .body("endpoints.port", everyItem(equalTo(8080)))
                .body("endpoints.state", everyItem(equalTo("ready")));
    }

    @Test
    void recordsAreThoseOfTheZone() {
        given().get("/v1/records?name=_api._tcp.billing.swarm&type=srv")
                .then()
                .statusCode(200)
                .body(
                        "records.data",
                        containsInAnyOrder("1 1 8080 1.api.billing.swarm.", "1 1 8080 2.api.billing.swarm."))
                .body("records.type", everyItem(equalTo("SRV")));
        given().get("/v1/records?type=SOA").then().body("records.name", hasItem("swarm."));
        given().get("/v1/records?name=swarm&type=ANY").then().body("records.type", hasItems("SOA", "NS"));
        given().get("/v1/records?name=nothing.swarm").then().statusCode(200).body("records", empty());
        given().get("/v1/records").then().body("records.size()", greaterThan(30));
    }

    @ParameterizedTest
    @CsvSource({"/v1/records.zone, */*", "/v1/records, text/dns"})
    void aZoneFileIsOneThatIsLoaded(String path, String accepted) throws Exception {
        byte[] file = given().accept(accepted)
                .get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith("text/dns"))
                .extract()
                .asByteArray();
        List<Record> records = new ArrayList<>();
        try (Master master = new Master(new ByteArrayInputStream(file), Name.root)) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
        }
        assertThat(records.get(0).getType()).isEqualTo(Type.SOA);
        assertThat(records)
                .filteredOn(record -> record.getName().toString().equals("api.billing.swarm."))
                .extracting(Record::rdataToString)
                .containsExactlyInAnyOrder("10.0.0.11", "10.0.0.12");
    }

    /** Once each: what is kept, packed or not, is for those alone who accept it. */
    @Test
    void whatTheAnswerVariesWithIsTold() {
        for (String condition : List.of("*", "\"other\"")) {
            assertThat(vary("/v1/records", condition)).containsExactlyInAnyOrder("Accept", "Accept-Encoding");
            assertThat(vary("/v1/records?name=swarm", condition)).containsExactly("Accept");
            assertThat(vary("/v1/services", condition)).containsExactly("Accept-Encoding");
        }
    }

    private static List<String> vary(String path, String condition) {
        return given().header("If-None-Match", condition).get(path).headers().getValues("Vary");
    }

    @Test
    void someRecordsAreLinesOfAZoneFile() {
        given().accept("text/dns")
                .get("/v1/records?name=_api._tcp.billing.swarm")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/dns"))
                .body(containsString("_api._tcp.billing.swarm. 1 IN SRV 1 1 8080 1.api.billing.swarm.\n"));
        given().accept("text/dns")
                .get("/v1/records?type=SRV")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/dns"))
                .body(containsString(" IN SRV "))
                .body(not(containsString(" IN A ")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/records              | text/html                                 | application/problem+json",
                "/v1/records              | application/xml                           | application/problem+json",
                "/v1/records              | */*;q=0                                   | application/problem+json",
                "/v1/records?name=swarm   | text/html                                 | application/problem+json",
                "/v1/records.zone         | application/json                          | application/problem+json",
                "/v1/records              | */*                                       | application/json",
                "/v1/records              | text/dns;q=0.5, application/json;q=0.4    | text/dns",
                "/v1/records              | text/dns;q=0.4, application/json;q=0.5    | application/json",
                "/v1/records?name=swarm   | text/*                                    | text/dns",
                "/v1/records?name=swarm   | text/html, */*;q=0.8                      | application/json",
            })
    void theTypeIsOneThatIsAccepted(String path, String accepted, String type) {
        given().accept(accepted)
                .get(path)
                .then()
                .statusCode(type.contains("problem") ? 406 : 200)
                .contentType(startsWith(type));
    }

    @Test
    void aReverseNameHasAFileOfItsOwn() {
        given().get("/v1/records.zone?apex=11.0.0.10.in-addr.arpa")
                .then()
                .statusCode(200)
                .body(startsWith("11.0.0.10.in-addr.arpa. "))
                .body(containsString("IN PTR manager1.node.swarm."));
        given().get("/v1/records.zone?apex=api.billing.swarm")
                .then()
                .statusCode(404)
                .body("detail", containsString("is no apex"));
    }

    @ParameterizedTest
    @CsvSource({"/v1/records", "/v1/records.zone"})
    void whatIsKnownAlreadyIsNotSentAgain(String path) {
        Response first = given().get(path);
        assertThat(first.header("ETag")).matches("\"[0-9a-f]{16}-\\d+-(json|zone)(-gzip)?\"");
        // The demo cluster may have moved between the two.
        Response second = given().header("If-None-Match", first.header("ETag")).get(path);
        if (second.header("ETag").equals(first.header("ETag"))) {
            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.asByteArray()).isEmpty();
        }
        given().header("If-None-Match", "\"another\"").get(path).then().statusCode(200);
        given().head(path).then().statusCode(200).header("ETag", startsWith("\""));
    }

    /** RFC 9110 13.1.2: the comparison is weak; 15.4.5: what is not sent has the headers of what would be. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/services", "/v1/records", "/v1/records?name=swarm", "/v1/records.zone", "/page.js"})
    void whatIsKnownIsComparedWeakly(String path) {
        for (String known : List.of("%s", "W/%s", "\"other\" , W/%s", "*")) {
            // The demo cluster may have moved between the two.
            await().untilAsserted(() -> {
                Response first = given().get(path);
                Response second = given().header("If-None-Match", known.formatted(first.header("ETag")))
                        .get(path);
                assertThat(second.statusCode()).as(known).isEqualTo(304);
                assertThat(second.asByteArray()).isEmpty();
                for (String header : List.of("ETag", "Vary", "Cache-Control")) {
                    assertThat(second.header(header)).as(header).isEqualTo(first.header(header));
                }
            });
        }
        for (String known : List.of("\"other\"", "W/\"other\"", "unquoted", ",")) {
            given().header("If-None-Match", known).get(path).then().statusCode(200);
        }
        for (String wanted : List.of("\"other\"", "W/%s")) {
            String tag = given().get(path).header("ETag");
            given().header("If-Match", wanted.formatted(tag)).get(path).then().statusCode(412);
        }
        given().header("If-Match", "*").get(path).then().statusCode(200);
    }

    @Test
    void aLookupIsWhatDnsAnswers() {
        given().get("/v1/lookup?name=_api._tcp.billing.swarm&type=SRV")
                .then()
                .statusCode(200)
                .body("rcode", equalTo("NOERROR"))
                .body("flags", containsInAnyOrder("qr", "aa", "rd", "ra"))
                .body("transport", equalTo("udp"))
                .body("question.name", equalTo("_api._tcp.billing.swarm."))
                .body(
                        "answer.data",
                        containsInAnyOrder("1 1 8080 1.api.billing.swarm.", "1 1 8080 2.api.billing.swarm."))
                .body("additional.name", containsInAnyOrder("1.api.billing.swarm.", "2.api.billing.swarm."))
                .body("additional.data", containsInAnyOrder("10.0.0.11", "10.0.0.12"));
        given().get("/v1/lookup?name=nothing.swarm")
                .then()
                .body("rcode", equalTo("NXDOMAIN"))
                .body("authority[0].type", equalTo("SOA"))
                .body("authority[0].name", equalTo("swarm."));
    }

    /** DNS asks no upstream for them, either. */
    @ParameterizedTest
    @CsvSource({
        "localhost,                  A,   NOERROR,  answer.data[0],     127.0.0.1",
        "1.0.0.127.in-addr.arpa,     PTR, NOERROR,  answer.data[0],     localhost.",
        "x.test,                     A,   NXDOMAIN, extendedError.text, special-use or private name",
        "foo.invalid,                A,   NXDOMAIN, authority.name[0],  invalid.",
        "5.0.168.192.in-addr.arpa,   PTR, NXDOMAIN, authority.name[0],  168.192.in-addr.arpa.",
    })
    void aLookupOfASpecialNameIsWhatDnsAnswers(String name, String type, String rcode, String field, String value) {
        given().get("/v1/lookup?name=" + name + "&type=" + type)
                .then()
                .statusCode(200)
                .body("rcode", equalTo(rcode))
                .body("flags", hasItem("aa"))
                .body(field, startsWith(value));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/lookup,                                    400, no name is given",
        "/v1/lookup?name=,                              400, the parameter name has no value",
        "/v1/lookup?name=.api,                          400, has an empty label",
        "/v1/lookup?name=example.org.,                  404, outside the zone: DNS forwards it",
        "/v1/lookup?name=a..b,                          400, has an empty label",
        "/v1/lookup?name=api&type=NONSENSE,             400, there is no record type 'NONSENSE'",
        "/v1/lookup?name=api&type=TYPE65536,            400, there is no record type",
        "/v1/records?name=a..b,                         400, has an empty label",
        "/v1/records?name=,                             400, the parameter name has no value",
        "/v1/records?nmae=api,                          400, there is no parameter 'nmae'; there are: name",
        "/v1/records?name=api&name=db,                  400, the parameter name is given 2 times",
        "/v1/status?verbose,                            400, there is no parameter 'verbose' here",
        "/v1/records.zone?apex=a..b,                    400, has an empty label",
        "/v1/records.zone?apex=nothing.example,         404, is no apex",
        "/v1/services/nothing,                          404, /v1/explain/nothing.swarm.",
        "/v1/services/a..b,                             400, has an empty label",
        "/v1/services/api.billing.example.,             404, no service publishes the name",
    })
    void badInputIsAProblemThatSaysWhatIsWrong(String path, int status, String detail) {
        given().get(path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("detail", containsString(detail));
    }

    /** What is suggested can be asked as it stands. */
    @Test
    void aSuggestedPathIsEscaped() {
        String detail = given().urlEncodingEnabled(false)
                .get("/v1/services/a%2Fb%20%3F%C3%BC")
                .then()
                .statusCode(404)
                .extract()
                .path("detail");
        Matcher path = Pattern.compile("/v1/explain/\\S+(?= tells)").matcher(detail);
        assertThat(path.find()).as(detail).isTrue();
        given().urlEncodingEnabled(false)
                .get(path.group())
                .then()
                .statusCode(200)
                .body("text", equalTo("nothing of this name is known"))
                .body("asked", equalTo("a/b\\032?\\195\\188.swarm."));
    }

    @Test
    void aNameThatIsTooLongIsCutInTheProblem() {
        given().get("/v1/lookup?name=" + "x".repeat(3_000))
                .then()
                .statusCode(400)
                .body(
                        "detail.length()",
                        equalTo("the name 'xxx".length()
                                + 97
                                + "...' has a label longer than 63 octets; write for example api.billing.swarm."
                                        .length()));
    }
}

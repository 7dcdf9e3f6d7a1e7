package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the OpenAPI document against the paths there are, and against what they really answer. */
@QuarkusTest
class OpenApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Inject
    SyncState state;

    @TestHTTPResource("/v1/events")
    URL events;

    private JsonNode document;

    @BeforeEach
    void read() throws Exception {
        Demo.awaitReady();
        document = JSON.readTree(given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }

    @Test
    void everyPathIsDocumented() {
        TreeSet<String> documented = new TreeSet<>();
        document.get("paths").fieldNames().forEachRemaining(documented::add);
        assertThat(documented).isEqualTo(paths());
        assertThat(document.at("/info/title").asText()).isEqualTo("wagl");
    }

    @ParameterizedTest
    @CsvSource({
        "/q/openapi,             */*,              application/yaml",
        "/q/openapi,             text/html,        application/yaml",
        "/q/openapi,             application/json, application/json",
        "/q/openapi/,            application/json, application/json",
        "/q/openapi?format=JSON, */*,              application/json",
        "/q/openapi?format=yaml, */*,              application/yaml",
        "/q/openapi?format=xml,  */*,              application/yaml",
        "/q/openapi.json,        application/yaml, application/json",
        "/q/openapi.yaml,        application/json, application/yaml",
        "/q/openapi.yml,         */*,              application/yaml",
    })
    void itIsServedInBothFormats(String path, String accept, String type) throws Exception {
        Response answer = given().accept(accept).get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo(type + ";charset=UTF-8");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        ObjectMapper mapper = type.equals("application/json") ? JSON : new ObjectMapper(new YAMLFactory());
        assertThat(mapper.readTree(answer.asByteArray())).isEqualTo(document);
        given().accept(accept)
                .header("If-None-Match", answer.header("ETag"))
                .get(path)
                .then()
                .statusCode(304);
        assertThat(given().accept(accept).head(path).header("Content-Length"))
                .isEqualTo(Integer.toString(answer.asByteArray().length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/openapi", "/q/openapi.json", "/q/openapi.yaml", "/q/openapi.yml"})
    void itIsOnlyRead(String path) {
        given().delete(path).then().statusCode(405).header("Allow", Problems.ALLOWED);
        given().options(path).then().statusCode(200).header("Allow", Problems.ALLOWED);
    }

    private static TreeSet<String> paths() {
        TreeSet<String> paths = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter().importPackages("dev.wagl.http")) {
            if (type.isAnnotatedWith(Path.class)) {
                for (JavaMethod method : type.getMethods()) {
                    if (method.isAnnotatedWith(GET.class)) {
                        String below = method.isAnnotatedWith(Path.class)
                                ? "/" + method.getAnnotationOfType(Path.class).value()
                                : "";
                        paths.add(type.getAnnotationOfType(Path.class).value() + below);
                    }
                }
            }
        }
        return paths;
    }

    @Test
    void everyOperationSaysWhatItIsFor() {
        document.get("paths")
                .properties()
                .forEach(path -> assertThat(path.getValue().at("/get/summary").asText())
                        .as(path.getKey())
                        .isNotBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/status,              /v1/status",
        "/v1/services,            /v1/services",
        "/v1/services/{name},     /v1/services/api.billing",
        "/v1/records,             /v1/records",
        "/v1/lookup,              /v1/lookup?name=_api._tcp.billing.swarm&type=SRV",
        "/v1/lookup,              /v1/lookup?name=nothing.swarm",
        "/v1/explain/{what},      /v1/explain/shop_web",
        "/v1/explain/{what},      /v1/explain/nothing",
        "/v1/sd/prometheus,       /v1/sd/prometheus?role=nodes",
        "/v1/hosts/{host},        /v1/hosts/api.billing.swarm",
        "/v1/enumerate,           /v1/enumerate",
        "/v1/axfr,                /v1/axfr",
        "/v1/version,             /v1/version",
        "/v1/config,              /v1/config",
    })
    void whatIsAnsweredIsWhatIsDocumented(String path, String request) throws Exception {
        JsonNode schema = document.get("paths")
                .get(path)
                .at("/get/responses/200/content")
                .get("application/json")
                .get("schema");
        JsonNode answer = JSON.readTree(
                given().get(request).then().statusCode(200).extract().asString());
        List<String> wrong = new ArrayList<>();
        check(answer, schema, "", wrong);
        assertThat(wrong).isEmpty();
    }

    /** Who comes back after too long is told both kinds of data: where the zone stands, and then what is published. */
    @Test
    void whatEventsTellIsWhatIsDocumented() throws Exception {
        JsonNode kinds = responses("/v1/events").at("/200/content/text~1event-stream/schema/oneOf");
        HttpRequest request = HttpRequest.newBuilder(events.toURI())
                .header("Last-Event-ID", "0123456789abcdef")
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<InputStream> answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader told = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            assertThat(kindsOf(data(told, "read-anew"), kinds)).containsExactly("ZoneStands");
            PublicationsTest.add(state.publications(), "%016x".formatted(System.nanoTime()), 1);
            assertThat(kindsOf(data(told, "zone"), kinds)).containsExactly("ZoneChange");
        }
    }

    /** Of the next event that has the name. */
    private static JsonNode data(BufferedReader told, String event) throws Exception {
        boolean begun = false;
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            begun |= line.matches("event: ?" + event);
            if (begun && line.startsWith("data:")) {
                return JSON.readTree(line.substring("data:".length()));
            }
        }
        throw new AssertionError("the events end before " + event);
    }

    /** The kinds that have these fields and no others. */
    private List<String> kindsOf(JsonNode data, JsonNode kinds) {
        List<String> fitting = new ArrayList<>();
        for (JsonNode kind : kinds) {
            List<String> wrong = new ArrayList<>();
            check(data, kind, "", wrong);
            if (wrong.isEmpty() && resolve(kind).path("properties").size() == data.size()) {
                fitting.add(kind.path("$ref").asText().replaceAll(".*/", ""));
            }
        }
        return fitting;
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/status,              /v1/status?x=1,                                   400",
        "/v1/services,            /v1/services?x=1,                                 400",
        "/v1/services/{name},     /v1/services/a..b,                                400",
        "/v1/services/{name},     /v1/services/nothing,                             404",
        "/v1/records,             /v1/records?type=NONSENSE,                        400",
        "/v1/records.zone,        /v1/records.zone?apex=a..b,                       400",
        "/v1/records.zone,        /v1/records.zone?apex=nothing.example,            404",
        "/v1/lookup,              /v1/lookup,                                       400",
        "/v1/lookup,              /v1/lookup?name=example.org.,                     404",
        "/v1/explain/{what},      /v1/explain/a?x=1,                                400",
        "/v1/events,              /v1/events?x=1,                                   400",
        "/v1/sd/prometheus,       /v1/sd/prometheus?role=pods,                      400",
        "/v1/hosts/{host}/ports,  /v1/hosts/a/ports,                                501",
    })
    void anErrorIsWhatIsDocumented(String path, String request, int status) throws Exception {
        isDocumented(path, given().get(request), status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/services",
                "/v1/records",
                "/v1/records.zone",
                "/v1/sd/prometheus",
                "/v1/enumerate",
                "/v1/axfr"
            })
    void whatIsKnownAlreadyIsDocumented(String path) throws Exception {
        assertThat(responses(path).has("304")).isTrue();
        isDocumented(path, given().header("If-None-Match", "*").get(path), 304);
    }

    /** That of no successful sync, and that of many at once: see BeforeTheFirstSyncTest and LargeAnswersTest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/services", "/v1/services/{name}", "/v1/records", "/v1/records.zone", "/v1/explain/{what}",
                "/v1/events", "/v1/sd/prometheus", "/v1/hosts/{host}", "/v1/enumerate", "/v1/axfr"
            })
    void whatMayBeUnavailableIsDocumented(String path) {
        assertThat(responses(path).has("503")).isTrue();
        assertThat(resolve(responses(path).get("503")).path("content").has("application/problem+json"))
                .isTrue();
    }

    private JsonNode responses(String path) {
        return document.get("paths").get(path).at("/get/responses");
    }

    private void isDocumented(String path, Response answer, int status) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        String code = Integer.toString(status);
        JsonNode meant = resolve(
                responses(path).has(code)
                        ? responses(path).get(code)
                        : responses(path).get("default"));
        if (answer.asByteArray().length == 0) {
            assertThat(meant.has("content")).isFalse();
            return;
        }
        String type = answer.contentType().replaceAll(";.*", "");
        assertThat(meant.path("content").has(type)).as("%s of %s", type, meant).isTrue();
        if (type.equals("application/problem+json")) {
            List<String> wrong = new ArrayList<>();
            check(
                    JSON.readTree(answer.asString()),
                    meant.path("content").path(type).path("schema"),
                    "",
                    wrong);
            assertThat(wrong).isEmpty();
        }
    }

    /** Every example has the type that the schema says. */
    @Test
    void examplesAreValid() {
        List<String> wrong = new ArrayList<>();
        int[] examples = {0};
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property -> property.getValue()
                                .path("examples")
                                .forEach(example -> {
                                    examples[0]++;
                                    check(
                                            example,
                                            property.getValue(),
                                            schema.getKey() + "." + property.getKey(),
                                            wrong);
                                })));
        assertThat(wrong).isEmpty();
        assertThat(examples[0]).isGreaterThan(30);
    }

    @Test
    void aCheckCanFail() throws Exception {
        List<String> wrong = new ArrayList<>();
        check(JSON.readTree("{\"title\": 1, \"more\": true}"), document.at("/components/schemas/Problem"), "", wrong);
        assertThat(wrong).hasSize(2);
    }

    private void check(JsonNode value, JsonNode schema, String where, List<String> wrong) {
        JsonNode meant = resolve(schema);
        switch (type(meant)) {
            case "object" -> checkObject(value, meant, where, wrong);
            case "array" -> {
                expect(value.isArray(), "an array", where, value, wrong);
                for (JsonNode element : value) {
                    check(element, meant.path("items"), where + "[]", wrong);
                }
            }
            case "string" -> expect(value.isTextual(), "a string", where, value, wrong);
            case "integer" -> expect(value.isIntegralNumber(), "an integer", where, value, wrong);
            case "number" -> expect(value.isNumber(), "a number", where, value, wrong);
            case "boolean" -> expect(value.isBoolean(), "a boolean", where, value, wrong);
            default -> wrong.add(where + ": has no type in the document: " + meant);
        }
    }

    private void checkObject(JsonNode value, JsonNode schema, String where, List<String> wrong) {
        expect(value.isObject(), "an object", where, value, wrong);
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode property = known.isMissingNode() ? schema.path("additionalProperties") : known;
            if (property.isMissingNode()) {
                wrong.add(where + "." + field.getKey() + ": is not documented");
            } else {
                check(field.getValue(), property, where + "." + field.getKey(), wrong);
            }
        }
    }

    /** A reference may stand beside a description, or in allOf. */
    private JsonNode resolve(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asText();
            return resolve(document.at(name.substring(name.indexOf('#') + 1)));
        }
        for (String of : List.of("allOf", "anyOf")) {
            for (JsonNode part : schema.path(of)) {
                if (part.has("$ref")) {
                    return resolve(part);
                }
            }
        }
        return schema;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(0).asText() : type.asText();
    }

    private static void expect(boolean held, String what, String where, JsonNode value, List<String> wrong) {
        if (!held) {
            wrong.add(where + ": is not " + what + " but " + value);
        }
    }
}

package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as a client sees it; what it answers to nonsense is what engine 20.10 answered. */
class EngineApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ClusterModel model;
    private static DemoCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        model = DemoCluster.settledModel(2015, Instant.parse("2026-03-01T10:00:00Z"));
        cluster = DemoCluster.serve(model);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_ping", "/v1.41/_ping", "/v1.12/_ping"})
    void ping(String path) throws Exception {
        var response = send("GET", path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("OK");
        assertThat(response.headers().firstValue("Api-Version")).contains("1.41");
        assertThat(response.headers().firstValue("Ostype")).contains("linux");
    }

    @Test
    void headHasNoBody() throws Exception {
        var response = send("HEAD", "/_ping");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Length")).contains("2");
        assertThat(send("HEAD", "/events").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void itIsOnlyRead(String method) throws Exception {
        var response = send(method, "/services/api");
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("GET, HEAD");
        assertThat(message(response)).isEqualTo("the demo cluster is only read, not " + method);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/services/nope     | 404 | service nope not found",
                "/tasks/nope        | 404 | task nope not found",
                "/nodes/nope        | 404 | node nope not found",
                "/networks/nope     | 404 | network nope not found",
                "/                  | 404 | page not found",
                "/foo               | 404 | page not found",
                "/services/         | 404 | page not found",
                "/services/api/logs | 404 | page not found",
                "/v1.41             | 404 | page not found",
                "/vx/info           | 404 | page not found",
                "/v1.99/info        | 400 | client version 1.99 is too new. Maximum supported API version is 1.41",
                "/v2.0/info         | 400 | client version 2.0 is too new. Maximum supported API version is 1.41",
                "/events?since=noon | 400 | since: Unix seconds are expected, not noon",
                "/events?until=1e99 | 400 | until: Unix seconds are expected, not 1e99",
                "/events?since=-1   | 400 | since: Unix seconds are expected, not -1",
                "/events?since=9999999999999 | 400 | since: Unix seconds are expected, not 9999999999999",
            })
    void errorsAreDockers(String path, int status, String message) throws Exception {
        var response = send("GET", path);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(message(response)).isEqualTo(message);
    }

    @Test
    void aClientThatIsTooOldIsToldSo() throws Exception {
        var response = send("GET", "/v1.11/info");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(message(response))
                .startsWith("client version 1.11 is too old. Minimum supported API version is 1.12");
        assertThat(send("GET", "/v1.99999999999/info").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tasks    | {'bad':['a']}            | 400 | Invalid filter 'bad'",
                "/services | {'bad':['a']}            | 400 | Invalid filter 'bad'",
                "/nodes    | {'bad':['a']}            | 400 | Invalid filter 'bad'",
                "/networks | {'bad':['a']}            | 400 | Invalid filter 'bad'",
                "/tasks    | {'desired-state':['up']} | 500 | Invalid desired-state filter: 'up'",
                "/tasks    | {'service':['nope']}     | 404 | service nope not found",
                "/tasks    | {'node':['nope']}        | 404 | node nope not found",
                "/tasks    | []                       | 500 | filters: a JSON object is expected, not []",
            })
    void badFilters(String path, String filters, int status, String message) throws Exception {
        var response = send("GET", path + "?filters=" + encode(filters));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(message(response)).isEqualTo(message);
        assertThat(send("GET", path + "?filters=" + encode("{'x")).statusCode()).isEqualTo(500);
    }

    @Test
    void serviceStatusOnlyIfAskedFor() throws Exception {
        assertThat(get("/services")).noneMatch(service -> service.has("ServiceStatus"));
        assertThat(get("/services?status=false")).noneMatch(service -> service.has("ServiceStatus"));
        var services = get("/v1.41/services?status=true");
        assertThat(services).hasSize(19).allMatch(service -> service.has("ServiceStatus"));
        var api = find(services, "/Spec/Name", "api");
        assertThat(api.at("/ServiceStatus").toString())
                .isEqualTo("{\"RunningTasks\":2,\"DesiredTasks\":2,\"CompletedTasks\":0}");
    }

    @Test
    void listsAreSortedById() throws Exception {
        for (var path : List.of("/services", "/tasks", "/nodes")) {
            var ids = new ArrayList<String>();
            get(path).forEach(one -> ids.add(one.get("ID").asText()));
            assertThat(ids).isNotEmpty().isSorted();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/services | {'name':['api']}                                   | 1",
                "/services | {'name':{'api':true}}                              | 1",
                "/services | {'name':['billing_pay']}                           | 2",
                "/services | {'name':['api','billing_db']}                      | 2",
                "/services | {'name':['nope']}                                  | 0",
                "/services | {'label':['dns.service']}                          | 16",
                "/services | {'label':['dns.service=pay']}                      | 2",
                "/services | {'label':['dns.service=pay','dns.weight=10']}      | 1",
                "/services | {'mode':['global']}                                | 1",
                "/services | {'mode':['replicated-job']}                        | 1",
                "/tasks    | {'service':['api']}                                | 2",
                "/tasks    | {'service':['api','billing_db']}                   | 3",
                "/tasks    | {'service':['api'],'node':['worker1']}             | 1",
                "/tasks    | {'service':['api'],'node':['self']}                | 1",
                "/tasks    | {'service':['api'],'desired-state':['shutdown']}   | 0",
                "/tasks    | {'service':['api'],'desired-state':['RUNNING']}    | 2",
                "/tasks    | {'name':['api.1']}                                 | 1",
                "/tasks    | {'label':['com.docker.stack.namespace=wagl']}      | 1",
                "/nodes    | {'role':['worker']}                                | 2",
                "/nodes    | {'name':['manager1']}                              | 1",
                "/nodes    | {'node.label':['zone=a']}                          | 1",
                "/nodes    | {'label':['zone=a']}                               | 0",
                "/nodes    | {'membership':['pending']}                         | 0",
                "/networks | {'scope':['swarm']}                                | 4",
                "/networks | {'driver':['bridge']}                              | 2",
                "/networks | {'name':['bridge'],'type':['custom']}              | 1",
            })
    void filters(String path, String filters, int count) throws Exception {
        assertThat(get(path + "?filters=" + encode(filters))).hasSize(count);
    }

    @Test
    void filtersById() throws Exception {
        var id = model.service("api").tasks.get(0).id;
        assertThat(get("/tasks?filters=" + encode("{'id':['" + id + "']}"))).hasSize(1);
        assertThat(get("/tasks?filters=" + encode("{'id':['" + id.substring(0, 12) + "']}")))
                .hasSize(1);
    }

    @Test
    void oneObjectByIdNameOrBeginningOfItsId() throws Exception {
        var service = model.service("api");
        for (var reference : List.of(service.id, "api", service.id.substring(0, 10))) {
            assertThat(get("/services/" + reference).get("ID").asText()).isEqualTo(service.id);
        }
        var task = service.tasks.get(0);
        for (var reference : List.of(task.id, "api.1." + task.id, task.id.substring(0, 10))) {
            assertThat(get("/v1.40/tasks/" + reference).get("ID").asText()).isEqualTo(task.id);
        }
        assertThat(get("/nodes/self").at("/Description/Hostname").asText()).isEqualTo("manager1");
        assertThat(get("/nodes/worker1").at("/Status/Addr").asText()).isEqualTo("10.0.0.12");
        assertThat(get("/networks/edge").at("/EnableIPv6").asBoolean()).isTrue();
    }

    @Test
    void theManagerIsToldAsARealLeaderTellsItself() throws Exception {
        var manager = find(get("/nodes"), "/Description/Hostname", "manager1");
        assertThat(manager.at("/Status/Addr").asText()).isEqualTo("0.0.0.0");
        assertThat(manager.at("/ManagerStatus").toString())
                .isEqualTo("{\"Leader\":true,\"Reachability\":\"reachable\",\"Addr\":\"10.0.0.11:2377\"}");
        assertThat(get("/info").at("/Swarm/NodeID")).isEqualTo(manager.get("ID"));
        assertThat(find(get("/nodes"), "/Description/Hostname", "worker1").has("ManagerStatus"))
                .isFalse();
    }

    @Test
    void portsAddressesAndVirtualIpsAreWhereTheEngineHasThem() throws Exception {
        var api = get("/tasks?filters=" + encode("{'name':['api.1']}")).get(0);
        var port = "{\"Protocol\":\"tcp\",\"TargetPort\":80,\"PublishedPort\":8080,\"PublishMode\":\"host\"}";
        assertThat(api.at("/Status/PortStatus/Ports").toString()).isEqualTo("[" + port + "," + port + "]");
        assertThat(api.at("/NetworksAttachments/0/Addresses/0").asText()).matches("10\\.20\\.1\\.\\d+/24");

        var exporter = get("/services/monitoring_node-exporter");
        assertThat(exporter.at("/Endpoint/Ports/0/Name").asText()).isEqualTo("metrics");
        var web = get("/services/shop_web");
        assertThat(web.at("/Endpoint/VirtualIPs")).hasSize(2);
        assertThat(web.at("/Endpoint/VirtualIPs/0/Addr").asText()).matches("10\\.20\\.0\\.\\d+/24");
        assertThat(get("/services/monitoring_elastic").at("/Endpoint").toString())
                .isEqualTo("{\"Spec\":{}}");

        var edge = get("/tasks?filters=" + encode("{'name':['shop_edge.1']}")).get(0);
        var addresses = edge.at("/NetworksAttachments/0/Addresses");
        assertThat(addresses.get(0).asText()).matches("10\\.20\\.3\\.\\d+/24");
        assertThat(addresses.get(1).asText()).matches("fd00:20:3::[0-9a-f]+/64");
    }

    @Test
    void theSameSeedIsTheSameCluster() throws Exception {
        assertThat(tasks(2015)).isEqualTo(send("GET", "/tasks").body());
        assertThat(tasks(2016)).isNotEqualTo(tasks(2015));
    }

    private static String tasks(long seed) {
        var other = DemoCluster.settledModel(seed, Instant.parse("2026-03-01T10:00:00Z"));
        return new EngineLists(other, new EngineJson(other)).tasks(Filters.NONE).toString();
    }

    private static JsonNode find(JsonNode list, String pointer, String value) {
        for (var one : list) {
            if (one.at(pointer).asText().equals(value)) {
                return one;
            }
        }
        throw new AssertionError("no " + value + " in " + list);
    }

    private static JsonNode get(String path) throws Exception {
        var response = send("GET", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JSON.readTree(response.body());
    }

    private static String message(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body()).get("message").asText();
    }

    private static HttpResponse<String> send(String method, String path) throws Exception {
        var uri = URI.create(cluster.endpoint().replace("tcp://", "http://") + path);
        var request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String encode(String filters) {
        return URLEncoder.encode(filters.replace('\'', '"'), StandardCharsets.UTF_8);
    }
}

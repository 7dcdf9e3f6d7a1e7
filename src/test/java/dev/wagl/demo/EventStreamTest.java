package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code GET /events}: delivered at once, filtered, replayed, ended. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private ClusterModel model;
    private DemoCluster cluster;

    @BeforeEach
    void start() throws IOException {
        model = DemoCluster.settledModel(1, NOW);
        cluster = DemoCluster.serve(model);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whatHappensIsToldWhileTheStreamIsOpen() throws Exception {
        try (var events = listen("")) {
            model.drain("worker2");
            var node = JSON.readTree(events.readLine());
            assertThat(node.get("Type").asText()).isEqualTo("node");
            assertThat(node.get("Action").asText()).isEqualTo("update");
            assertThat(node.at("/Actor/Attributes").toString())
                    .isEqualTo("{\"availability.new\":\"drain\",\"availability.old\":\"active\",\"name\":\"worker2\"}");
            assertThat(node.get("scope").asText()).isEqualTo("swarm");

            model.update("api", draft -> draft.replicas(3));
            var scaled = JSON.readTree(events.readLine());
            assertThat(scaled.at("/Actor/ID").asText()).isEqualTo(model.service("api").id);
            assertThat(scaled.at("/Actor/Attributes").toString())
                    .isEqualTo("{\"name\":\"api\",\"replicas.new\":\"3\",\"replicas.old\":\"2\"}");
            assertThat(scaled.get("timeNano").asLong() / 1_000_000_000)
                    .isEqualTo(scaled.get("time").asLong())
                    .isEqualTo(NOW.getEpochSecond());
        }
    }

    @Test
    void anUpdateIsToldThreeTimes() throws Exception {
        try (var events = listen("?filters=" + filter("{'type':['service']}"))) {
            model.update("billing_db", draft -> draft.image("postgres:16.5"));
            assertThat(attribute(events, "updatestate.new")).isEmpty();
            assertThat(attribute(events, "updatestate.new")).isEqualTo("updating");
            for (int i = 0; i < 300; i++) {
                model.tick();
            }
            assertThat(attribute(events, "updatestate.new")).isEqualTo("completed");
        }
    }

    private static String attribute(BufferedReader events, String name) throws IOException {
        return JSON.readTree(events.readLine())
                .at("/Actor/Attributes")
                .path(name)
                .asText();
    }

    @Test
    void onlyWhatPassesTheFilters() throws Exception {
        try (var events = listen("?filters=" + filter("{'type':{'node':true},'event':['update']}"))) {
            model.update("api", draft -> draft.replicas(3));
            model.lose("worker2");
            assertThat(JSON.readTree(events.readLine()).get("Type").asText()).isEqualTo("node");
        }
        try (var events = listen("?filters=" + filter("{'service':['billing_db']}"))) {
            model.recover("worker2");
            model.update("api", draft -> draft.replicas(2));
            model.update("billing_db", draft -> draft.label("dns.ttl", "1"));
            assertThat(JSON.readTree(events.readLine())
                            .at("/Actor/Attributes/name")
                            .asText())
                    .isEqualTo("billing_db");
        }
    }

    @Test
    void thePastIsReplayedAndAnEndIsKept() throws Exception {
        model.drain("worker2");
        var from = NOW.getEpochSecond();
        try (var events = listen("?since=" + from + "&until=" + (from + 1) + ".5")) {
            for (int i = 0; i < 20; i++) {
                model.tick();
            }
            List<JsonNode> all = events.lines().map(EventStreamTest::json).toList();
            assertThat(all).isNotEmpty();
            assertThat(all.get(0).get("Type").asText()).isEqualTo("node");
            assertThat(all).allMatch(event -> event.get("timeNano").asLong() <= (from * 1000 + 1500) * 1_000_000L);
        }
        try (var events = listen("?since=0&until=1")) {
            assertThat(events.readLine()).isNull();
        }
    }

    @Test
    void theRingForgets() throws Exception {
        for (int i = 0; i < 300; i++) {
            model.drain("worker2");
            model.activate("worker2");
        }
        try (var subscription = model.events.subscribe(Instant.EPOCH)) {
            int count = 0;
            while (subscription.next(Duration.ZERO) != null) {
                count++;
            }
            assertThat(count).isEqualTo(256);
        }
    }

    @Test
    void aListenerThatLeavesIsForgotten() throws Exception {
        var events = listen("");
        assertThat(model.events.listeners()).isEqualTo(1);
        events.close();
        await().untilAsserted(() -> {
            model.drain("worker2");
            model.activate("worker2");
            assertThat(model.events.listeners()).isZero();
        });
    }

    @Test
    void closingTheClusterEndsTheStream() throws Exception {
        var events = listen("");
        cluster.close();
        try {
            assertThat(events.readLine()).isNull();
        } catch (IOException cut) {
            assertThat(cut).hasMessageContaining("closed");
        }
        await().untilAsserted(() -> assertThat(model.events.listeners()).isZero());
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    private BufferedReader listen(String query) throws Exception {
        var uri = URI.create(cluster.endpoint().replace("tcp://", "http://") + "/v1.41/events" + query);
        var response = CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String filter(String filters) {
        return URLEncoder.encode(filters.replace('\'', '"'), StandardCharsets.UTF_8);
    }
}

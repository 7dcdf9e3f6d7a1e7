package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.wagl.sync.Publications;
import dev.wagl.sync.PublicationsTest;
import dev.wagl.sync.SyncState;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /v1/events} over real sockets, with readers quick, slow and gone. */
@QuarkusTest
class EventsTest {

    /** Within this it is known that a connection is gone, by {@link Follower#STUCK} at the latest. */
    private static final Duration MOMENT = Duration.ofSeconds(90);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Inject
    SyncState state;

    @TestHTTPResource
    URL server;

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
        await().atMost(MOMENT).until(() -> publications().followers() == 0);
    }

    /** A proxy that kept them would tell nobody of anything. */
    @Test
    void noProxyKeepsThem() throws IOException {
        try (Client client = new Client(null)) {
            assertThat(client.readTo("data:").stream().map(line -> line.toLowerCase(Locale.ROOT)))
                    .contains("cache-control: no-cache", "x-accel-buffering: no");
        }
        given().head("/v1/events").then().header("Cache-Control", "no-cache");
    }

    private Publications publications() {
        return state.publications();
    }

    private String publish(int names) {
        String generation = "%016x".formatted(0xE7E7_0000_0000L + NUMBER.incrementAndGet());
        PublicationsTest.add(publications(), generation, names);
        return generation;
    }

    /** A client that reads as much as it likes. */
    private final class Client implements AutoCloseable {

        private final Socket socket = new Socket();
        private final BufferedReader reader;

        Client(String lastEventId) throws IOException {
            // A small window, so that little that is not read lies in the kernels.
            socket.setReceiveBufferSize(4 << 10);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            socket.setSoTimeout(20_000);
            String last = lastEventId == null ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            socket.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\nHost: wagl\r\nAccept: text/event-stream\r\n"
                                    + "Connection: close\r\n" + last + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Reads up to the line; returns the lines until there, with it. */
        List<String> readTo(String wanted) throws IOException {
            List<String> lines = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.contains(wanted)) {
                    return lines;
                }
            }
            throw new AssertionError("the stream ended before " + wanted);
        }

        void readToTheEnd(List<String> lines) throws IOException {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whoFollowsIsToldWhereTheZoneStandsAndThenEachPublication() throws IOException {
        try (Client client = new Client(null)) {
            List<String> beginning = client.readTo("data:");
            assertThat(beginning).anyMatch(line -> line.startsWith("HTTP/1.1 200"));
            assertThat(beginning)
                    .anyMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("content-type: text/event-stream"));
            assertThat(beginning).anyMatch(line -> line.matches("event: ?current"));
            String generation = publish(3);
            List<String> told = client.readTo("id:" + generation);
            told.addAll(client.readTo("data:"));
            assertThat(told).anyMatch(line -> line.matches("event: ?zone"));
            assertThat(told.get(told.size() - 1))
                    .contains("\"generation\":\"" + generation + "\"", "\"added\":[\"name.swarm.\",", "\"more\":0");
        }
    }

    @Test
    void whoComesBackMissesNothing() throws IOException {
        String known = publish(1);
        String missed = publish(1);
        String last = publish(1);
        try (Client client = new Client(known)) {
            List<String> told = client.readTo("id:" + last);
            assertThat(told).contains("id:" + missed).noneMatch(line -> line.matches("event: ?(current|read-anew)"));
            assertThat(told).doesNotContain("id:" + known);
        }
    }

    @Test
    void whoWasAwayTooLongIsToldToReadAnew() throws IOException {
        try (Client client = new Client("0123456789abcdef")) {
            assertThat(client.readTo("data:")).anyMatch(line -> line.matches("event: ?read-anew"));
        }
    }

    /** Others are told meanwhile; the one who did not read is told that it is cut off, and its connection ends. */
    @Test
    void whoDoesNotReadIsCutOffAndTold() throws IOException {
        try (Client slow = new Client(null);
                Client quick = new Client(null)) {
            slow.readTo("data:");
            quick.readTo("data:");
            await().until(() -> publications().followers() == 2);
            // More than the kernels take from a server whose client does not read, and what may wait besides.
            for (int sent = 0; sent < 500; sent++) {
                quick.readTo("id:" + publish(1_000));
            }
            List<String> told = new ArrayList<>();
            slow.readToTheEnd(told);
            assertThat(told.stream().filter(line -> line.startsWith("event:")).reduce((one, next) -> next))
                    .hasValueSatisfying(line -> assertThat(line).matches("event: ?cut-off"));
            quick.readTo("id:" + publish(1));
        }
        await().atMost(MOMENT).until(() -> publications().followers() == 0);
    }

    @Test
    void whoLeavesIsForgotten() throws IOException {
        try (Client client = new Client(null)) {
            client.readTo("data:");
            assertThat(publications().followers()).isOne();
        }
        await().atMost(MOMENT).until(() -> publications().followers() == 0);
    }

    /** More than may follow at once; each closes as soon as it has asked, and some with a reset. */
    @Test
    void whoLeavesBeforeTheAnswerBeginsIsForgotten() throws IOException {
        for (int asked = 0; asked < 2 * Followers.MOST; asked++) {
            Client client = new Client(null);
            client.socket.setSoLinger(asked % 2 == 0, 0);
            client.close();
        }
        await().atMost(MOMENT).untilAsserted(() -> {
            try (Client client = new Client(null)) {
                assertThat(client.reader.readLine()).startsWith("HTTP/1.1 200");
            }
        });
        await().atMost(MOMENT).until(() -> publications().followers() == 0);
    }

    @Test
    void whoWantsNoEventsGetsAProblem() {
        given().accept("application/json")
                .get("/v1/events")
                .then()
                .statusCode(406)
                .contentType("application/problem+json")
                .body("detail", containsString("text/event-stream"));
        given().head("/v1/events").then().statusCode(200).contentType("text/event-stream");
    }
}

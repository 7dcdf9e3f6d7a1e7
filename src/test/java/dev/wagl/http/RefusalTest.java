package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no request gets a problem document as well. */
@QuarkusTest
class RefusalTest {

    @TestHTTPResource
    URL server;

    private record Refused(String status, String headers, String body) {}

    /** All that comes until the connection is closed. */
    private Refused send(String request) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = all.split("\r\n\r\n", 2);
            String[] head = parts[0].split("\r\n", 2);
            return new Refused(head[0], head[1].toLowerCase(Locale.ROOT), parts[1]);
        }
    }

    private static void assertProblem(Refused refused, int status, String title, String detail) {
        assertThat(refused.status()).matches("HTTP/1\\.[01] " + status + " .*");
        assertThat(refused.headers())
                .contains("content-type: application/problem+json")
                .contains("content-length: " + refused.body().length());
        assertThat(new JsonObject(refused.body()))
                .isEqualTo(new JsonObject()
                        .put("title", title)
                        .put("status", status)
                        .put("detail", detail));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/records?name=%zz", "/v1/explain/%", "//", "/v1/lookup?name=<script>", "/v1/{name}"})
    void aTargetThatIsNoUri(String target) throws IOException {
        assertProblem(
                send("GET " + target + " HTTP/1.1\r\nHost: wagl\r\n\r\n"), 400, "Bad Request", Problems.NOT_UNDERSTOOD);
    }

    @Test
    void whoAsksForTheHeadAloneGetsNoBody() throws IOException {
        Refused refused = send("HEAD /v1/records?name=%zz HTTP/1.1\r\nHost: wagl\r\n\r\n");
        assertThat(refused.status()).startsWith("HTTP/1.1 400 ");
        assertThat(refused.body()).isEmpty();
    }

    @Test
    void whatWasAskedBeforeIsAnswered() throws IOException {
        Refused all = send("GET /v1/version HTTP/1.1\r\nHost: wagl\r\n\r\nGET // HTTP/1.1\r\nHost: wagl\r\n\r\n"
                + "GET /v1/version HTTP/1.1\r\nHost: wagl\r\n\r\n");
        assertThat(all.status()).startsWith("HTTP/1.1 200 ");
        assertThat(all.body()).contains("HTTP/1.1 400 ").contains(Problems.NOT_UNDERSTOOD);
        assertThat(all.body().split("HTTP/1.1 200 ", -1)).as("behind it").hasSize(1);
    }

    @Test
    void aTargetThatIsTooLong() throws IOException {
        assertProblem(
                send("GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: wagl\r\n\r\n"),
                414,
                "Request-URI Too Long",
                "the target of the request is too long");
    }

    @Test
    void headersThatAreTooLong() throws IOException {
        assertProblem(
                send("GET / HTTP/1.1\r\nHost: wagl\r\nX: " + "x".repeat(30_000) + "\r\n\r\n"),
                431,
                "Request Header Fields Too Large",
                "the headers of the request are too long");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET\r\n\r\n", "GET / HTTP/9.x\r\n\r\n", "GET / HTTP/1.1\r\n no name\r\n\r\n"})
    void whatIsNoRequest(String request) throws IOException {
        assertProblem(send(request), 400, "Bad Request", Problems.NOT_UNDERSTOOD);
    }
}

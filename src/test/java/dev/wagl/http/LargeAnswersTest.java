package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What large answers cost, and who has to wait for whom. */
@QuarkusTest
class LargeAnswersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TestHTTPResource("/test/large")
    URL url;

    @BeforeEach
    void nobodyElseIsServed() {
        await().atMost(Duration.ofSeconds(40)).ignoreExceptions().until(() -> status() == 200);
    }

    private static int status() {
        return given().get("/test/large").statusCode();
    }

    /** One that reads the status line and no more. */
    private Socket slowReader() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream()
                .write("GET /test/large HTTP/1.1\r\nHost: wagl\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] begun = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        assertThat(new String(begun, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        return socket;
    }

    @Test
    void itIsMadeOnceForWhatItShows() {
        LargeResource.change();
        int before = LargeResource.MADE.get();
        for (int asked = 0; asked < 3; asked++) {
            assertThat(given().get("/test/large")
                            .then()
                            .statusCode(200)
                            .extract()
                            .asByteArray())
                    .hasSize(LargeResource.OCTETS);
        }
        assertThat(LargeResource.MADE.get()).isEqualTo(before + 1);
        given().head("/test/large").then().statusCode(200);
        assertThat(LargeResource.MADE.get()).isEqualTo(before + 1);
        LargeResource.change();
        given().get("/test/large").then().statusCode(200);
        assertThat(LargeResource.MADE.get()).isEqualTo(before + 2);
    }

    /** While one is served, others are told to come back; but one who reads slowly keeps them waiting for a moment only. */
    @Test
    void oneAtATime() throws IOException {
        try (Socket slow = slowReader()) {
            given().get("/test/large")
                    .then()
                    .statusCode(503)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1")
                    .body("detail", containsString("one at a time"));
            awaitServed();
            assertThat(slow.isClosed()).isFalse();
        }
    }

    /** The one who has read for the longest makes room. */
    @Test
    void ofThoseWhoReadSlowlyThereAreFew() throws IOException {
        try (Socket first = slowReader()) {
            awaitServed();
            try (Socket second = slowReader()) {
                awaitServed();
                try (Socket third = slowReader()) {
                    awaitServed();
                    assertThat(third.isClosed()).isFalse();
                }
                assertThat(second.isClosed()).isFalse();
            }
            assertThat(readAll(first)).isLessThan(LargeResource.OCTETS);
        }
    }

    private static void awaitServed() {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> status() == 200);
    }

    /** How much comes until nothing comes any more. */
    private static long readAll(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] piece = new byte[1 << 16];
        byte[] last = {'0', '\r', '\n', '\r', '\n'};
        long all = 0;
        for (int read = read(in, piece); read >= 0; read = read(in, piece)) {
            all += read;
            boolean ended = read >= last.length;
            for (int at = 0; ended && at < last.length; at++) {
                ended = piece[read - last.length + at] == last[at];
            }
            if (ended) {
                break;
            }
        }
        return all;
    }

    /** A reset is an end, too. */
    private static int read(InputStream in, byte[] piece) throws IOException {
        try {
            return in.read(piece);
        } catch (SocketException e) {
            return -1;
        }
    }
}

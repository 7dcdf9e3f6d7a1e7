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
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What large answers cost, and who has to wait for whom. */
@QuarkusTest
class LargeAnswersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

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

    /** While one is served, few others wait, and the rest is told to come back; and one who reads slowly keeps them waiting for a moment only. */
    @Test
    void oneAtATime() throws Exception {
        try (Socket slow = slowReader()) {
            List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, 40)
                    .mapToObj(client -> CLIENT.sendAsync(
                            HttpRequest.newBuilder(URI.create(url.toString())).build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1)))
                    .toList();
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (CompletableFuture<HttpResponse<String>> one : asked) {
                answers.add(one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            assertThat(answers)
                    .extracting(HttpResponse::statusCode)
                    .contains(200, 503)
                    .containsOnly(200, 503);
            assertThat(answers).filteredOn(answer -> answer.statusCode() == 503).allSatisfy(answer -> {
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(answer.body()).contains("one at a time");
            });
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 200)
                    .allSatisfy(answer -> assertThat(answer.body()).hasSize(LargeResource.OCTETS));
            assertThat(slow.isClosed()).isFalse();
        }
    }

    /** A manager that does not answer keeps those waiting who ask for targets, and nobody else. */
    @Test
    void onlyWhoNeedsTheEngineWaitsForIt() throws Exception {
        Demo.awaitReady();
        CompletableFuture<HttpResponse<String>> first = CLIENT.sendAsync(
                HttpRequest.newBuilder(url.toURI().resolve("/test/targets")).build(),
                HttpResponse.BodyHandlers.ofString());
        try {
            assertThat(HangingTargetsResource.ASKED.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            // Sooner than a turn that had begun is cut off.
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> given().get("/v1/services").then().statusCode(200));
            given().get("/test/targets")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "1")
                    .body("detail", containsString("asked for one at a time"));
            assertThat(HangingTargetsResource.ASKED.availablePermits())
                    .as("others who ask the engine meanwhile")
                    .isZero();
            assertThat(first).isNotDone();
        } finally {
            HangingTargetsResource.FAILS.release();
        }
        HttpResponse<String> answer = first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("the engine does not answer: it hung");
    }

    /** What is packed is another representation, and has a tag of its own (RFC 9110 8.8.3.3). */
    @Test
    void whatIsKnownAlreadyIsNotSentAgain() throws Exception {
        String plain = tag(ask("identity", "\"another\""));
        String packed = tag(ask("gzip", "\"another\""));
        assertThat(packed).isEqualTo(plain.replaceAll("\"$", "-gzip\""));
        assertThat(ask("gzip", packed).statusCode()).isEqualTo(304);
        assertThat(ask("identity", packed).statusCode()).isEqualTo(200);
        assertThat(ask("identity", plain).statusCode()).isEqualTo(304);
    }

    /** RFC 9110 9.3.2, also where nobody has asked for the body before, which alone tells its tag. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void aHeadIsAnsweredAsItsGet(String encoding) throws Exception {
        LargeResource.change();
        HttpResponse<Void> head = ask("HEAD", encoding, "\"another\"");
        HttpResponse<Void> get = ask("GET", encoding, "\"another\"");
        for (HttpResponse<Void> answer : List.of(head, ask("HEAD", encoding, "\"another\""))) {
            assertThat(answer.statusCode()).isEqualTo(200);
            for (String header : List.of("ETag", "Cache-Control", "Vary", "Content-Type", "Content-Encoding")) {
                assertThat(answer.headers().allValues(header))
                        .as(header)
                        .isEqualTo(get.headers().allValues(header));
            }
        }
        assertThat(ask("HEAD", encoding, tag(get)).statusCode()).isEqualTo(304);
        LargeResource.change();
        assertThat(ask("HEAD", encoding, tag(get)).statusCode()).as("not kept").isEqualTo(304);
    }

    private HttpResponse<Void> ask(String encoding, String known) throws Exception {
        return ask("GET", encoding, known);
    }

    private HttpResponse<Void> ask(String method, String encoding, String known) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(url.toString()))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .header("Accept-Encoding", encoding)
                        .header("If-None-Match", known)
                        .build(),
                HttpResponse.BodyHandlers.discarding());
    }

    private static String tag(HttpResponse<Void> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.headers().firstValue("ETag").orElseThrow();
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

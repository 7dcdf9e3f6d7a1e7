package dev.wagl.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connections that are opened and never used take no more memory than there is for them. */
@QuarkusTest
class ConnectionsTest {

    private static final int MOST = 512;

    @TestHTTPResource
    URL server;

    @Test
    void thereAreSoManyAtOnce() throws IOException {
        List<Socket> all = new ArrayList<>();
        try {
            for (int opened = 0; opened < MOST + 10; opened++) {
                all.add(new Socket(server.getHost(), server.getPort()));
            }
            // Event loops take them in no order.
            long answered = all.stream().filter(ConnectionsTest::isAnswered).count();
            assertThat(answered).isPositive().isLessThanOrEqualTo(MOST);
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> given().get("/v1/version").then().statusCode(200));
    }

    /** RFC 9113 3.3, and 3.1 of RFC 7540: neither with prior knowledge nor by an upgrade. */
    @Test
    void nobodyIsAnsweredInHttp2() throws IOException {
        assertThat(beginning("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"))
                .startsWith("HTTP/");
        assertThat(beginning("GET /v1/version HTTP/1.1\r\nHost: wagl\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                        + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200");
    }

    /** What an answer begins with. */
    private String beginning(String sent) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1);
        }
    }

    private static boolean isAnswered(Socket socket) {
        try {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /v1/version HTTP/1.1\r\nHost: wagl\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() == 'H';
        } catch (IOException e) {
            return false;
        }
    }
}

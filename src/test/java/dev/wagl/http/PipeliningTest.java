package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent before the last was answered: few are taken, and a client that sends many loses its connection. */
@QuarkusTest
class PipeliningTest {

    private static final int MANY = 2_000;

    @TestHTTPResource
    URL server;

    @BeforeEach
    void demoIsServed() {
        Demo.awaitReady();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] request(String path) {
        return ("GET " + path + " HTTP/1.1\r\nHost: wagl\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] repeated(byte[] request, int times) {
        byte[] all = new byte[request.length * times];
        for (int at = 0; at < all.length; at += request.length) {
            System.arraycopy(request, 0, all, at, request.length);
        }
        return all;
    }

    private static int count(String text, String wanted) {
        return text.split(wanted, -1).length - 1;
    }

    /** The last two are answered before any route is asked. */
    @ParameterizedTest
    @ValueSource(strings = {"/q/metrics", "/v1/status", "/page.js", "/v1/events", "/v1/version?%zz", "*"})
    void whoAsksOnAndOnIsCutOff(String path) throws IOException {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(repeated(request(path), MANY));
            } catch (SocketException closed) {
                // So soon.
            }
            assertThat(isEndedWithin(Duration.ofSeconds(20), socket))
                    .as("the connection is ended")
                    .isTrue();
        }
    }

    /** Reads what comes until then. */
    private static boolean isEndedWithin(Duration time, Socket socket) throws IOException {
        long begun = System.nanoTime();
        byte[] some = new byte[64 << 10];
        try {
            while (System.nanoTime() - begun < time.toNanos()) {
                if (socket.getInputStream().read(some) < 0) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void fewAreAnsweredInTheirOrder() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write((new String(repeated(request("/v1/version"), Unanswered.MOST - 1), StandardCharsets.US_ASCII)
                                    + "GET /v1/status HTTP/1.1\r\nHost: wagl\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answers = read(socket.getInputStream());
            assertThat(count(answers, "HTTP/1.1 200")).isEqualTo(Unanswered.MOST);
            assertThat(answers.substring(answers.lastIndexOf("HTTP/1.1"))).contains("\"generation\"");
        }
    }

    @Test
    void whoWaitsForEachAnswerMayAskForEver() throws IOException {
        try (Socket socket = connect()) {
            byte[] request = request("/v1/version");
            for (int asked = 0; asked < 50 * Unanswered.MOST; asked++) {
                socket.getOutputStream().write(request);
                readAnswer(socket.getInputStream());
            }
        }
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** One answer, which ends where its JSON does. */
    private static void readAnswer(InputStream in) throws IOException {
        int octet = in.read();
        while (octet != '}') {
            assertThat(octet).as("an octet of an answer").isNotNegative();
            octet = in.read();
        }
    }
}

package dev.wagl.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The cluster as it is embedded: started, alive, closed. */
class DemoClusterTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @Test
    void itLivesByItself() throws Exception {
        try (var cluster = DemoCluster.start()) {
            assertThat(cluster.endpoint()).matches("tcp://127\\.0\\.0\\.1:[1-9]\\d*");
            var first = time(cluster);
            assertThat(Duration.between(first, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
            await().untilAsserted(() -> assertThat(time(cluster)).isAfter(first.plusMillis(300)));
        }
    }

    private static Instant time(DemoCluster cluster) throws Exception {
        var uri = URI.create(cluster.endpoint().replace("tcp://", "http://") + "/info");
        var response = CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return Instant.parse(
                new ObjectMapper().readTree(response.body()).get("SystemTime").asText());
    }

    @Test
    void itListensOnLoopbackOnly() throws Exception {
        try (var cluster = DemoCluster.start()) {
            int port = URI.create(cluster.endpoint()).getPort();
            for (var networkInterface : NetworkInterface.networkInterfaces().toList()) {
                for (var address : networkInterface.inetAddresses().toList()) {
                    if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
                        assertThatThrownBy(() -> connect(address, port)).isInstanceOf(IOException.class);
                    }
                }
            }
            connect(InetAddress.getByName("127.0.0.1"), port);
        }
    }

    @Test
    void closedItIsGone() throws Exception {
        var cluster = DemoCluster.start();
        int port = URI.create(cluster.endpoint()).getPort();
        cluster.close();
        assertThatThrownBy(() -> connect(InetAddress.getByName("127.0.0.1"), port))
                .isInstanceOf(ConnectException.class);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.equals("demo-ticker")));
        cluster.close();
    }

    @Test
    void twoDoNotMeet() throws Exception {
        try (var one = DemoCluster.start();
                var two = DemoCluster.start()) {
            assertThat(one.endpoint()).isNotEqualTo(two.endpoint());
        }
    }

    private static void connect(InetAddress address, int port) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
        }
    }
}

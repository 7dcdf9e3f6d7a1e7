package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostAddressTest {

    @Test
    void theEnginesOwnWordComesFirst() {
        assertThat(hint("198.51.100.4", "tcp://192.0.2.9:2375")).isEqualTo(Addresses.parse("198.51.100.4"));
        assertThat(hint("198.51.100.4", "unix:///var/run/docker.sock")).isEqualTo(Addresses.parse("198.51.100.4"));
    }

    @Test
    void thenTheEndpointItIsReachedBy() {
        assertThat(hint(null, "tcp://192.0.2.9:2375")).isEqualTo(Addresses.parse("192.0.2.9"));
        assertThat(hint("0.0.0.0", "tcp://[2001:db8::9]:2375")).isEqualTo(Addresses.parse("2001:db8::9"));
        assertThat(hint("127.0.0.1", "tcp://192.0.2.9:2375")).isEqualTo(Addresses.parse("192.0.2.9"));
    }

    @Test
    void neverLoopbackAndNeverUnspecified() {
        for (String endpoint : List.of(
                "tcp://127.0.0.1:2375", "tcp://localhost:2375", "tcp://[::1]:2375", "tcp://0.0.0.0:1", "unix:///x")) {
            InetAddress hint = hint(null, endpoint);

            assertThat(hint == null || !hint.isLoopbackAddress() && !hint.isAnyLocalAddress())
                    .as("%s for %s", hint, endpoint)
                    .isTrue();
        }
    }

    private static InetAddress hint(String nodeAddress, String endpoint) {
        Info info = new Info("id", "name", true, "inactive", false, Addresses.parse(nodeAddress), "", "", List.of());
        return HostAddress.hint(info, EndpointAddress.parse(endpoint));
    }
}

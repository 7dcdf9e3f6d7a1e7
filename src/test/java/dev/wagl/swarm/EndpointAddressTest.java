package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointAddressTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://swarm:2375,               swarm,            2375, ''",
        "127.0.0.1:2376,                 127.0.0.1,        2376, ''",
        "manager.example,                manager.example,  0,    ''",
        "tcp://[fd00::1]:2375,           fd00::1,          2375, ''",
        "[::1]:1,                        ::1,              1,    ''",
        "tcp://wagl_socket-proxy:2375,   wagl_socket-proxy,2375, ''",
        "HTTP://proxy:80/docker/,        proxy,            80,   /docker",
        "https://engine:65535,           engine,           65535,''",
        "' tcp://swarm:2375 ',           swarm,            2375, ''",
    })
    void readsTcp(String text, String host, int port, String prefix) {
        EndpointAddress address = EndpointAddress.parse(text);

        assertThat(address.isUnix()).isFalse();
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.prefix()).isEqualTo(prefix);
        assertThat(address.text()).isEqualTo(text);
    }

    @Test
    void readsUnix() {
        EndpointAddress address = EndpointAddress.parse("unix:///var/run/my docker.sock");

        assertThat(address.path()).isEqualTo(Path.of("/var/run/my docker.sock"));
        assertThat(address.path()).hasToString("/var/run/my docker.sock");
        assertThat(address.usesTls(true)).isFalse();
    }

    @Test
    void speaksTlsWhereDockerWould() {
        assertThat(EndpointAddress.parse("tcp://a").usesTls(true)).isTrue();
        assertThat(EndpointAddress.parse("tcp://a").usesTls(false)).isFalse();
        assertThat(EndpointAddress.parse("http://a").usesTls(true)).isFalse();
        assertThat(EndpointAddress.parse("https://a").usesTls(false)).isTrue();
        assertThat(EndpointAddress.parse("tcp://a").port(true)).isEqualTo(2376);
        assertThat(EndpointAddress.parse("tcp://a").port(false)).isEqualTo(2375);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                     unix:///path/to/docker.sock",
        "/var/run/docker.sock,   unix:///var/run/docker.sock",
        "unix://,                unix:///path/to/docker.sock",
        "unix://relative,        unix:///path/to/docker.sock",
        "ssh://root@host,        not supported",
        "npipe:////./pipe/x,     not supported",
        "tcp://host:0,           '''0'' is not a port (1 to 65535)'",
        "tcp://host:65536,       '''65536'' is not a port'",
        "tcp://host:http,        '''http'' is not a port'",
        "tcp://host:,            is not a port",
        "tcp://,                 is not an endpoint",
        "tcp://a b:1,            is not an endpoint",
        "tcp://user@host:1,      is not an endpoint",
        "tcp://host:1?x=y,       is not an endpoint",
        "tcp://[fd00::1:2375,    is not an endpoint",
        "tcp://fd00::1:2375,     is not a port",
    })
    void refusesTheRestAndNamesIt(String text, String saying) {
        assertThatThrownBy(() -> EndpointAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining(saying);
    }
}

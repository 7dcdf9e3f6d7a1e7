package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an endpoint answers is its answer: it is not asked again for another, nor is anyone it names. */
class OneAnswerTest {

    private final FakeSwarm first = manager();
    private final FakeSwarm second = manager();
    private final FakeSwarm elsewhere = manager();

    private static FakeSwarm manager() {
        return FakeSwarm.builder()
                .start()
                .add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(service("api").label("dns.service", "api"));
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        elsewhere.close();
    }

    private static DockerSwarm docker(Duration timeout, FakeSwarm... endpoints) {
        List<String> names = Stream.of(endpoints).map(FakeSwarm::endpoint).toList();
        return new DockerSwarm(new SwarmConfig(names, null, false, null, timeout));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) throws Exception {
        String there = elsewhere.endpoint().replace("tcp", "http") + "/info";
        first.fault("/info", Fault.header(status, "Location: " + there));

        try (DockerSwarm docker = docker(Duration.ofSeconds(5), first)) {
            assertThatThrownBy(docker::snapshot)
                    .hasMessage(first.endpoint() + ": " + status + " to /info: it sends us to '" + there
                            + "', where we do not go; name the engine itself");
        }
        try (DockerSwarm docker = docker(Duration.ofSeconds(5), first, second)) {
            assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        }
        assertThat(elsewhere.requests()).isEmpty();
    }

    /** 503 and 429 with the wait that the answer itself asks for: nobody waits for it. */
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void isNotAskedForAgain(int status) throws Exception {
        first.fault("/info", Fault.header(status, "Retry-After: 1"));

        try (DockerSwarm docker = docker(Duration.ofSeconds(5), first, second)) {
            assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
            assertThat(docker.endpoints().get(0).lastError()).startsWith(Integer.toString(status));
        }
        assertThat(first.requests()).containsExactly("GET /info");
    }

    /** An engine closes what is idle, and has not answered by that. */
    @Test
    void aConnectionThatWasClosedMeanwhileIsOpenedAgainAtOnce() throws Exception {
        try (DockerSwarm docker = docker(Duration.ofSeconds(5), first, second)) {
            docker.snapshot();
            first.dropConnections();

            assertThat(docker.snapshot().endpoint()).isEqualTo(first.endpoint());
            assertThat(second.requests()).isEmpty();
        }
    }

    /** The head is held in memory as a whole: one that never ends would fill it. */
    @Test
    void aHeadWithoutEndFails() throws Exception {
        first.fault("/info", Fault.raw("HTTP/1.1 200 OK\r\n" + "X-More: and more\r\n".repeat(1000) + "\r\n{}"));
        second.fault("/info", Fault.raw("HTTP/1.1 200 OK\r\nX-Long: " + "and more ".repeat(20_000) + "\r\n\r\n{}"));

        try (DockerSwarm docker = docker(Duration.ofSeconds(5), first, second)) {
            assertThatThrownBy(docker::snapshot)
                    .hasMessageContaining(first.endpoint() + ": Maximum header count exceeded")
                    .hasMessageContaining(second.endpoint() + ": Maximum line length limit exceeded");
        }
    }
}

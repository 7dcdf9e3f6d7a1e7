package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Something else answers where an engine was configured: that endpoint is named with what it is not, and the next one is read. */
class NotDockerTest {

    private final FakeSwarm impostor = FakeSwarm.builder().start();
    private final FakeSwarm engine = FakeSwarm.builder()
            .start()
            .add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
            .add(service("api").label("dns.service", "api"));

    @AfterEach
    void close() {
        impostor.close();
        engine.close();
    }

    private static DockerSwarm docker(FakeSwarm... endpoints) {
        List<String> names = Stream.of(endpoints).map(FakeSwarm::endpoint).toList();
        return new DockerSwarm(new SwarmConfig(names, null, false, null, Duration.ofSeconds(5)));
    }

    static Stream<Arguments> impostors() {
        return Stream.of(
                impostor(
                        "a login page",
                        Fault.body(200, "text/html", "<!DOCTYPE html><html>Log in</html>"),
                        "its answer to /info is not Docker's JSON (text/html)"),
                impostor(
                        "a web server that knows no such page",
                        Fault.body(404, "text/html", "<html><h1>Not Found</h1></html>"),
                        "404 to /info without a message of Docker's (text/html): is this the Docker API?"),
                impostor(
                        "a server of Go's: a registry, Prometheus",
                        Fault.body(404, "text/plain; charset=utf-8", "404 page not found\n"),
                        "404: 404 page not found; every engine has /info: is this the Docker API?"),
                impostor(
                        "an API with errors of another form",
                        Fault.body(404, "application/json", "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}"),
                        "404 to /info without a message of Docker's (application/json): is this the Docker API?"),
                impostor(
                        "Kubernetes",
                        Fault.body(
                                403,
                                "application/json",
                                "{\"kind\":\"Status\",\"message\":\"forbidden: User \\\"system:anonymous\\\"\",\"code\":403}"),
                        "403: forbidden: User \"system:anonymous\""),
                impostor(
                        "another API",
                        Fault.body(200, "application/json", "{\"name\":\"consul\",\"version\":1}"),
                        "its answer to /info has nothing in it that an engine says of itself"),
                impostor("a list", Fault.body(200, "application/json", "[]"), "its answer to /info is not an object"),
                impostor(
                        "a word",
                        Fault.body(200, "text/plain", "OK"),
                        "its answer to /info is not Docker's JSON (text/plain)"),
                impostor("nothing", Fault.body(200, "text/plain", ""), "its answer to /info is empty"),
                impostor(
                        "a proxy without an engine behind it",
                        Fault.body(502, "text/html", "<html>502 Bad Gateway</html>"),
                        "502 to /info without a message of Docker's (text/html): is this the Docker API?"),
                impostor("no HTTP", Fault.raw("220 mail.example.org ESMTP\r\n\r\n"), "before an answer came"),
                impostor("binary", Fault.raw("\u0000\u0001\u0002\u00ff".repeat(100)), "before an answer came"));
    }

    private static Arguments impostor(String what, Fault fault, String reason) {
        return Arguments.of(what, fault, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impostors")
    void isNamedWithWhatItIsNot(String what, Fault fault, String reason) throws Exception {
        for (String path : List.of("/info", "/services", "/tasks", "/nodes", "/networks", "/containers/json")) {
            impostor.fault(path, fault);
        }
        try (DockerSwarm alone = docker(impostor)) {
            assertThatThrownBy(alone::snapshot)
                    .isInstanceOf(SwarmException.class)
                    .hasMessageStartingWith(impostor.endpoint() + ": ")
                    .hasMessageContaining(reason);
        }
        try (DockerSwarm both = docker(impostor, engine)) {
            assertThat(both.snapshot().endpoint()).isEqualTo(engine.endpoint());
            assertThat(both.endpoints().get(0).lastError()).contains(reason);
        }
    }
}

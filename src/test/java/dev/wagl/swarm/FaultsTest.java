package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InputStream;
import java.net.URL;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A refresh that goes wrong anywhere gives no snapshot, says why, and harms none of those after it. */
class FaultsTest {

    private static final String[] CALLS = {"/services", "/tasks", "/nodes", "/networks"};

    private FakeSwarm fake;
    private DockerSwarm docker;

    @BeforeEach
    void start() {
        fake = FakeSwarm.builder().start();
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(SwarmJson.network("ingress"))
                .add(service("api").label("dns.service", "api"))
                .add(task("t1", "api", 1, "n1"));
        // An answer that comes octet by octet takes long where many wait for the processor.
        docker = new DockerSwarm(new SwarmConfig(List.of(fake.endpoint()), null, false, null, Duration.ofMinutes(1)));
    }

    @AfterEach
    void close() {
        docker.close();
        fake.close();
    }

    static Stream<Arguments> faults() {
        String html = "<!DOCTYPE html><html><head><title>Log in</title></head></html>";
        return Stream.of(
                Arguments.of(
                        Fault.status(500, "rpc error: context deadline exceeded"),
                        "500: rpc error: context deadline exceeded"),
                Arguments.of(
                        Fault.status(500, "grpc: received message larger than max (5000000 vs. 4194304)"),
                        "500: grpc: received message larger than max"),
                Arguments.of(Fault.status(404, "page not found"), "404: page not found"),
                Arguments.of(
                        Fault.body(403, "text/html", html), "403 to CALL without a message of Docker's (text/html)"),
                Arguments.of(
                        Fault.body(400, "text/plain; charset=utf-8", "Malformed request\n"), "400: Malformed request"),
                Arguments.of(
                        Fault.body(400, "text/plain", "Client sent an HTTP request to an HTTPS server.\n"),
                        "it speaks TLS and was spoken to in plain HTTP"),
                Arguments.of(
                        Fault.raw("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"),
                        "it speaks TLS and was spoken to in plain HTTP"),
                Arguments.of(Fault.body(200, "text/html", html), "its answer to CALL is not Docker's JSON (text/html)"),
                Arguments.of(Fault.body(200, "application/json", "{}"), "its answer to CALL is not a list"),
                Arguments.of(Fault.body(200, "application/json", "null"), "its answer to CALL is not a list"),
                Arguments.of(Fault.body(200, "application/json", "\"[]\""), "its answer to CALL is not a list"),
                Arguments.of(Fault.body(200, "application/json", ""), "its answer to CALL is empty"),
                Arguments.of(Fault.body(200, "application/json", "[] []"), "its answer to CALL goes on after its end"),
                Arguments.of(Fault.body(200, "application/json", "[]]"), "its answer to CALL is not Docker's JSON"),
                Arguments.of(
                        Fault.body(200, "application/json", "[{\"a\":1},{\"a\":2}]"), "no element of it has an id"),
                Arguments.of(Fault.body(200, "application/json", "[1,2]"), "no element of it has an id"),
                Arguments.of(Fault.body(200, "application/json", "[{\"ID\":\"a\u0001\"}]"), "is not Docker's JSON"),
                Arguments.of(Fault.body(200, "application/json", "[".repeat(2000)), "is not Docker's JSON"),
                Arguments.of(Fault.body(204, "application/json", ""), "204 to CALL"),
                Arguments.of(Fault.cut(0), "its answer to CALL"),
                Arguments.of(Fault.cut(40), "its answer to CALL"),
                Arguments.of(Fault.reset(0), "closed before an answer came|its answer to CALL"),
                Arguments.of(Fault.reset(40), "its answer to CALL|closed before an answer came"),
                Arguments.of(Fault.wrongLength(1), "its answer to CALL"),
                Arguments.of(Fault.wrongLength(-10), "its answer to CALL ends in the middle"),
                Arguments.of(Fault.untilClose(60), "its answer to CALL ends in the middle"),
                Arguments.of(Fault.gzip(1), "its answer to CALL"),
                Arguments.of(Fault.gzip(20), "its answer to CALL"),
                Arguments.of(Fault.raw("\u0016\u0003\u0001 what\r\n\r\n"), "not HTTP|before an answer"),
                Arguments.of(Fault.raw(""), "closed before an answer came"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void noSnapshotButAReason(Fault fault, String reason) throws Exception {
        for (String call : CALLS) {
            fake.fault(call, fault);
            Throwable failure = catchThrowable(docker::snapshot);
            assertThat(failure).as(call).isInstanceOf(SwarmException.class);
            assertThat(failure.getMessage())
                    .as(call)
                    .startsWith(fake.endpoint() + ": ")
                    .containsPattern(Stream.of(reason.replace("CALL", call).split("\\|"))
                            .map(java.util.regex.Pattern::quote)
                            .reduce((one, other) -> one + "|" + other)
                            .orElseThrow())
                    .doesNotContain("\n")
                    .hasSizeLessThan(500);
            fake.heal();
        }

        assertThat(docker.snapshot().tasks()).as("all is well again").hasSize(1);
        assertThat(docker.endpoints().get(0).lastError()).isNull();
    }

    @Test
    void whatIsOddButWholeIsRead() throws Exception {
        for (Fault fault : List.of(
                Fault.gzip(0),
                Fault.untilClose(Integer.MAX_VALUE),
                Fault.late(Duration.ofMillis(50)),
                Fault.drip(5, Duration.ofNanos(1000)))) {
            for (String call : CALLS) {
                fake.fault(call, fault);
            }
            assertThat(docker.snapshot().tasks()).as("%s", fault).hasSize(1);
        }
    }

    @Test
    void anInfoThatIsNotDockersIsNotBelieved() {
        for (String body : List.of("{}", "[]", "{\"name\":\"Some other API\",\"version\":1}", "<html>")) {
            fake.fault("/info", Fault.body(200, "application/json", body));
            assertThatThrownBy(docker::snapshot).as(body).hasMessageContaining("its answer to /info");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 30, 60, -3, -2})
    void aRefreshWithoutALengthCutAnywhereInAnyCallIsNone(int at) throws Exception {
        for (String call : CALLS) {
            int length = at >= 0 ? at : lengthOf(call) + at;
            fake.fault(call, Fault.untilClose(length));
            assertThatThrownBy(docker::snapshot)
                    .as("%s after %s bytes", call, length)
                    .isInstanceOf(SwarmException.class)
                    .hasMessageContaining("its answer to " + call);
            fake.heal();
        }
    }

    /** Where a body was cut is another place each time; a log that told of it would never fall silent. */
    @Test
    void theReasonOfACutIsTheSameWhereverItIs() throws Exception {
        List<IntFunction<Fault>> cuts = List.of(Fault::cut, Fault::halfClose, Fault::chunked, Fault::untilClose);
        for (String call : CALLS) {
            int whole = lengthOf(call) - 1;
            for (IntFunction<Fault> cut : cuts) {
                Set<String> reasons = new HashSet<>();
                for (int length = 1; length < whole; length += 61) {
                    fake.fault(call, cut.apply(length));
                    reasons.add(catchThrowable(docker::snapshot).getMessage());
                }
                assertThat(reasons)
                        .as("%s", cut.apply(1))
                        .singleElement()
                        .asString()
                        .contains("its answer to " + call);
                fake.heal();
            }
        }
        docker.snapshot();
    }

    /** With the line's end, which is no part of the list. */
    private int lengthOf(String call) throws Exception {
        URL url = new URL("http://127.0.0.1:" + fake.port() + call + "?status=true");
        try (InputStream body = url.openStream()) {
            return body.readAllBytes().length;
        }
    }
}

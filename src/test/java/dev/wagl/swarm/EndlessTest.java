package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers that do not end: what is kept of them ends, the refresh fails with the limit, and the next endpoint is read. */
class EndlessTest {

    private static final long ALLOWANCE = 4 << 20;

    private static final String TOO_MUCH = "has more in it than there is memory for, which is 4 MB";
    private static final String TOO_LONG = "is not read on: String value length over 2097152";

    private static final String NAME_TOO_LONG = "is not read on: Name length over 2097152";

    private final FakeSwarm first = manager();
    private final FakeSwarm second = manager();

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
    }

    static Stream<Arguments> endless() {
        return Stream.of(
                of("/tasks", "[{}", i -> ",{\"ID\":\"t" + i + "\",\"DesiredState\":\"running\"}", TOO_MUCH),
                of("/tasks", "[{\"ID\":\"t\"}", i -> ",{\"ID\":\"t\"}", TOO_MUCH),
                of("/tasks", "[{}", i -> ",{}", TOO_MUCH),
                of("/tasks", "[1", i -> ",1", TOO_MUCH),
                of("/tasks", "[{\"ID\":\"", i -> "xxxxxxxxxxxxxxxxxxxxxxxx", TOO_LONG),
                of("/tasks", "[{\"", i -> "xxxxxxxxxxxxxxxxxxxxxxxx", NAME_TOO_LONG),
                of("/tasks", "[{\"Status\":{\"PortStatus\":{\"Ports\":[{}", EndlessTest::port, TOO_MUCH),
                of("/tasks", "[{\"Spec\":{\"x\":1", i -> ",\"x" + i + "\":1", TOO_MUCH),
                of("/nodes", "[{}", i -> ",{\"ID\":\"n" + i + "\",\"Spec\":{\"Role\":\"worker\"}}", TOO_MUCH),
                of("/networks", "[{}", i -> ",{\"Id\":\"n" + i + "\",\"Name\":\"n" + i + "\"}", TOO_MUCH),
                of("/services", "[{}", i -> ",{\"ID\":\"s" + i + "\",\"Spec\":{\"Name\":\"s" + i + "\"}}", TOO_MUCH),
                of("/services", labels("{\"dns.a\":\"\""), i -> ",\"dns.x" + i + "\":\"x\"", TOO_MUCH),
                of("/services", labels("{\"dns.x\":\""), i -> "xxxxxxxxxxxxxxxxxxxxxxxx", TOO_LONG),
                of("/services", labels("{\"dns."), i -> "xxxxxxxxxxxxxxxxxxxxxxxx", NAME_TOO_LONG),
                of("/info", "{\"Swarm\":{\"RemoteManagers\":[{}", i -> ",{\"Addr\":\"10.0.0.1:2377\"}", TOO_MUCH),
                of("/info", "{\"Name\":\"", i -> "xxxxxxxxxxxxxxxxxxxxxxxx", TOO_LONG));
    }

    private static String port(int number) {
        return ",{\"TargetPort\":" + (1 + number % 65_535) + ",\"PublishedPort\":" + (1 + number / 65_535) + "}";
    }

    private static String labels(String start) {
        return "[{\"ID\":\"s\",\"Spec\":{\"Name\":\"s\",\"Labels\":" + start;
    }

    private static Arguments of(String call, String start, IntFunction<String> piece, String reason) {
        return Arguments.of(call, start, piece, "its answer to " + call + " " + reason);
    }

    @ParameterizedTest(name = "{0} {1}...")
    @MethodSource("endless")
    void whatIsKeptHasAnEnd(String call, String start, IntFunction<String> piece, String reason) throws Exception {
        first.fault(call, Fault.endless(start, piece));
        try (DockerSwarm docker = docker(Duration.ofSeconds(60), first, second)) {
            assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        }
        // Alone, as on a busy machine the other one may be asked beside it, and be faster.
        try (DockerSwarm docker = docker(Duration.ofSeconds(60), first)) {
            assertThatThrownBy(docker::snapshot).hasMessageContaining(reason);

            first.heal();
            assertThat(docker.snapshot().endpoint()).isEqualTo(first.endpoint());
        }
    }

    static Stream<Arguments> skipped() {
        return Stream.of(
                Arguments.of("[", (IntFunction<String>) i -> "                        "),
                Arguments.of("[{\"Spec\":[", (IntFunction<String>) i -> "{\"Any\":\"thing" + i + "\"},"),
                Arguments.of("[{\"Spec\":\"", (IntFunction<String>) i -> "xxxxxxxxxxxxxxxxxxxxxxxx"));
    }

    /** It takes no memory: it ends with the time there is, or on a fast machine with the most octets there may be. */
    @ParameterizedTest(name = "{0}...")
    @MethodSource("skipped")
    void whatIsSkippedEndsWithTheTime(String start, IntFunction<String> piece) {
        first.fault("/tasks", Fault.endless(start, piece));
        try (DockerSwarm docker = docker(Duration.ofSeconds(2), first)) {
            assertThatThrownBy(docker::snapshot)
                    .hasMessageMatching("(?s).*(no complete answer in time|is not read on: Document length over).*");
        }
    }

    /** The lists of one refresh count together, those of two do not. */
    @Test
    void eachRefreshHasTheWholeAllowance() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            first.add(service("s" + i).label("dns.service", "s" + i).label("dns.port", "80".repeat(100)));
        }
        try (DockerSwarm docker = docker(Duration.ofSeconds(60), first)) {
            for (int i = 0; i < 6; i++) {
                assertThat(docker.snapshot().services()).hasSize(2_001);
                assertThat(docker.fingerprint().services()).hasSize(2_001);
            }
        }
    }

    private static DockerSwarm docker(Duration timeout, FakeSwarm... endpoints) {
        List<String> names = Stream.of(endpoints).map(FakeSwarm::endpoint).toList();
        return new DockerSwarm(new SwarmConfig(names, null, false, null, timeout), EventStream.Pace.USUAL, ALLOWANCE);
    }
}

package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The body of every call, cut at every byte: the refresh fails as a whole or reads all there is, and says the same of a cut
 * wherever it is. (PowerDNS CVE-2022-27227: a zone transfer that was cut, and was taken as complete.)
 *
 * <p>The bodies are recorded ones; those of the other calls are made up, and short.
 */
class CutAtEveryByteTest {

    private static final String DRAINING = "/tasks of what is to be stopped";

    private final EndpointAddress address = EndpointAddress.parse("tcp://127.0.0.1:2375");

    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of(Source.SWARM, "/info", "20.10/swarm/info.json"),
                Arguments.of(Source.SWARM, "/services", "20.10/swarm/services.json"),
                Arguments.of(Source.SWARM, "/tasks", "20.10/swarm/tasks.json"),
                Arguments.of(Source.SWARM, DRAINING, "20.10/swarm/tasks-draining.json"),
                Arguments.of(Source.SWARM, "/nodes", "20.10/swarm/nodes.json"),
                Arguments.of(Source.SWARM, "/networks", "20.10/swarm/networks.json"),
                Arguments.of(Source.CONTAINERS, "/info", "20.10/engine/info.json"),
                Arguments.of(Source.CONTAINERS, "/containers/json", "20.10/engine/containers.json"));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aBodyThatJustEnds(Source source, String call, String resource) throws IOException {
        String answer = "its answer to " + call.split(" ")[0] + " ";

        assertThat(reasons(source, call, resource, 1, InputStream::nullInputStream))
                .containsExactly(answer + "ends in the middle", answer + "is empty");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aBodyInWhichTheConnectionBreaks(Source source, String call, String resource) throws IOException {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Connection reset by peer");
            }
        };

        assertThat(reasons(source, call, resource, 7, () -> broken))
                .containsExactly("its answer to " + call.split(" ")[0] + " broke off: Connection reset by peer");
    }

    /** Every reason that comes of cutting this call's body, {@code end} behind what is left of it. */
    private Set<String> reasons(Source source, String call, String resource, int step, Supplier<InputStream> end)
            throws IOException {
        byte[] body = FakeSwarm.recorded(resource).getBytes(StandardCharsets.UTF_8);
        Snapshot whole = read(source, call, new ByteArrayInputStream(body));
        Set<String> reasons = new TreeSet<>();
        for (int length = 0; length < body.length; length += step) {
            InputStream cut = new SequenceInputStream(new ByteArrayInputStream(body, 0, length), end.get());
            try {
                assertThat(read(source, call, cut)).as("%s bytes", length).isEqualTo(whole);
                assertThat(Arrays.copyOf(body, length))
                        .as("only the end of the line may be missing")
                        .asString(StandardCharsets.UTF_8)
                        .isEqualTo(new String(body, StandardCharsets.UTF_8).strip());
            } catch (BodyException e) {
                reasons.add(FailureReason.of(e, address, null));
            }
        }
        return reasons;
    }

    private Snapshot read(Source source, String call, InputStream body) throws IOException {
        Engine engine = new Engine(address, new Bodies(call, body));
        Info info = engine.info(Duration.ZERO);
        return source == Source.SWARM
                ? new SwarmReader(engine, new KnownNetworks(System::nanoTime), null).read(info)
                : new ContainersReader(engine).read(info);
    }

    /** An engine without a network between: one call's answer is the test's, the others are well. */
    private record Bodies(String call, InputStream body) implements DockerHttpClient {

        private static final Map<String, String> WELL = Map.of(
                "/info",
                FakeSwarm.recorded("20.10/swarm/info.json"),
                "/services",
                list(service("going").label("dns.service", "going").status(1, 0)),
                "/tasks",
                "[]",
                DRAINING,
                list(task("old", "going", 1, "n1").desired("shutdown")),
                "/nodes",
                list(node("n1", "10.0.0.11")),
                "/networks",
                list(network("back")),
                "/containers/json",
                "[]");

        private static String list(SwarmJson.Element element) {
            return "[" + element.json() + "]\n";
        }

        @Override
        public Response execute(Request request) {
            String path = URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
            String asked = path.contains("shutdown") ? DRAINING : path.split("\\?")[0];
            return new Answer(
                    asked.equals(call)
                            ? body
                            : new ByteArrayInputStream(WELL.get(asked).getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void close() {}
    }

    private record Answer(InputStream body) implements DockerHttpClient.Response {

        @Override
        public int getStatusCode() {
            return 200;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return Map.of("Content-Type", List.of("application/json"));
        }

        @Override
        public InputStream getBody() {
            return body;
        }

        @Override
        public void close() {}
    }
}

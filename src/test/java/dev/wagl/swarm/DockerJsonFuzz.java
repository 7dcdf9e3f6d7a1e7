package dev.wagl.swarm;

import com.github.dockerjava.transport.DockerHttpClient;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.fuzz.Invariant;
import dev.wagl.fuzz.ZoneCheck;
import dev.wagl.zone.Zone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Fuzz target: what an engine answers, to a snapshot, to a zone; all but HTTP. The input's lines are the bodies in the order of
 * {@link Path}; one that begins with {@code 404} is an error's. Reading succeeds as a whole or throws an {@link IOException}; what
 * was read makes a zone that can be asked. Good objects put beside it are in the snapshot and in the zone, and everything
 * else in the snapshot stays as it was.
 */
public final class DockerJsonFuzz {

    /** The lists that are asked for, in the order of the input's lines. */
    private enum Path {
        INFO,
        SERVICES,
        TASKS,
        NODES,
        NETWORKS,
        DRAINING,
        CONTAINERS;

        static Path of(String path) {
            if (path.startsWith("/tasks")) {
                return path.contains("%22running%22") ? TASKS : DRAINING;
            }
            return switch (path.charAt(1)) {
                case 'i' -> INFO;
                case 's' -> SERVICES;
                case 'c' -> CONTAINERS;
                default -> path.equals("/nodes") ? NODES : NETWORKS;
            };
        }
    }

    /** In the id and the name of every good object, and in nothing else. */
    private static final String MARK = "fuzzgood";

    private static final Name APEX = Name.parse("swarm.");
    private static final Name GOOD = Name.parse(MARK + ".swarm.");
    private static final Name GOOD_NODE = Name.parse(MARK + ".node.swarm.");

    /** With an address, so that nobody is asked for it. */
    private static final EndpointAddress ENDPOINT = EndpointAddress.parse("tcp://192.0.2.10:2375");

    private static final ZoneProjection PROJECTION =
            new ZoneProjection(new NamingConfig(APEX, 1, null, List.of(Addresses.parse("192.0.2.53"))));

    private static final ZoneCheck ZONE_CHECK = new ZoneCheck(APEX);

    private static final Map<Path, String> GOOD_OBJECTS = Map.of(
            Path.SERVICES,
            SwarmJson.service(MARK).label("dns.service", MARK).json().toString(),
            Path.TASKS,
            SwarmJson.task(MARK, MARK, 1, MARK)
                    .address(MARK, "10.9.9.7/24")
                    .json()
                    .toString(),
            Path.NODES,
            SwarmJson.node(MARK, "10.9.9.1").json().toString(),
            Path.NETWORKS,
            SwarmJson.network(MARK).json().toString(),
            Path.CONTAINERS,
            SwarmJson.container(MARK)
                    .label("dns.service", MARK)
                    .port("10.9.9.7", 8080, 80, "tcp")
                    .json()
                    .toString());

    private DockerJsonFuzz() {}

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<byte[]> bodies = lines(input);
        Snapshot snapshot;
        try {
            snapshot = read(bodies);
        } catch (IOException e) {
            String line = FailureReason.of(e, ENDPOINT, null);
            Invariant.hold(isOneLine(line, 500), "no line for a log: " + line);
            return;
        }
        for (Malformed malformed : snapshot.malformed()) {
            Invariant.hold(isOneLine(malformed.id() + malformed.reason(), 500), "no line for a log: " + malformed);
        }
        Zone zone = project(snapshot);
        boolean marked = snapshot.toString().toLowerCase(Locale.ROOT).contains(MARK);
        Zone more = marked ? null : withGoodObjects(bodies, snapshot);
        ZONE_CHECK.check(more == null ? zone : more);
    }

    private static List<byte[]> lines(byte[] input) {
        List<byte[]> lines = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= input.length; at++) {
            if (at == input.length || input[at] == '\n') {
                lines.add(Arrays.copyOfRange(input, start, at));
                start = at + 1;
            }
        }
        return lines;
    }

    /** As {@link DockerSwarm} does. */
    private static Snapshot read(List<byte[]> bodies) throws IOException {
        Engine engine = new Engine(ENDPOINT, new Bodies(bodies));
        Info info = engine.info(Duration.ZERO);
        Source source = SourceChoice.of(info, null);
        return source == Source.SWARM
                ? new SwarmReader(engine, new KnownNetworks(System::nanoTime), null).read(info)
                : new ContainersReader(engine).read(info);
    }

    private static boolean isOneLine(String text, int most) {
        return text.length() <= most
                && text.chars()
                        .map(Character::getType)
                        .noneMatch(type -> type == Character.CONTROL
                                || type == Character.FORMAT
                                || type == Character.LINE_SEPARATOR
                                || type == Character.PARAGRAPH_SEPARATOR);
    }

    private static Zone project(Snapshot snapshot) {
        Projection projection = PROJECTION.project(snapshot, 1);
        projection.leftOut().forEach(left -> Invariant.hold(isOneLine(left.toString(), 100_000), left.toString()));
        projection.warnings().forEach(warning -> Invariant.hold(isOneLine(warning, 100_000), warning));
        return projection.zone();
    }

    /** Null where they cannot be added. */
    private static Zone withGoodObjects(List<byte[]> bodies, Snapshot before) {
        List<byte[]> more = new ArrayList<>(bodies);
        for (Path path : Path.values()) {
            if (GOOD_OBJECTS.containsKey(path) && path.ordinal() < bodies.size()) {
                byte[] added = add(bodies.get(path.ordinal()), GOOD_OBJECTS.get(path));
                if (added == null) {
                    return null;
                }
                more.set(path.ordinal(), added);
            }
        }
        Snapshot after;
        try {
            after = read(more);
        } catch (IOException e) {
            throw new IllegalStateException("with good objects beside, it cannot be read", e);
        }
        compare(before.services(), after.services(), "services");
        compare(before.tasks(), after.tasks(), "tasks");
        compare(before.nodes(), after.nodes(), "nodes");
        compare(before.networks(), after.networks(), "networks");
        Invariant.hold(before.malformed().equals(after.malformed()), "what is malformed is not the same");
        Zone zone = project(after);
        Invariant.hold(
                zone.describe(GOOD).equals(List.of(GOOD + " 1 IN A 10.9.9.7")),
                "the good service: " + zone.describe(GOOD));
        Invariant.hold(
                after.source() == Source.CONTAINERS || !zone.describe(GOOD_NODE).isEmpty(), "the good node is gone");
        return zone;
    }

    /** What is read is the same, but for the good objects. */
    private static <T> void compare(List<T> before, List<T> after, String kind) {
        List<T> others = new ArrayList<>(after);
        others.removeIf(one -> one.toString().contains(MARK));
        Invariant.hold(others.equals(before), kind + ": " + others + " instead of " + before);
        Invariant.hold(after.size() <= before.size() + 1, "more than one good object of " + kind);
    }

    /** The list with one more element, at its beginning; null where it is in another encoding than UTF-8. */
    private static byte[] add(byte[] list, String element) {
        int bracket = 0;
        while (bracket < list.length && list[bracket] != '[') {
            bracket++;
        }
        int next = bracket + 1;
        while (next < list.length && list[next] <= ' ' && list[next] > 0) {
            next++;
        }
        for (byte octet : list) {
            if (octet == 0) {
                return null;
            }
        }
        if (next >= list.length) {
            return list;
        }
        byte[] added = (element + (list[next] == ']' ? "" : ",")).getBytes(StandardCharsets.UTF_8);
        byte[] result = Arrays.copyOf(list, list.length + added.length);
        System.arraycopy(added, 0, result, bracket + 1, added.length);
        System.arraycopy(list, bracket + 1, result, bracket + 1 + added.length, list.length - bracket - 1);
        return result;
    }

    /** An engine that answers from the lines. */
    private record Bodies(List<byte[]> lines) implements DockerHttpClient {
        @Override
        public Response execute(Request request) {
            return new Body(lines, Path.of(request.path()));
        }

        @Override
        public void close() {}
    }

    /** A response of it. */
    private static final class Body implements DockerHttpClient.Response {
        private final byte[] body;

        Body(List<byte[]> bodies, Path path) {
            body = path.ordinal() < bodies.size() ? bodies.get(path.ordinal()) : new byte[0];
        }

        @Override
        public int getStatusCode() {
            return body.length > 3 && body[0] == '4' && body[1] == '0' && body[2] == '4' ? 404 : 200;
        }

        @Override
        public Map<String, List<String>> getHeaders() {
            return Map.of("Content-Type", List.of(getStatusCode() == 200 ? "application/json" : "text/plain"));
        }

        @Override
        public InputStream getBody() {
            int start = getStatusCode() == 200 ? 0 : 3;
            return new ByteArrayInputStream(body, start, body.length - start);
        }

        @Override
        public void close() {}
    }
}

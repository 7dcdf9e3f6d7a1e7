package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.RecordType;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.real.IntendedDifference.Seen;
import dev.wagl.real.PeerReply.Field;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.DnsServer;
import dev.wagl.transport.TcpLimits;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneFile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xbill.DNS.Name;

/**
 * wagl side by side with NSD and Knot DNS, which load the zone as wagl exports it: all names, all types, each way of asking,
 * over real sockets. They differ by the rules of {@link IntendedDifference} and in nothing else.
 */
@ExtendWith(PeersCondition.class)
class PeersIT {

    /** The same in each run of this checkout, so that leftovers are found; short, for Knot DNS has a Unix socket there. */
    private static final Path DIRECTORY = Path.of(
            System.getProperty("java.io.tmpdir"),
            "wagl-peers-" + Integer.toHexString(Path.of("").toAbsolutePath().hashCode()));

    private static final Zone ZONE = PeerZone.build();

    private static Vertx vertx;
    private static DnsServer server;
    private static List<Peer> peers = List.of();

    /** Differences by rule and peer. */
    private final Map<IntendedDifference, Map<String, Integer>> intended = new TreeMap<>();

    /** The first of each kind. */
    private final Map<String, String> unintended = new LinkedHashMap<>();

    private final Map<String, Integer> askedAgain = new TreeMap<>();
    private int queries;
    private int unintendedCount;

    @BeforeAll
    static void start() {
        CurrentZone current = new CurrentZone(ZONE.apex());
        current.publish(ZONE);
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        server = new DnsServer(
                vertx,
                BindAddress.parseList("127.0.0.1:0"),
                transport -> new QueryProcessor(current, transport, "node-1", "2.0", 42),
                new TcpLimits(1000, 100, Duration.ofSeconds(30)));
        await(server.start());

        Leftovers.remove(DIRECTORY);
        List<ZoneFile> zones = ZoneFile.of(ZONE);
        peers = new ArrayList<>();
        peers.add(Peer.nsd(DIRECTORY.resolve("nsd"), zones));
        peers.add(Peer.knot(DIRECTORY.resolve("knot"), zones));
        for (Peer peer : peers) {
            for (ZoneFile zone : zones) {
                Name apex = PeerQuery.name(zone.apex().toString());
                peer.await(new PeerQuery(apex, RecordType.SOA, PeerQuery.Mode.PLAIN));
            }
        }
    }

    @AfterAll
    static void stop() {
        peers.forEach(Peer::close);
        Leftovers.remove(DIRECTORY);
        await(server.close());
        await(vertx.close());
    }

    private static void await(Future<Void> future) {
        future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    @Test
    void theyAnswerAlikeButForTheListedRules() throws IOException {
        Collection<Name> names = PeersQuestions.names(ZONE);
        for (PeerQuery.Mode mode : PeerQuery.Mode.values()) {
            compare(names, mode);
        }
        System.out.println(report(names.size()));

        assertThat(askedAgain).as("queries that had no response at first").containsEntry("wagl", 0);
        assertThat(queries).isGreaterThanOrEqualTo(5000);
        assertThat(unintended)
                .as("differences that no rule explains: the first of each kind")
                .isEmpty();
        assertThat(intended.keySet()).as("rules that explain something").containsExactly(IntendedDifference.values());
    }

    private void compare(Collection<Name> names, PeerQuery.Mode mode) throws IOException {
        Map<String, InetSocketAddress> servers = new LinkedHashMap<>();
        servers.put(
                "wagl", new InetSocketAddress("127.0.0.1", server.binds().get(0).port()));
        peers.forEach(peer -> servers.put(peer.name(), peer.address()));
        Map<String, PeerClient> clients = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, InetSocketAddress> asked : servers.entrySet()) {
                clients.put(asked.getKey(), PeerClient.of(asked.getKey(), asked.getValue(), mode));
            }
            for (Name name : names) {
                for (int type : PeersQuestions.TYPES) {
                    compare(new PeerQuery(name, type, mode), clients);
                }
            }
        } finally {
            clients.forEach((name, client) -> askedAgain.merge(name, client.askedAgain(), Integer::sum));
            clients.values().forEach(PeerClient::close);
        }
    }

    private void compare(PeerQuery query, Map<String, PeerClient> clients) throws IOException {
        queries++;
        for (PeerClient client : clients.values()) {
            client.send(query);
        }
        Map<String, PeerReply> replies = new LinkedHashMap<>();
        for (Map.Entry<String, PeerClient> client : clients.entrySet()) {
            replies.put(client.getKey(), client.getValue().reply());
        }
        PeerReply ours = replies.remove("wagl");
        replies.forEach((peer, theirs) -> {
            for (Field field : Field.values()) {
                if (!ours.fields().get(field).equals(theirs.fields().get(field))) {
                    differ(query, field, ours, peer, theirs);
                }
            }
        });
    }

    private void differ(PeerQuery query, Field field, PeerReply ours, String peer, PeerReply theirs) {
        Seen seen = new Seen(field, query.type(), query.mode(), ours.shape(), theirs.shape());
        List<IntendedDifference> rules = Arrays.stream(IntendedDifference.values())
                .filter(rule -> rule.explains(seen))
                .toList();
        rules.forEach(
                rule -> intended.computeIfAbsent(rule, first -> new TreeMap<>()).merge(peer, 1, Integer::sum));
        if (rules.isEmpty()) {
            unintendedCount++;
            String kind = "%s %s: %s here, %s there"
                    .formatted(peer, field, ours.shape().rcode(), theirs.shape().rcode());
            unintended.putIfAbsent(kind, "%s%n  wagl %s%n  %s %s%n".formatted(query, ours, peer, theirs));
        }
    }

    private String report(int names) {
        StringBuilder text =
                new StringBuilder("Side by side with NSD and Knot DNS: %,d distinct queries (%,d names, %d types, %s)%n"
                        .formatted(
                                queries, names, PeersQuestions.TYPES.size(), Arrays.toString(PeerQuery.Mode.values())));
        intended.forEach((rule, peers) -> text.append("  %s (%s): %s%n".formatted(rule.id(), rule.rfc(), peers)));
        return text.append("  by no rule: %d%n  asked again: %s".formatted(unintendedCount, askedAgain))
                .toString();
    }
}

package dev.wagl.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.UnclaimedPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * wagl in front of BIND, Unbound (also over TLS) and dnsmasq: what it answers for names of theirs is what they answer when they are
 * asked directly, over UDP with and without EDNS and over TCP, forwarded and kept.
 */
@ExtendWith(PeersCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class UpstreamsIT {

    /** The same in each run of this checkout, so that leftovers are found. */
    private static final Path DIRECTORY = Path.of(
            System.getProperty("java.io.tmpdir"),
            "wagl-upstreams-" + Integer.toHexString(Path.of("").toAbsolutePath().hashCode()));

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A kept TTL has counted down by so much at most, in seconds. */
    private static final int LONGEST_RUN = 300;

    /** Those whose RDATA may have pointers (RFC 3597 4). */
    private static final Set<Integer> WITH_NAMES = Set.of(
            Type.NS, Type.CNAME, Type.SOA, Type.PTR, Type.MX, Type.RP, Type.AFSDB, Type.SRV, Type.NAPTR, Type.KX);

    private final List<Peer> peers = new ArrayList<>();
    private Certificates certificates;
    private Path trust;

    /** How wagl is asked. */
    private enum Way {
        EDNS,
        TCP,
        PLAIN
    }

    /** An upstream as {@code --ns} has it, and where it is asked directly. */
    record Upstream(String name, String setting, InetSocketAddress address) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    void start() {
        Leftovers.remove(DIRECTORY);
        certificates = Certificates.issue(DIRECTORY.resolve("certificates"), "DNS:resolver.example");
        trust = certificates.file("ca.p12");
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "ca",
                        "-file",
                        certificates.file("ca.pem").toString(),
                        "-keystore",
                        trust.toString(),
                        "-storepass",
                        "changeit")
                .output();
        Peer bind = Peer.bind(DIRECTORY.resolve("bind"), UpstreamZone.file());
        peers.add(bind);
        PeerQuery soa = new PeerQuery(PeerQuery.name(UpstreamZone.APEX), Type.SOA, PeerQuery.Mode.PLAIN);
        bind.await(soa);
        peers.add(Peer.unbound(DIRECTORY.resolve("unbound"), UpstreamZone.file(), bind, certificates));
        peers.add(Peer.dnsmasq(DIRECTORY.resolve("dnsmasq"), bind));
        peers.forEach(peer -> peer.await(soa));
    }

    @AfterAll
    void stop() {
        peers.forEach(Peer::close);
        Leftovers.remove(DIRECTORY);
    }

    Stream<Upstream> upstreams() {
        Peer unbound = peers.get(1);
        return Stream.concat(
                peers.stream().map(peer -> new Upstream(peer.name(), text(peer.address()), peer.address())),
                Stream.of(new Upstream(
                        "Unbound over TLS",
                        "tls://" + text(unbound.tlsAddress()) + "#resolver.example",
                        unbound.address())));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void answersAreThoseOfTheUpstreamItself(Upstream upstream) throws IOException {
        List<UpstreamZone.Question> questions = UpstreamZone.questions();
        assertThat(questions.stream().map(UpstreamZone.Question::name).distinct())
                .hasSizeGreaterThan(1000);
        int port = UnclaimedPort.next();
        try (Program wagl = Program.startHere(
                DIRECTORY.resolve(upstream.name().replace(' ', '-') + ".log"),
                "-Djavax.net.ssl.trustStore=" + trust,
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "--swarm=demo:",
                "--bind=127.0.0.1:" + port,
                "--ns=" + upstream.setting())) {
            wagl.answering(port, "host-24." + UpstreamZone.APEX, "A");
            Map<String, Integer> seen = compare(questions, upstream, new InetSocketAddress("127.0.0.1", port));

            System.out.println("Forwarding to " + upstream + ": " + seen);
            assertThat(seen.keySet()).contains("NOERROR", "NXDOMAIN", "NODATA", "EDNS cut", "PLAIN cut");
        }
    }

    /** What was seen, each with how often. */
    private static Map<String, Integer> compare(
            List<UpstreamZone.Question> questions, Upstream upstream, InetSocketAddress wagl) throws IOException {
        SimpleResolver direct = client(upstream.address(), Way.TCP);
        Map<Way, SimpleResolver> ours = new LinkedHashMap<>();
        for (Way way : Way.values()) {
            ours.put(way, client(wagl, way));
        }
        Map<String, Integer> seen = new TreeMap<>();
        for (UpstreamZone.Question question : questions) {
            Message theirs = ask(direct, question);
            seen.merge(kind(theirs), 1, Integer::sum);
            for (Map.Entry<Way, SimpleResolver> way : ours.entrySet()) {
                Message answer = ask(way.getValue(), question);
                String what = "%s %s %s of %s:%n%s%nasked directly:%n%s"
                        .formatted(
                                question.name(), Type.string(question.type()), way.getKey(), upstream, answer, theirs);
                assertThat(answer.getHeader().getFlag(Flags.RA)).as(what).isTrue();
                assertThat(answer.getHeader().getFlag(Flags.AA)).as(what).isFalse();
                assertThat(answer.getRcode()).as(what).isEqualTo(theirs.getRcode());
                if (answer.getHeader().getFlag(Flags.TC)) {
                    assertThat(way.getKey()).as(what).isNotEqualTo(Way.TCP);
                    assertThat(theirs.numBytes()).as(what).isGreaterThan(way.getKey() == Way.PLAIN ? 512 : 1200);
                    seen.merge(way.getKey() + " cut", 1, Integer::sum);
                    continue;
                }
                assertThat(records(answer, Section.ANSWER)).as(what).isEqualTo(records(theirs, Section.ANSWER));
                assertThat(soa(answer)).as(what).isEqualTo(soa(theirs));
                for (Record record : answer.getSection(Section.ANSWER)) {
                    assertThat(record.getTTL())
                            .as(what)
                            .satisfiesAnyOf(
                                    ttl -> assertThat(ttl)
                                            .isBetween((long) UpstreamZone.TTL - LONGEST_RUN, (long) UpstreamZone.TTL),
                                    // Unbound's own, of a CNAME that it has made of a DNAME a moment ago.
                                    ttl -> assertThat(ttl).isZero());
                }
            }
        }
        return seen;
    }

    private static SimpleResolver client(InetSocketAddress server, Way way) {
        SimpleResolver client = new SimpleResolver(server);
        client.setTimeout(PATIENCE);
        client.setIgnoreTruncation(true);
        client.setTCP(way == Way.TCP);
        client.setEDNS(way == Way.PLAIN ? -1 : 0, 1232, 0);
        return client;
    }

    private static Message ask(SimpleResolver client, UpstreamZone.Question question) throws IOException {
        return client.send(Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN)));
    }

    private static String kind(Message response) {
        boolean empty = response.getRcode() == Rcode.NOERROR
                && response.getSection(Section.ANSWER).isEmpty();
        return empty ? "NODATA" : Rcode.string(response.getRcode());
    }

    /** RDATA octet for octet; only of names the case does not count, which a pointer to the question may change. Nor does the order. */
    private static Map<String, Integer> records(Message response, int section) {
        Map<String, Integer> records = new HashMap<>();
        for (Record record : response.getSection(section)) {
            String owner = record.getName().toString().toLowerCase(Locale.ROOT);
            String rdata = record.rdataToString();
            if (WITH_NAMES.contains(record.getType())) {
                rdata = rdata.toLowerCase(Locale.ROOT);
            }
            records.merge(owner + " " + Type.string(record.getType()) + " " + rdata, 1, Integer::sum);
        }
        return records;
    }

    private static String soa(Message response) {
        return response.getSection(Section.AUTHORITY).stream()
                .filter(record -> record.getType() == Type.SOA)
                .map(record -> record.getName() + " " + record.rdataToString())
                .collect(Collectors.joining("\n"));
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}

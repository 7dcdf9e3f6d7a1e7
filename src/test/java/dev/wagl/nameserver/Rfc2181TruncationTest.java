package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.Response;
import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to what does not fit: RFC 2181 9, RFC 1035 4.2. The bounds themselves each second opinion holds. */
class Rfc2181TruncationTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    static ZoneBuilder addresses(int count) {
        ZoneBuilder zone = Zone.builder(Answers.APEX, 1, 1);
        for (int i = 0; i < count; i++) {
            zone.address(Name.parse("large.swarm."), 1, Answers.ip("10.1." + i / 250 + "." + i % 250), 1);
        }
        return zone;
    }

    private static ZoneBuilder instances(int count) {
        ZoneBuilder zone = Zone.builder(Answers.APEX, 1, 1);
        for (int i = 0; i < count; i++) {
            Name instance = Name.parse(i + ".large.swarm.");
            zone.address(instance, 1, Answers.ip("10.1." + i / 250 + "." + i % 250), 1);
            zone.srv(Name.parse("_large._tcp.swarm."), 1, 1, 1, 80, instance);
        }
        return zone;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            many.swarm. A                      -> NOERROR aa tc; an *30
            many.swarm. A +bufsize=512         -> NOERROR aa tc; an *29
            many.swarm. A +bufsize=678         -> NOERROR aa tc; an *39
            many.swarm. A +bufsize=679         -> NOERROR aa; an *40
            many.swarm. A +bufsize=680         -> NOERROR aa; an *40
            many.swarm. A +edns                -> NOERROR aa; an *40
            many.swarm. A +tcp                 -> NOERROR aa; an *40
            more.swarm. A +bufsize=4096        -> NOERROR aa tc; an *74
            more.swarm. A +tcp +bufsize=512    -> NOERROR aa; an *90
            many.swarm. ANY                    -> NOERROR aa; an *1
            """)
    void asManyRecordsAsFitAndTcIfAnyIsMissing(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 29, 30, 31, 100, 1_000})
    void tcIsSetExactlyIfARecordOfTheAnswerIsMissing(int count) {
        int fit = Math.min(count, (512 - 29) / 16);
        Answers.of(addresses(count))
                .dig("large.swarm. A")
                .is("NOERROR aa" + (fit < count ? " tc" : "") + "; an *" + fit);
    }

    @Test
    void aTruncatedAnswerStartsAnywhere() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seen.addAll(server.dig("more.swarm. A").answers());
        }
        assertThat(seen).hasSize(90);
    }

    /** Whole RRsets, as many as fit; 11 records of the answer leave room for some. */
    @Test
    void additionalRecordsGoFirstAndSetNoTc() {
        Response response = server.dig("_wide._tcp.swarm. SRV");

        assertThat(response.wire()).hasSizeBetween(490, 512);
        assertThat(response.truncated()).isFalse();
        assertThat(response.answers()).hasSize(11);
        assertThat(response.additionals()).hasSizeBetween(1, 10);
    }

    @Test
    void tcpGivesEverything() {
        Response response = Answers.of(instances(1_000)).dig("_large._tcp.swarm. SRV +tcp");

        assertThat(response.truncated()).isFalse();
        assertThat(response.answers()).hasSize(1_000);
        assertThat(response.additionals())
                .hasSizeGreaterThan(300)
                .allMatch(record -> record.matches("\\d+\\.large\\.swarm\\. 1 IN A 10\\.1\\.\\d+\\.\\d+"));
    }

    /** Targets beyond the reach of a compression pointer are written out, and are right. */
    @Test
    void farTargetsHaveTheirOwnAddresses() {
        Response response = Answers.of(instances(600)).dig("_large._tcp.swarm. SRV +tcp");

        assertThat(response.additionals()).hasSize(600).allSatisfy(record -> {
            int instance = Integer.parseInt(record.substring(0, record.indexOf('.')));
            assertThat(record).endsWith(" A 10.1." + instance / 250 + "." + instance % 250);
        });
    }

    @Test
    void fiveThousandAddressesAreCutAt65535Octets() {
        Answers.of(addresses(5_000)).dig("large.swarm. A +tcp").is("NOERROR aa tc; an *" + (65_535 - 29) / 16);
    }

    /** A record of the authority section, too. */
    @Test
    void anSoaThatDoesNotFitSetsTc() {
        String label = "x".repeat(60) + ".";
        Answers deep = Answers.of(label.repeat(3) + "swarm. 1 SOA 1");

        deep.dig("missing." + label.repeat(3) + "swarm. A").is("NXDOMAIN aa tc");
        deep.dig("missing." + label.repeat(3) + "swarm. A +edns").is("NXDOMAIN aa; ns *1");
        deep.dig("missing." + label.repeat(3) + "swarm. A +bufsize=0").is("NXDOMAIN aa tc");
        deep.dig(label.repeat(3) + "swarm. A +tcp").is("NOERROR aa; ns *1");
    }
}

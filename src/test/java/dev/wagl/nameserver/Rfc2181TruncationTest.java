package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.APEX;
import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.ip;
import static dev.wagl.nameserver.Answers.query;
import static dev.wagl.nameserver.Answers.section;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What happens to what does not fit: RFC 2181 9, RFC 1035 4.2. */
class Rfc2181TruncationTest {

    static ZoneBuilder addresses(int count) {
        ZoneBuilder zone = Zone.builder(APEX, 1, 1);
        for (int i = 0; i < count; i++) {
            zone.address(Name.parse("large.swarm."), 1, ip("10.1." + i / 250 + "." + i % 250), 1);
        }
        return zone;
    }

    private static ZoneBuilder instances(int count) {
        ZoneBuilder zone = Zone.builder(APEX, 1, 1);
        for (int i = 0; i < count; i++) {
            Name instance = Name.parse(i + ".large.swarm.");
            zone.address(instance, 1, ip("10.1." + i / 250 + "." + i % 250), 1);
            zone.srv(Name.parse("_large._tcp.swarm."), 1, 1, 1, 80, instance);
        }
        return zone;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 29, 30, 31, 100, 1_000})
    void tcIsSetExactlyIfARecordOfTheAnswerIsMissing(int count) {
        Answers server = Answers.of(addresses(count));
        byte[] wire = server.raw(query("large.swarm.", Type.A).toWire());
        Message response = Answers.decode(wire);
        List<String> answer = section(response, Section.ANSWER);

        assertThat(wire).hasSizeLessThanOrEqualTo(512);
        assertThat(answer).doesNotHaveDuplicates().hasSize(Math.min(count, (512 - 29) / 16));
        assertThat(response.getHeader().getFlag(Flags.TC)).isEqualTo(answer.size() < count);
    }

    @Test
    void aTruncatedAnswerStartsAnywhere() {
        Answers server = Answers.of(addresses(100));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            seen.addAll(section(server.ask("large.swarm.", Type.A), Section.ANSWER));
        }
        assertThat(seen).hasSize(100);
    }

    @Test
    void additionalRecordsGoFirstAndSetNoTc() {
        Answers server = Answers.of(instances(12));
        byte[] wire = server.raw(query("_large._tcp.swarm.", Type.SRV).toWire());
        Message response = Answers.decode(wire);

        assertThat(wire).hasSizeLessThanOrEqualTo(512);
        assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(response.getSection(Section.ANSWER)).hasSize(12);
        assertThat(response.getSection(Section.ADDITIONAL)).hasSizeBetween(1, 11);
    }

    @Test
    void theOptRecordStaysInATruncatedResponse() {
        Message response = Answers.of(addresses(200)).ask(edns(query("large.swarm.", Type.A), 1232));

        assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(response.getOPT()).isNotNull();
    }

    @Test
    void tcpGivesEverything() {
        Answers server = Answers.of(instances(1_000));
        Message response = server.askTcp(query("_large._tcp.swarm.", Type.SRV));

        assertThat(response.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(section(response, Section.ANSWER)).doesNotHaveDuplicates().hasSize(1_000);
        assertThat(section(response, Section.ADDITIONAL))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(300)
                .allMatch(record -> record.matches("\\d+\\.large\\.swarm\\. 1 A 10\\.1\\.\\d+\\.\\d+"));
    }

    /** Targets beyond the reach of a compression pointer are written out, and are right. */
    @Test
    void farTargetsHaveTheirOwnAddresses() {
        Answers server = Answers.of(instances(600));
        Message response = server.askTcp(query("_large._tcp.swarm.", Type.SRV));

        assertThat(response.getSection(Section.ADDITIONAL)).hasSize(600).allSatisfy(record -> {
            int instance = Integer.parseInt(record.getName().getLabelString(0));
            assertThat(record.rdataToString()).isEqualTo("10.1." + instance / 250 + "." + instance % 250);
        });
    }

    @Test
    void fiveThousandInstancesFitOverTcpOrAreCutAt65535Octets() {
        Answers server = Answers.of(addresses(5_000));
        Message response = server.askTcp(query("large.swarm.", Type.A));

        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(section(response, Section.ANSWER)).doesNotHaveDuplicates().hasSize((65_535 - 29) / 16);
        assertThat(response.numBytes()).isLessThanOrEqualTo(65_535);
    }

    @Test
    void anSoaThatDoesNotFitSetsTc() {
        String longLabel = "x".repeat(60);
        Name apex = Name.parse(longLabel + "." + longLabel + "." + longLabel + ".swarm.");
        CurrentZone zone = new CurrentZone(apex);
        zone.publish(Zone.builder(apex, 1, 1).build());
        QueryProcessor udp = new QueryProcessor(zone, Transport.UDP, "n", "v", 1);
        byte[] query = query("missing." + apex, Type.A).toWire();
        udp.process(query, query.length);
        Message response = Answers.decode(Arrays.copyOf(udp.response(), udp.responseLength()));

        assertThat(response.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(udp.responseLength()).isLessThanOrEqualTo(512);
    }
}

package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.APEX;
import static dev.wagl.nameserver.Answers.assertFlags;
import static dev.wagl.nameserver.Answers.ip;
import static dev.wagl.nameserver.Answers.query;
import static dev.wagl.nameserver.Answers.section;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** NODATA and NXDOMAIN: RFC 2308 2 and 3, RFC 8020 for what lies between. */
class Rfc2308NegativeAnswersTest {

    private static final String SOA = "swarm. 1 SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1";

    private final Answers server = Answers.of(Answers.billing());

    @ParameterizedTest
    @ValueSource(ints = {Type.AAAA, Type.SRV, Type.MX, Type.CAA, Type.DS, Type.DNSKEY, Type.HTTPS, Type.SVCB, 65280, 0})
    void anExistingNameWithoutTheTypeIsNoData(int type) throws Exception {
        byte[] wire = query("api.billing.swarm.", Type.A).toWire();
        wire[wire.length - 4] = (byte) (type >> 8);
        wire[wire.length - 3] = (byte) type;
        Message response = Answers.decode(server.raw(wire));

        assertNegative(response, Rcode.NOERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"billing.swarm.", "_tcp.billing.swarm."})
    void anEmptyNonTerminalIsNoData(String name) {
        assertNegative(server.ask(name, Type.A), Rcode.NOERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing.swarm.",
                "*.swarm.",
                "*.billing.swarm.",
                "4.api.billing.swarm.",
                "deep.below.api.billing.swarm.",
                "a\\000b.swarm.",
                "a\\.b.swarm.",
                "\\255.swarm."
            })
    void aMissingNameIsNxdomain(String name) {
        assertNegative(server.ask(name, Type.A), Rcode.NXDOMAIN);
    }

    @Test
    void theLongestNamesAreJustMissing() {
        String label = "a".repeat(61) + ".";
        String longest = label.repeat(4) + "swarm.";
        assertThat(Name.parse(longest).length()).isEqualTo(255);
        assertNegative(server.ask(longest, Type.A), Rcode.NXDOMAIN);

        String manyLabels = "a.".repeat(124) + "swarm.";
        assertNegative(server.ask(manyLabels, Type.A), Rcode.NXDOMAIN);
    }

    private static void assertNegative(Message response, int rcode) {
        assertThat(response.getRcode()).isEqualTo(rcode);
        assertFlags(response, Flags.QR, Flags.AA, Flags.RD);
        assertThat(response.getSection(Section.ANSWER)).isEmpty();
        assertThat(section(response, Section.AUTHORITY)).containsExactly(SOA);
        assertThat(response.getSection(Section.ADDITIONAL)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "60, 1"})
    void theSoaLivesTheShorterOfItsTtlAndMinimum(int ttl, int negativeTtl) {
        Answers other = Answers.of(Zone.builder(APEX, ttl, 1));

        assertThat(other.ask("x.swarm.", Type.A)
                        .getSection(Section.AUTHORITY)
                        .get(0)
                        .getTTL())
                .isEqualTo(negativeTtl);
        assertThat(other.ask("swarm.", Type.SOA)
                        .getSection(Section.ANSWER)
                        .get(0)
                        .getTTL())
                .isEqualTo(ttl);
    }

    @Test
    void aReverseNameIsTheApexOfItsNegatives() {
        String soa = "11.0.0.10.in-addr.arpa. 1 SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1";
        Message noData = server.ask("11.0.0.10.in-addr.arpa.", Type.A);
        assertThat(noData.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(section(noData, Section.AUTHORITY)).containsExactly(soa);

        Message below = server.ask("x.y.11.0.0.10.in-addr.arpa.", Type.PTR);
        assertThat(below.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(section(below, Section.AUTHORITY)).containsExactly(soa);
    }

    @Test
    void aZoneOfSeveralLabelsHoldsNoNameAboveIt() {
        Name apex = Name.parse("swarm.corp.example.");
        CurrentZone zone = new CurrentZone(apex);
        zone.publish(Zone.builder(apex, 1, 1)
                .address(Name.parse("api.swarm.corp.example."), 1, ip("10.0.0.1"), 1)
                .build());
        QueryProcessor processor = new QueryProcessor(zone, Transport.UDP, "n", "v", 1);

        assertThat(rcode(processor, "api.swarm.corp.example.")).isEqualTo(Rcode.NOERROR);
        assertThat(rcode(processor, "no.swarm.corp.example.")).isEqualTo(Rcode.NXDOMAIN);
        assertThat(rcode(processor, "corp.example.")).isEqualTo(Rcode.REFUSED);
        assertThat(rcode(processor, "xswarm.corp.example.")).isEqualTo(Rcode.REFUSED);
    }

    private static int rcode(QueryProcessor processor, String name) {
        byte[] query = query(name, Type.A).toWire();
        assertThat(processor.process(query, query.length)).isEqualTo(QueryProcessor.Verdict.RESPOND);
        return processor.response()[3] & 0xF;
    }
}

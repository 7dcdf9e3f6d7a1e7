package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.ip;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What an RFC does not say: which record comes first, the generation, and what is counted. */
class QueryProcessorTest {

    private final Answers server = Answers.of(Answers.billing());

    @Test
    void theApexTellsTheGeneration() {
        server.dig("swarm. TXT")
                .is("NOERROR aa; an swarm. 5 TXT \"generation="
                        + server.currentZone().get().generationText() + "\"");
    }

    @Test
    void eachRecordComesFirstEquallyOften() {
        Map<String, Integer> first = firstAddresses(server, "api.billing.swarm.", 30_000);

        assertThat(first).hasSize(3);
        assertThat(first.values()).allSatisfy(count -> assertThat(count).isBetween(9_500, 10_500));
    }

    @Test
    void eachRecordComesFirstInProportionToItsWeight() {
        Name owner = Name.parse("canary.swarm.");
        Answers weighted = Answers.of(Zone.builder(Answers.APEX, 1, 1)
                .address(owner, 1, ip("10.0.0.1"), 90)
                .address(owner, 1, ip("10.0.0.2"), 10)
                .address(owner, 1, ip("10.0.0.3"), 0));
        Map<String, Integer> first = firstAddresses(weighted, "canary.swarm.", 50_000);

        assertThat(first.get("10.0.0.1")).isBetween(44_300, 45_700);
        assertThat(first.get("10.0.0.2")).isBetween(4_300, 5_700);
        assertThat(first).doesNotContainKey("10.0.0.3");
    }

    private static Map<String, Integer> firstAddresses(Answers server, String name, int queries) {
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < queries; i++) {
            var answer = server.ask(name, Type.A).getSection(Section.ANSWER);
            first.merge(answer.get(0).rdataToString(), 1, Integer::sum);
        }
        return first;
    }

    @Test
    void whatWasNotUnderstoodIsNotCountedAsTheQueryBefore() {
        server.ask("api.billing.swarm.", Type.A);
        byte[] junk = query("api.billing.swarm.", Type.A).toWire();
        junk[5] = 2;
        server.raw(junk);
        QueryCounters counters = server.udp().counters();

        assertThat(counters.requests(0)).isEqualTo(1);
        assertThat(counters.requests(QueryCounters.types() - 1)).isEqualTo(1);
    }

    @Test
    void queriesAndResponsesAreCounted() {
        server.ask("api.billing.swarm.", Type.A);
        server.ask("nothing.swarm.", Type.AAAA);
        server.ask("example.com.", Type.MX);
        server.raw(new byte[5]);
        QueryCounters counters = server.udp().counters();

        assertThat(counters.requests(0)).as(QueryCounters.typeName(0)).isEqualTo(1);
        assertThat(counters.requests(1)).as(QueryCounters.typeName(1)).isEqualTo(1);
        assertThat(counters.requests(QueryCounters.types() - 1)).as("other").isEqualTo(1);
        assertThat(counters.responses(Rcode.NOERROR, QueryCounters.Source.ZONE)).isEqualTo(1);
        assertThat(counters.responses(Rcode.NXDOMAIN, QueryCounters.Source.ZONE))
                .isEqualTo(1);
        assertThat(counters.responses(Rcode.REFUSED, QueryCounters.Source.NONE)).isEqualTo(1);
        assertThat(counters.drops(QueryCounters.Drop.SHORT)).isEqualTo(1);
        assertThat(counters.responseOctets()).isPositive();
    }
}

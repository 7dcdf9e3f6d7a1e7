package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.assertFlags;
import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.extendedError;
import static dev.wagl.nameserver.Answers.ip;
import static dev.wagl.nameserver.Answers.query;
import static dev.wagl.nameserver.Answers.section;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The answers of a healthy zone, question by question. */
class QueryProcessorTest {

    private final Answers server = Answers.of(Answers.billing());

    @Test
    void anAddressQueryGetsTheWholeRRsetWithAuthority() {
        Message response = server.ask("api.billing.swarm.", Type.A);

        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertFlags(response, Flags.QR, Flags.AA, Flags.RD);
        assertThat(section(response, Section.ANSWER))
                .containsExactlyInAnyOrder(
                        "api.billing.swarm. 5 A 10.0.0.11",
                        "api.billing.swarm. 5 A 10.0.0.12",
                        "api.billing.swarm. 5 A 10.0.0.13");
        assertThat(response.getOPT()).isNull();
    }

    @Test
    void aServiceQueryGetsTargetsAndTheirAddresses() {
        Message response = server.ask("_api._tcp.billing.swarm.", Type.SRV);

        assertThat(section(response, Section.ANSWER))
                .containsExactlyInAnyOrder(
                        "_api._tcp.billing.swarm. 5 SRV 1 1 8080 1.api.billing.swarm.",
                        "_api._tcp.billing.swarm. 5 SRV 1 1 8080 2.api.billing.swarm.",
                        "_api._tcp.billing.swarm. 5 SRV 1 1 8080 3.api.billing.swarm.");
        assertThat(section(response, Section.ADDITIONAL))
                .containsExactlyInAnyOrder(
                        "1.api.billing.swarm. 5 A 10.0.0.11",
                        "2.api.billing.swarm. 5 A 10.0.0.12",
                        "3.api.billing.swarm. 5 A 10.0.0.13");
    }

    @Test
    void aTargetWithTwoPortsHasItsAddressesOnce() {
        Name instance = Name.parse("1.web.swarm.");
        ZoneBuilder zone = Zone.builder(Answers.APEX, 1, 1)
                .address(instance, 1, ip("10.0.0.1"), 1)
                .address(instance, 1, ip("fd00::1"), 1);
        for (int port : new int[] {80, 443}) {
            zone.srv(Name.parse("_web._tcp.swarm."), 1, 1, 1, port, instance);
        }
        Message response = Answers.of(zone).ask("_web._tcp.swarm.", Type.SRV);

        assertThat(response.getSection(Section.ANSWER)).hasSize(2);
        assertThat(section(response, Section.ADDITIONAL))
                .containsExactly("1.web.swarm. 1 A 10.0.0.1", "1.web.swarm. 1 AAAA fd00:0:0:0:0:0:0:1");
    }

    @Test
    void theApexTellsOfItself() {
        assertThat(section(server.ask("swarm.", Type.SOA), Section.ANSWER))
                .containsExactly("swarm. 5 SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1");
        assertThat(section(server.ask("swarm.", Type.NS), Section.ANSWER)).containsExactly("swarm. 5 NS ns.swarm.");
        assertThat(section(server.ask("swarm.", Type.TXT), Section.ANSWER))
                .containsExactly("swarm. 5 TXT \"generation="
                        + server.currentZone().get().generationText() + "\"");
    }

    @Test
    void theNameServersAddressesRideWithNs() {
        Answers named = Answers.of(Answers.billing().ownNameServerAddress(ip("10.0.0.1")));

        assertThat(section(named.ask("swarm.", Type.NS), Section.ADDITIONAL)).containsExactly("ns.swarm. 5 A 10.0.0.1");
    }

    @Test
    void aReverseNameTellsTheInstance() {
        Message response = server.ask("12.0.0.10.in-addr.arpa.", Type.PTR);

        assertFlags(response, Flags.QR, Flags.AA, Flags.RD);
        assertThat(section(response, Section.ANSWER))
                .containsExactly("12.0.0.10.in-addr.arpa. 5 PTR 2.api.billing.swarm.");
    }

    @Test
    void anUnpublishedReverseNameIsNotOurs() {
        assertThat(server.ask("99.0.0.10.in-addr.arpa.", Type.PTR).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(server.ask("0.0.10.in-addr.arpa.", Type.PTR).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void theQuestionIsEchoedBitForBit() {
        byte[] query = query("aPi.BiLLing.SWARM.", Type.A).toWire();
        byte[] response = server.raw(query);

        assertThat(response).startsWith(query[0], query[1]);
        assertThat(Arrays.copyOfRange(response, 12, query.length))
                .isEqualTo(Arrays.copyOfRange(query, 12, query.length));
        assertThat(Answers.decode(response).getSection(Section.ANSWER)).hasSize(3);
    }

    @Test
    void anyGetsOneSmallAnswer() {
        assertThat(section(server.ask("api.billing.swarm.", Type.ANY), Section.ANSWER))
                .containsExactly("api.billing.swarm. 5 HINFO \"RFC8482\" \"\"");
        assertThat(server.ask("nothing.swarm.", Type.ANY).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    @Test
    void anyOfANameWithoutRecordsIsNoDataWithItsReason() {
        Message response = server.ask(edns(query("down.swarm.", Type.ANY), 1232));

        assertThat(response.getSection(Section.ANSWER)).isEmpty();
        assertThat(response.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(extendedError(response)).isEqualTo("0:0 of 3 tasks running");
        assertThat(server.ask("billing.swarm.", Type.ANY).getSection(Section.ANSWER))
                .isEmpty();
    }

    @Test
    void chaosNamesTellOfTheServer() {
        assertThat(section(server.ask(query("version.bind.", Type.TXT, DClass.CH)), Section.ANSWER))
                .containsExactly("version.bind. 0 TXT \"wagl 2.0\"");
        assertThat(section(server.ask(query("ID.server.", Type.TXT, DClass.CH)), Section.ANSWER))
                .containsExactly("ID.server. 0 TXT \"node-1\"");
        assertThat(server.ask(query("authors.bind.", Type.TXT, DClass.CH)).getRcode())
                .isEqualTo(Rcode.REFUSED);
    }

    @Test
    void otherClassesAreRefused() {
        for (int dclass : new int[] {DClass.HS, DClass.ANY, DClass.NONE, 4711}) {
            Message response = server.ask(query("api.billing.swarm.", Type.A, dclass));
            assertThat(response.getRcode()).as("class " + dclass).isEqualTo(Rcode.REFUSED);
            assertThat(response.getSection(Section.ANSWER)).isEmpty();
        }
    }

    @Test
    void namesOutsideAreRefusedWithoutAuthority() {
        for (String name : List.of("example.com.", "swarm.example.", "notswarm.", "arpa.", ".", "test.")) {
            Message response = server.ask(edns(query(name, Type.A), 1232));
            assertThat(response.getRcode()).as(name).isEqualTo(Rcode.REFUSED);
            assertFlags(response, Flags.QR, Flags.RD);
            assertThat(extendedError(response)).isEqualTo("20:outside the zone; not forwarded");
        }
    }

    @Test
    void beforeTheFirstSyncNothingIsKnown() {
        Answers waiting = Answers.notReady();
        Message inside = waiting.ask(edns(query("api.billing.swarm.", Type.A), 1232));

        assertThat(inside.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(extendedError(inside)).isEqualTo("14:no successful sync with Docker yet");
        assertFlags(inside, Flags.QR, Flags.RD);
        assertThat(waiting.ask("example.com.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void aZoneThatWasWithdrawnIsNotOneThatNeverWas() {
        server.currentZone().withdraw();
        Message response = server.ask(edns(query("api.billing.swarm.", Type.A), 1232));
        assertThat(response.getRcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(extendedError(response)).isEqualTo("22:no successful sync with Docker for too long");

        server.currentZone().publish(Answers.billing().build());
        assertThat(server.ask("api.billing.swarm.", Type.A).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    @Test
    void aNameWithoutReadyTasksSaysWhy() {
        Message response = server.ask(edns(query("down.swarm.", Type.A), 1232));

        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(response.getSection(Section.ANSWER)).isEmpty();
        assertThat(response.getSection(Section.AUTHORITY)).hasSize(1);
        assertThat(extendedError(response)).isEqualTo("0:0 of 3 tasks running");
    }

    @Test
    void nsidTellsNodeAndGeneration() {
        Message response = server.ask(edns(query("swarm.", Type.SOA), 1232, new NSIDOption(new byte[0])));
        byte[] option =
                response.getOPT().getOptions(EDNSOption.Code.NSID).get(0).toWire();
        String told = new String(option, 4, option.length - 4, StandardCharsets.US_ASCII);

        assertThat(told).isEqualTo("node-1/" + server.currentZone().get().generationText());
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
    void everyRotationHoldsEveryRecordOnce() {
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            List<String> answer = section(server.ask("_api._tcp.billing.swarm.", Type.SRV), Section.ANSWER);
            assertThat(answer).doesNotHaveDuplicates().hasSize(3);
            orders.add(answer);
        }
        assertThat(orders).hasSize(3);
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

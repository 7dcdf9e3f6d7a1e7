package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.ip;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters.Drop;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.nameserver.ResponseRateLimit.Action;
import dev.wagl.zone.ZoneBuilder;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Against whole queries, at ten like responses a second and a clock that is turned by hand. */
class ResponseRateLimitTest {

    private static final int LIMIT = 10;
    private static final InetAddress STRANGER = ip("192.0.2.1");
    private static final Set<InetAddress> GATEWAYS = Set.of(ip("172.18.0.1"), ip("fd00::1:1"));
    private static final String SECRET = "e5e973e5a6b2a43f48e7dc849e37bfcf";

    private int second = 1_000;
    private final Answers zone = Answers.of(zone());
    private final List<InetAddress> told = new ArrayList<>();
    private final ResponseRateLimit limit = limit("loopback,link-local,private");
    private final QueryProcessor udp = processor(Transport.UDP, limit);

    private static ZoneBuilder zone() {
        ZoneBuilder zone = Answers.billing();
        for (int i = 0; i < 2_000; i++) {
            zone.address(Name.parse("n" + i + ".swarm."), 5, ip("10.0.0.30"), 1);
        }
        return zone;
    }

    private ResponseRateLimit limit(String exempt) {
        return new ResponseRateLimit(
                new RateLimitConfig(LIMIT, AddressBlock.parseList(exempt)), GATEWAYS, told::add, new Random(42));
    }

    private QueryProcessor processor(Transport transport, ResponseRateLimit limit) {
        QueryProcessor processor = new QueryProcessor(
                zone.currentZone(), transport, "node-1", "2.0", 42, CookieSecrets.parse(SECRET), limit);
        processor.tick(second * 1_000_000_000L, second * 1_000L);
        return processor;
    }

    private void nextSecond() {
        passSeconds(1);
    }

    private void passSeconds(int seconds) {
        second += seconds;
        udp.tick(second * 1_000_000_000L, second * 1_000L);
    }

    private static Message a(String name) {
        return query(name, Type.A);
    }

    /** One letter for each query: a whole answer, TC, nothing. */
    private String send(int times, Message query, InetAddress client) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < times; i++) {
            Message response = ask(udp, query, client);
            seen.append(response == null ? '-' : response.getHeader().getFlag(Flags.TC) ? 't' : 'a');
        }
        return seen.toString();
    }

    private static Message ask(QueryProcessor processor, Message query, InetAddress client) {
        byte[] request = query.toWire();
        return processor.process(request, request.length, client) == Verdict.DROP
                ? null
                : Answers.decode(Arrays.copyOf(processor.response(), processor.responseLength()));
    }

    @Test
    void overTheLimitEverySecondOneIsCutAndTheOthersDropped() {
        assertThat(send(16, a("api.billing.swarm."), STRANGER)).isEqualTo("aaaaaaaaaat-t-t-");
        assertThat(udp.counters().slips()).isEqualTo(3);
        assertThat(udp.counters().drops(Drop.RATE_LIMIT)).isEqualTo(3);
        assertThat(udp.counters().responses(Rcode.NOERROR, QueryCounters.Source.ZONE))
                .isEqualTo(13);
        assertThat(udp.counters().requests(0)).isEqualTo(16);
    }

    @Test
    void theNextSecondIsANewOne() {
        send(50, a("api.billing.swarm."), STRANGER);
        nextSecond();
        assertThat(send(11, a("api.billing.swarm."), STRANGER)).isEqualTo("aaaaaaaaaat");
    }

    /** Nor is an old one taken for it, for many hours. */
    @Test
    void whatWasLimitedLongAgoIsForgotten() {
        for (int bit = 1; bit < 16; bit++) {
            send(50, a("api.billing.swarm."), STRANGER);
            passSeconds(1 << bit);
            assertThat(send(1, a("api.billing.swarm."), STRANGER))
                    .as((1 << bit) + " seconds later")
                    .isEqualTo("a");
            passSeconds(1);
        }
    }

    /** A minimal answer: its size is its query's, so nobody is buried in them. */
    @Test
    void whatIsCutIsTheQuestionAndNothingElse() {
        Message query = edns(query("_api._tcp.billing.swarm.", Type.SRV), 1232, new NSIDOption(new byte[0]));
        send(LIMIT, query, STRANGER);
        Message cut = ask(udp, query, STRANGER);

        Answers.assertFlags(cut, Flags.QR, Flags.AA, Flags.TC, Flags.RD);
        assertThat(cut.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(cut.getQuestion()).isEqualTo(query.getQuestion());
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            assertThat(cut.getSection(section)).isEmpty();
        }
        assertThat(cut.getSection(Section.ADDITIONAL)).containsExactly(cut.getOPT());
        assertThat(cut.getOPT().getOptions()).isEmpty();
        assertThat(udp.responseLength()).isLessThanOrEqualTo(query.toWire().length);
    }

    @Test
    void withoutEdnsACutResponseHasNoOptRecord() {
        send(LIMIT, a("api.billing.swarm."), STRANGER);
        assertThat(ask(udp, a("api.billing.swarm."), STRANGER).getOPT()).isNull();
        assertThat(udp.responseLength()).isEqualTo(a("api.billing.swarm.").toWire().length);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.255, true",
        "192.0.2.1, 192.0.3.1, false",
        "2001:db8:0:1::1, 2001:db8:0:ff:ffff::1, true",
        "2001:db8:0:1::1, 2001:db8:0:100::1, false",
        // The 24 bits of one are the last of the other's 56.
        "192.0.2.1, 0:0:c000:200::, false"
    })
    void aNetworkIsCountedTogether(String one, String other, boolean together) {
        send(LIMIT, a("api.billing.swarm."), ip(one));
        assertThat(send(1, a("api.billing.swarm."), ip(other))).isEqualTo(together ? "t" : "a");
    }

    @Test
    void aNameIsOneInAnyCase() {
        send(LIMIT, a("api.billing.swarm."), STRANGER);
        assertThat(send(1, a("API.billing.sWARM."), STRANGER)).isEqualTo("t");
    }

    @Test
    void eachNameAndTypeCountsByItself() {
        send(30, a("api.billing.swarm."), STRANGER);
        assertThat(send(LIMIT, a("1.api.billing.swarm."), STRANGER)).isEqualTo("aaaaaaaaaa");
        assertThat(send(LIMIT, query("api.billing.swarm.", Type.ANY), STRANGER)).isEqualTo("aaaaaaaaaa");
        assertThat(send(LIMIT, query("id.server.", Type.TXT, DClass.CH), STRANGER))
                .isEqualTo("aaaaaaaaaa");
    }

    /** A flood of random names inside the zone: they all say the same. */
    @Test
    void negativeAnswersCountTogether() {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            seen.append(send(1, a("random" + i + ".swarm."), STRANGER));
        }
        seen.append(send(1, query("api.billing.swarm.", Type.AAAA), STRANGER));
        seen.append(send(1, a("down.swarm."), STRANGER));
        seen.append(send(1, a("x.12.0.0.10.in-addr.arpa."), STRANGER));
        assertThat(seen).hasToString("aaaaaaaaaat-");
        assertThat(send(1, a("api.billing.swarm."), STRANGER)).isEqualTo("a");
    }

    @Test
    void aCutNegativeAnswerIsStillNegative() {
        send(LIMIT, a("nothing.swarm."), STRANGER);
        assertThat(ask(udp, a("nothing.swarm."), STRANGER).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }

    /** Of whatever kind; and apart from answers. */
    @Test
    void errorsCountTogether() {
        Message status = a("swarm.");
        status.getHeader().setOpcode(2);
        Message malformed = a("swarm.");
        malformed.addRecord(malformed.getQuestion(), Section.QUESTION);
        Message version = a("swarm.");
        version.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        List<Message> errors = List.of(
                status, malformed, version, a("example.com."), query("swarm.", Type.AXFR), query("swarm.", Type.A, 4));
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < 18; i++) {
            seen.append(send(1, errors.get(i % errors.size()), STRANGER));
        }
        assertThat(seen).hasToString("aaaaaaaaaat-t-t-t-");
        assertThat(send(1, a("api.billing.swarm."), STRANGER)).isEqualTo("a");
        assertThat(send(1, a("nothing.swarm."), STRANGER)).isEqualTo("a");
    }

    /** An address cannot be forged there. */
    @Test
    void overTcpNobodyIsLimited() {
        QueryProcessor tcp = processor(Transport.TCP, limit);
        send(50, a("api.billing.swarm."), STRANGER);
        for (int i = 0; i < 50; i++) {
            Message response = ask(tcp, a("api.billing.swarm."), STRANGER);
            assertThat(response.getSection(Section.ANSWER)).hasSize(3);
        }
    }

    @Test
    void whoHoldsACookieOfOursIsNotLimited() {
        Message first =
                ask(udp, edns(query("api.billing.swarm.", Type.A), 1232, new CookieOption(new byte[8])), STRANGER);
        EDNSOption cookie = cookie(first);
        send(50, a("api.billing.swarm."), STRANGER);

        Message holder = edns(a("api.billing.swarm."), 1232, cookie);
        assertThat(send(50, holder, STRANGER)).isEqualTo("a".repeat(50));
        assertThat(send(2, a("api.billing.swarm."), STRANGER))
                .as("without it, the next moment")
                .doesNotContain("a");
        assertThat(send(2, holder, ip("192.0.2.2")))
                .as("with a cookie that was given to another address")
                .doesNotContain("a");
    }

    /** RFC 9018 4.3: an hour; by then whoever asks has long been given the next. */
    @Test
    void anOldCookieCountsAsNone() {
        Message query = edns(query("api.billing.swarm.", Type.A), 1232, new CookieOption(new byte[8]));
        EDNSOption cookie = cookie(ask(udp, query, STRANGER));
        Message holder = edns(a("api.billing.swarm."), 1232, cookie);

        passSeconds(1_799);
        assertThat(cookie(ask(udp, holder, STRANGER))).isEqualTo(cookie);
        passSeconds(1);
        EDNSOption next = cookie(ask(udp, holder, STRANGER));
        assertThat(next).isNotEqualTo(cookie);
        passSeconds(1_800);
        assertThat(send(50, holder, STRANGER)).isEqualTo("a".repeat(50));
        passSeconds(1);
        assertThat(send(12, holder, STRANGER)).isEqualTo("aaaaaaaaaat-");
        assertThat(send(50, edns(a("api.billing.swarm."), 1232, next), STRANGER))
                .isEqualTo("a".repeat(50));
    }

    private static EDNSOption cookie(Message response) {
        return response.getOPT().getOptions(EDNSOption.Code.COOKIE).get(0);
    }

    @Test
    void anUnknownCookieCountsAsNone() {
        byte[] forged = new byte[16];
        forged[0] = 1;
        Message query = edns(a("api.billing.swarm."), 1232, new CookieOption(new byte[8], forged));
        assertThat(send(12, query, STRANGER)).isEqualTo("aaaaaaaaaat-");
        Message clientHalf = edns(a("api.billing.swarm."), 1232, new CookieOption(new byte[8]));
        assertThat(send(2, clientHalf, STRANGER)).isEqualTo("t-");
    }

    /** So a client that speaks cookies is out of it after one of them. */
    @Test
    void aCutResponseBringsACookie() {
        Message query = edns(a("api.billing.swarm."), 1232, new CookieOption(new byte[8]));
        send(LIMIT, query, STRANGER);
        Message cut = ask(udp, query, STRANGER);
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();

        EDNSOption cookie = cookie(cut);
        assertThat(send(1, edns(a("api.billing.swarm."), 1232, cookie), STRANGER))
                .isEqualTo("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "::1", "10.1.2.3", "172.18.0.2", "192.168.0.1", "fd00::1", "fe80::1", "169.254.0.1"
            })
    void theNearAreNotLimited(String client) {
        assertThat(send(50, a("api.billing.swarm."), ip(client))).isEqualTo("a".repeat(50));
    }

    @Test
    void whoIsExemptIsASetting() {
        QueryProcessor other = processor(Transport.UDP, limit("192.0.2.0/25,2001:db8::/32"));
        for (int i = 0; i < 50; i++) {
            assertThat(ask(other, a("api.billing.swarm."), STRANGER)).isNotNull();
            assertThat(ask(other, a("api.billing.swarm."), ip("2001:db8::1"))).isNotNull();
            ask(other, a("api.billing.swarm."), ip("127.0.0.1"));
            ask(other, a("api.billing.swarm."), ip("192.0.2.128"));
        }
        assertThat(other.counters().drops(Drop.RATE_LIMIT)).isEqualTo(40);
        assertThat(other.counters().slips()).isEqualTo(40);
    }

    /** Containers of this node have its address, and strangers behind Docker's proxy do. */
    @ParameterizedTest
    @ValueSource(strings = {"172.18.0.1", "fd00::1:1"})
    void aDefaultGatewayIsLimitedAndThatIsToldOnce(String gateway) {
        assertThat(send(LIMIT, a("api.billing.swarm."), ip(gateway))).isEqualTo("aaaaaaaaaa");
        assertThat(told).isEmpty();
        assertThat(send(6, a("api.billing.swarm."), ip(gateway))).isEqualTo("t-t-t-");
        send(20, a("nothing.swarm."), ip(gateway));
        assertThat(told).containsExactly(ip(gateway));
    }

    /** One who asks honestly gets a cookie that fits everyone behind it; to know it proves nothing there. */
    @ParameterizedTest
    @ValueSource(strings = {"172.18.0.1", "fd00::1:1"})
    void aCookieDoesNotLiftTheLimitOffADefaultGateway(String gateway) {
        Message first =
                ask(udp, edns(query("api.billing.swarm.", Type.A), 1232, new CookieOption(new byte[8])), ip(gateway));
        EDNSOption cookie = cookie(first);

        Message holder = edns(a("api.billing.swarm."), 1232, cookie);
        assertThat(send(14, holder, ip(gateway))).isEqualTo("aaaaaaaaat-t-t");
        assertThat(told).containsExactly(ip(gateway));
    }

    /** A container that is attached to one more network may have another one then. */
    @ParameterizedTest
    @ValueSource(strings = {"172.19.0.1", "fd00:2::1"})
    void aDefaultGatewayThatComesLaterIsLimitedFromThenOn(String gateway) {
        assertThat(send(LIMIT + 1, a("api.billing.swarm."), ip(gateway))).isEqualTo("a".repeat(LIMIT + 1));
        limit.addGateways(Set.of(ip(gateway)));
        nextSecond();
        assertThat(send(LIMIT + 2, a("api.billing.swarm."), ip(gateway))).isEqualTo("a".repeat(LIMIT) + "t-");
        assertThat(told).containsExactly(ip(gateway));
        for (InetAddress before : GATEWAYS) {
            assertThat(send(LIMIT + 2, a("api.billing.swarm."), before)).isEqualTo("a".repeat(LIMIT) + "t-");
        }
    }

    @Test
    void theGatewaysNeighboursAreNotLimitedAndAStrangerIsNoGateway() {
        assertThat(send(50, a("api.billing.swarm."), ip("172.18.0.9"))).isEqualTo("a".repeat(50));
        send(50, a("api.billing.swarm."), STRANGER);
        assertThat(told).isEmpty();
    }

    @Test
    void whatWeAskOurselvesIsNotLimited() {
        byte[] request = a("api.billing.swarm.").toWire();
        for (int i = 0; i < 50; i++) {
            assertThat(udp.process(request, request.length)).isEqualTo(Verdict.RESPOND);
        }
        assertThat(udp.counters().slips()).isZero();
    }

    /** The kernel deals a network's datagrams out to all of them. */
    @Test
    void allEventLoopsCountTogether() {
        QueryProcessor another = processor(Transport.UDP, limit);
        for (int i = 0; i < LIMIT / 2; i++) {
            ask(another, a("api.billing.swarm."), STRANGER);
        }
        assertThat(send(6, a("api.billing.swarm."), STRANGER)).isEqualTo("aaaaat");
    }

    /** No two of these names share a count, though there are two thousand. */
    @Test
    void whoAsksForManyNamesIsNotLimitedForOne() {
        for (int round = 0; round < LIMIT; round++) {
            for (int i = 0; i < 2_000; i++) {
                byte[] request = a("n" + i + ".swarm.").toWire();
                udp.process(request, request.length, STRANGER);
            }
        }
        assertThat(udp.counters().slips()).isZero();
        assertThat(udp.counters().drops(Drop.RATE_LIMIT)).isZero();
    }

    /** A million networks do not push out the count of the one that is flooded. */
    @Test
    void whatFloodsStaysInTheTable() throws Exception {
        send(50, a("api.billing.swarm."), STRANGER);
        ClientAddress client = new ClientAddress();
        int limited = 0;
        for (int network = 0; network < 1_000_000; network++) {
            byte[] octets = {(byte) (20 + (network >> 16)), (byte) (network >> 8), (byte) network, 1};
            client.set(InetAddress.getByAddress(octets));
            limited += limit.judge(client, 7, second) == Action.SEND ? 0 : 1;
        }
        assertThat(limited).isZero();
        assertThat(send(2, a("api.billing.swarm."), STRANGER)).isEqualTo("t-");
    }

    /** Two million in one second: the count is at its end, and goes on to say every second one. */
    @Test
    void aCountThatIsFullGoesOn() {
        ClientAddress client = ClientAddress.of(STRANGER);
        int sent = 0;
        int slipped = 0;
        int dropped = 0;
        for (int i = 0; i < 2_000_000; i++) {
            switch (limit.judge(client, 7, second)) {
                case SEND -> sent++;
                case SLIP -> slipped++;
                case DROP -> dropped++;
            }
        }
        assertThat(sent).isEqualTo(LIMIT);
        assertThat(slipped).isBetween(dropped - 2, dropped + 2);
    }

    /** Someone who knows the program, but not the secret, does not know which counts lie together. */
    @Test
    void whereACountLiesIsASecret() {
        List<String> seen = new ArrayList<>();
        for (long seed : new long[] {1, 2}) {
            ResponseRateLimit one =
                    new ResponseRateLimit(new RateLimitConfig(1, List.of()), List.of(), told::add, new Random(seed));
            seen.add(displaced(one));
        }
        assertThat(seen.get(0)).isNotEqualTo(seen.get(1)).contains("SEND");
    }

    /** Of the first 2,000 answers counted twice, which have lost their counts to the 100,000 that came after. */
    private String displaced(ResponseRateLimit one) {
        ClientAddress client = ClientAddress.of(STRANGER);
        for (int answer = 0; answer < 102_000; answer++) {
            one.judge(client, answer, second);
        }
        StringBuilder still = new StringBuilder();
        for (int answer = 0; answer < 2_000; answer++) {
            still.append(one.judge(client, answer, second)).append(' ');
        }
        return still.toString();
    }
}

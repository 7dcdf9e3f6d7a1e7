package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Transport;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** DNS Cookies: RFC 7873. What a server's half is made of is RFC 9018's. */
class Rfc7873CookieTest {

    private static final byte[] CLIENT_COOKIE = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final InetAddress CLIENT = Answers.ip("192.0.2.1");

    private final CookieSecrets secrets = CookieSecrets.random(new SecureRandom());
    private final Answers zone = Answers.of(Answers.billing());
    private final QueryProcessor udp = processor(zone, Transport.UDP, secrets);

    private static QueryProcessor processor(Answers zone, Transport transport, CookieSecrets secrets) {
        return new QueryProcessor(zone.currentZone(), transport, "node-1", "2.0", 42, secrets, null);
    }

    private static byte[] raw(QueryProcessor processor, byte[] query) {
        processor.process(query, query.length, CLIENT);
        return Arrays.copyOf(processor.response(), processor.responseLength());
    }

    private static Message ask(QueryProcessor processor, Message query) {
        return Answers.decode(raw(processor, query.toWire()));
    }

    private Message ask(String name, EDNSOption... options) {
        return ask(udp, edns(query(name, Type.A), 1232, options));
    }

    private static EDNSOption cookie(int length) {
        return new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[length]);
    }

    private static List<CookieOption> cookies(Message response) {
        return response.getOPT().getOptions(EDNSOption.Code.COOKIE).stream()
                .map(CookieOption.class::cast)
                .toList();
    }

    private static byte[] serverHalf(CookieOption cookie) {
        return cookie.getServerCookie().orElseThrow();
    }

    /** 5.2.3: a client's half alone is answered with both; the client takes it over both transports. */
    @ParameterizedTest
    @EnumSource
    void aClientCookieIsAnsweredWithAServerCookie(Transport transport) {
        QueryProcessor processor = processor(zone, transport, secrets);
        Message response =
                ask(processor, edns(query("api.billing.swarm.", Type.A), 1232, new CookieOption(CLIENT_COOKIE)));

        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(response.getSection(Section.ANSWER)).hasSize(3);
        assertThat(cookies(response)).singleElement().satisfies(cookie -> {
            assertThat(cookie.getClientCookie()).isEqualTo(CLIENT_COOKIE);
            assertThat(serverHalf(cookie)).hasSize(16).startsWith(1, 0, 0, 0);
        });
    }

    @Test
    void aServerCookieThatIsSentBackIsKept() {
        CookieOption given = cookies(ask("api.billing.swarm.", new CookieOption(CLIENT_COOKIE)))
                .get(0);

        assertThat(cookies(ask("down.swarm.", given))).singleElement().satisfies(cookie -> {
            assertThat(cookie.getClientCookie()).isEqualTo(CLIENT_COOKIE);
            assertThat(serverHalf(cookie)).isEqualTo(serverHalf(given));
        });
    }

    /** 5.2.4 and 5.4: no BADCOOKIE, which is for servers that answer none without: answered, with a new one. */
    @ParameterizedTest
    @ValueSource(ints = {16, 24, 25, 40})
    void anUnknownServerCookieIsAnsweredWithANewOne(int length) {
        Message response = ask("api.billing.swarm.", cookie(length));

        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(response.getSection(Section.ANSWER)).hasSize(3);
        assertThat(cookies(response))
                .singleElement()
                .satisfies(cookie -> assertThat(serverHalf(cookie)).hasSize(16).startsWith(1, 0, 0, 0));
    }

    /** 5.2.2. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 9, 12, 15, 41, 200})
    void aMalformedCookieIsAFormatError(int length) {
        byte[] query =
                edns(query("api.billing.swarm.", Type.A), 1232, cookie(length)).toWire();
        byte[] response = raw(udp, query);

        assertThat(Answers.decode(response).getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(cookies(Answers.decode(response))).isEmpty();
        assertThat(response).hasSizeLessThanOrEqualTo(query.length);
    }

    /** 4: of several the first counts, and the others are ignored, however long. */
    @Test
    void ofTwoCookiesTheFirstCounts() {
        List<CookieOption> cookies = cookies(ask("api.billing.swarm.", new CookieOption(CLIENT_COOKIE), cookie(5)));

        assertThat(cookies)
                .singleElement()
                .satisfies(cookie -> assertThat(cookie.getClientCookie()).isEqualTo(CLIENT_COOKIE));
        assertThat(ask("api.billing.swarm.", cookie(5), new CookieOption(CLIENT_COOKIE))
                        .getRcode())
                .isEqualTo(Rcode.FORMERR);
    }

    /** Least of all that of the query before. */
    @Test
    void withoutACookieThereIsNone() {
        ask("api.billing.swarm.", new CookieOption(CLIENT_COOKIE));
        assertThat(cookies(ask("api.billing.swarm."))).isEmpty();
    }

    /** 5.2: whatever the answer is. */
    @ParameterizedTest
    @ValueSource(
            strings = {"api.billing.swarm.", "down.swarm.", "nothing.swarm.", "example.com.", "12.0.0.10.in-addr.arpa."
            })
    void everyKindOfAnswerHasOne(String name) {
        assertThat(cookies(ask(name, new CookieOption(CLIENT_COOKIE)))).hasSize(1);
        Message chaos = edns(query("id.server.", Type.TXT, DClass.CH), 1232, new CookieOption(CLIENT_COOKIE));
        assertThat(cookies(ask(udp, chaos))).hasSize(1);
        Message transfer = edns(query("swarm.", Type.AXFR), 1232, new CookieOption(CLIENT_COOKIE));
        assertThat(cookies(ask(udp, transfer))).hasSize(1);
    }

    /** No such response is larger than its query; a server's half would be 16 octets more. */
    @Test
    void notImplementedHasNone() {
        Message notify = edns(query("swarm.", Type.SOA), 1232, new CookieOption(CLIENT_COOKIE));
        notify.getHeader().setOpcode(4);
        for (Message query :
                List.of(notify, edns(query("swarm.", Type.MAILB), 1232, new CookieOption(CLIENT_COOKIE)))) {
            byte[] response = raw(udp, query.toWire());
            assertThat(Answers.decode(response).getRcode()).isEqualTo(Rcode.NOTIMP);
            assertThat(response).hasSizeLessThanOrEqualTo(query.toWire().length);
        }
    }

    /** What another version of EDNS calls a cookie we do not know. */
    @Test
    void anotherVersionOfEdnsIsNotJudgedByItsCookie() {
        Message query = query("swarm.", Type.SOA);
        query.addRecord(new OPTRecord(1232, 0, 1, 0, List.of(cookie(5))), Section.ADDITIONAL);

        assertThat(ask(udp, query).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    /** Room is put aside for it, beside NSID, and a record goes only for the 28 octets that it takes. */
    @ParameterizedTest
    @ValueSource(ints = {512, 700, 1232})
    void aTruncatedResponseKeepsItAndItsSize(int size) {
        QueryProcessor large = processor(
                Answers.of(Rfc2181TruncationTest.addresses(200)),
                Transport.UDP,
                CookieSecrets.random(new SecureRandom()));
        byte[] without =
                raw(large, edns(query("large.swarm.", Type.A), size, nsid()).toWire());
        byte[] with = raw(
                large,
                edns(query("large.swarm.", Type.A), size, nsid(), new CookieOption(CLIENT_COOKIE))
                        .toWire());
        Message response = Answers.decode(with);

        assertThat(with).hasSizeBetween(size - 16, size);
        assertThat(response.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cookies(response)).hasSize(1);
        assertThat(Answers.decode(without).getSection(Section.ANSWER).size()
                        - response.getSection(Section.ANSWER).size())
                .isBetween(1, 2);
    }

    private static EDNSOption nsid() {
        return new NSIDOption(new byte[0]);
    }

    /** 5.2.5: the address belongs to it; another replica with the same secret takes it, one with its own does not. */
    @Test
    void replicasThatShareASecretTakeEachOthersCookies() {
        Message query = edns(query("api.billing.swarm.", Type.A), 1232, new CookieOption(CLIENT_COOKIE));
        CookieOption given = cookies(ask(udp, query)).get(0);
        byte[] back = edns(query("api.billing.swarm.", Type.A), 1232, given).toWire();

        assertThat(HexFormat.of().formatHex(raw(processor(zone, Transport.UDP, secrets), back)))
                .contains(HexFormat.of().formatHex(serverHalf(given)));
        CookieSecrets others = CookieSecrets.random(new SecureRandom());
        assertThat(HexFormat.of().formatHex(raw(processor(zone, Transport.UDP, others), back)))
                .doesNotContain(HexFormat.of().formatHex(serverHalf(given)));
    }
}

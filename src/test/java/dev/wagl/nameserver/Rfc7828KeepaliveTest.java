package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TcpKeepaliveOption;
import org.xbill.DNS.Type;

/** The edns-tcp-keepalive option: RFC 7828. */
class Rfc7828KeepaliveTest {

    private static final EDNSOption ASKING = new TcpKeepaliveOption();

    private final Answers server = Answers.of(Answers.billing());

    @BeforeEach
    void fiveSeconds() {
        server.tcp().idleTimeout(50);
        server.udp().idleTimeout(50);
    }

    private static Message asking(String name) {
        return edns(query(name, Type.A), 1232, ASKING);
    }

    /** In units of 100 ms; nothing of it: the server sent no such option. */
    private static OptionalInt told(Message response) {
        return response.getOPT().getOptions(EDNSOption.Code.TCP_KEEPALIVE).stream()
                .mapToInt(option -> ((TcpKeepaliveOption) option).getTimeout().orElseThrow())
                .findFirst();
    }

    /** 3.3.2: the time-out that goes for the session. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.billing.swarm.",
                "nothing.swarm.",
                "billing.swarm.",
                "down.swarm.",
                "example.com.",
                "x.test."
            })
    void whoAsksIsToldOverTcp(String name) {
        Message response = server.askTcp(asking(name));

        assertThat(told(response)).hasValue(50);
        assertThat(server.askTcp(query(name, Type.A)).getRcode()).isEqualTo(response.getRcode());
    }

    /** 3.3.2: 0 wishes the client would close. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535})
    void itIsTheTimeoutOfTheMoment(int tenths) {
        server.tcp().idleTimeout(tenths);

        assertThat(told(server.askTcp(asking("api.billing.swarm.")))).hasValue(tenths);
    }

    @Test
    void whoDoesNotAskIsNotTold() {
        assertThat(told(server.askTcp(edns(query("api.billing.swarm.", Type.A), 1232))))
                .isEmpty();
        assertThat(server.askTcp(query("api.billing.swarm.", Type.A)).getOPT()).isNull();
    }

    /** 3.2.1: a client must leave the time-out out. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 600})
    void aTimeoutInAQueryIsAFormatErrorOverTcp(int octets) {
        Message query = edns(
                query("api.billing.swarm.", Type.A),
                1232,
                new GenericEDNSOption(EDNSOption.Code.TCP_KEEPALIVE, new byte[octets]),
                ASKING);
        byte[] response = Answers.raw(server.tcp(), query.toWire());

        assertThat(Answers.decode(response).getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(Answers.decode(response).getOPT()).isNotNull();
        assertThat(told(Answers.decode(response))).isEmpty();
        assertThat(response).hasSizeLessThanOrEqualTo(query.toWire().length);
    }

    /** What is not implemented costs the client more than us. */
    @Test
    void aRefusalToParseIsNoLargerThanItsQuery() {
        for (int type : new int[] {Type.TKEY, Type.OPT}) {
            byte[] query = edns(query("api.billing.swarm.", type), 1232, ASKING).toWire();

            assertThat(Answers.raw(server.tcp(), query)).hasSizeBetween(12, query.length);
        }
    }

    /** 3.3.1: over UDP the option must be ignored, whatever is in it. */
    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3})
    void itIsIgnoredOverUdp(int octets) {
        Message response = server.ask(edns(
                query("api.billing.swarm.", Type.A),
                1232,
                new GenericEDNSOption(EDNSOption.Code.TCP_KEEPALIVE, new byte[octets])));

        assertThat(response.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(response.getSection(Section.ANSWER)).hasSize(3);
        assertThat(told(response)).isEmpty();
    }

    /** It must not tell the next one what this one asked for. */
    @Test
    void theNextQueryIsAnotherOne() {
        server.askTcp(asking("api.billing.swarm."));

        assertThat(told(server.askTcp(edns(query("api.billing.swarm.", Type.A), 1232))))
                .isEmpty();
        assertThat(told(server.askTcp(asking("api.billing.swarm.")))).hasValue(50);
    }
}

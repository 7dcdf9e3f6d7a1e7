package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EDNS(0): RFC 6891. That an OPT record comes back exactly if one was sent, version 0 and of our size, each second opinion holds. */
class Rfc6891EdnsTest {

    private static final String API =
            "an api.billing.swarm. 5 A 10.0.0.11; an api.billing.swarm. 5 A 10.0.0.12; an api.billing.swarm. 5 A 10.0.0.13";

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 6.1.1. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            1.api.billing.swarm. A             -> NOERROR aa; an *1
            1.api.billing.swarm. A +edns       -> NOERROR aa; an *1
            1.api.billing.swarm. A +edns +tcp  -> NOERROR aa; an *1
            1.api.billing.swarm. AAAA +edns    -> NOERROR aa; soa
            nothing.swarm. A +edns             -> NXDOMAIN aa; soa
            _wide._tcp.swarm. SRV +edns        -> NOERROR aa; an *11; ar *11
            swarm. HS A +edns                  -> REFUSED
            swarm. AXFR +edns                  -> REFUSED
            swarm. TYPE249 +edns               -> NOTIMP
            swarm. SOA +opcode=2 +edns         -> NOTIMP
            swarm. OPT +edns                   -> FORMERR
            """)
    void theResponseHasAnOptRecordExactlyIfTheQueryHadOne(String query, String response) {
        server.dig(query).is(response);
    }

    /** 6.1.3: BADVERS, our version is 0, nothing is answered. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. A +edns=1       -> BADVERS
            api.billing.swarm. A +edns=255     -> BADVERS
            api.billing.swarm. A +edns=1 +tcp  -> BADVERS
            api.billing.swarm. A +edns=1 +do   -> BADVERS
            api.billing.swarm. A +edns=1 +nsid -> BADVERS
            nothing.swarm. A +edns=1           -> BADVERS
            example.com. A +edns=1             -> BADVERS
            swarm. SOA +edns=1 +opcode=2       -> NOTIMP
            """)
    void anotherVersionIsBadversAndTellsOurs(String query, String response) {
        server.dig(query).is(response);
    }

    /** 6.1.2 and 6.1.4: unknown options and flags are ignored, and not echoed. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "+ednsflags=4001",
                "+ednsflags=ffff",
                "+opt=65001:0102",
                "+opt=1 +opt=2 +opt=65535",
                "+opt=65001:0102 +opt=65001:0102 +do",
                "+opt=8:00010000 +opt=9 +opt=11 +opt=12:000000",
            })
    void unknownOptionsAndFlagsAreIgnored(String options) {
        server.dig("api.billing.swarm. A " + options).is("NOERROR aa; " + API);
        server.dig("nothing.swarm. A " + options).is("NXDOMAIN aa; soa");
        server.dig("swarm. HS A " + options).is("REFUSED");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            # 6.1.1: one at most, and in the additional section.
            swarm. SOA +edns +ar=00002904d0000000000000      -> FORMERR
            swarm. SOA +an=00002904d0000000000000            -> FORMERR noopt
            swarm. SOA +ns=00002904d0000000000000            -> FORMERR noopt
            swarm. SOA +an=00002904d0000000000000 +edns      -> FORMERR noopt
            # 6.1.2: its owner is the root; a pointer to it is none.
            swarm. SOA +ar=017800002904d0000000000000        -> FORMERR
            swarm. SOA +ar=c012002904d0000000000000          -> FORMERR
            # 6.1.2: options end with their record.
            swarm. SOA +ar=00002904d0000000000001ff          -> FORMERR opt
            swarm. SOA +ar=00002904d0000000000003fde900      -> FORMERR opt
            swarm. SOA +ar=00002904d0000000000004fde90001    -> FORMERR opt
            swarm. SOA +ar=00002904d0000000000004fde9ffff    -> FORMERR opt
            swarm. SOA +ar=00002904d0000000000006fde9000300  -> FORMERR
            swarm. SOA +edns +tcp +ar=00002904d0000000000000 -> FORMERR
            # Not an OPT record, but beside one: a TSIG, an A record.
            swarm. SOA +edns +ar=0000fa00ff000000000000      -> NOERROR aa; an *1
            swarm. SOA +edns +ar=c00c0001000100000000000401020304 -> NOERROR aa; an *1
            """)
    void anOptRecordThatIsNoneIsAFormatError(String query, String response) {
        server.dig(query).is(response);
    }

    /** 6.2.3: a size below 512 counts as 512; RFC 9715 3: no more than crosses today's networks in one piece. */
    @ParameterizedTest
    @CsvSource({
        "0, 490, 512",
        "1, 490, 512",
        "511, 490, 512",
        "512, 490, 512",
        "513, 490, 513",
        "600, 580, 600",
        "1231, 1210, 1231",
        "1232, 1210, 1232",
        "1233, 1210, 1232",
        "4096, 1210, 1232",
        "65535, 1210, 1232"
    })
    void noResponseIsLargerThanBothSidesTake(int size, int least, int most) {
        Response response = server.dig("more.swarm. A +bufsize=" + size);

        assertThat(response.wire()).hasSizeBetween(least, most);
        assertThat(response.truncated()).isTrue();
        assertThat(response.message().getOPT()).isNotNull();
    }

    /** 6.2.3 is about UDP. */
    @Test
    void theSizeDoesNotBoundTcp() {
        server.dig("more.swarm. A +bufsize=0 +tcp").is("NOERROR aa; an *90");
    }
}

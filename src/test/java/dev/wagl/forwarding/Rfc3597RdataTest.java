package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Octets;
import dev.wagl.forwarding.ReplyReader.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RDATA goes through as it came, but for names of types that may have them compressed (RFC 3597 3 and 4). */
class Rfc3597RdataTest {

    @ParameterizedTest
    @ValueSource(ints = {65_280, 65_281, 9999, 300, 64, 65, 257, 52, 48, 43, 99, 61, 24})
    void octetsOfOtherTypesAreOctets(int type) {
        Random random = new Random(type);
        for (int length : new int[] {0, 1, 2, 17, 300, 20_000}) {
            byte[] rdata = new byte[length];
            random.nextBytes(rdata);
            Asked asked =
                    Asked.of("www.example. TYPE" + type).add(Section.ANSWER, Asked.raw("www.example.", type, 9, rdata));
            byte[] written = asked.write(asked.reply(), 0);
            int at = written.length - 11 - length;
            assertThat(HexFormat.of().formatHex(written, at, at + length))
                    .isEqualTo(HexFormat.of().formatHex(rdata));
            assertThat(Octets.u16(written, at - 2)).isEqualTo(length);
        }
    }

    /** RDATA of each type that dnsjava writes and reads, with names that it compresses. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A     | 192.0.2.1
            AAAA  | 2001:db8::1
            NS    | ns.www.example.
            MD    | md.example.
            MF    | www.example.
            MB    | mb.Www.Example.
            MG    | mg.example.
            MR    | .
            PTR   | a.b.c.example.
            MX    | 10 mail.www.example.
            SOA   | ns.example. m.www.example. 1 2 3 4 5
            MINFO | r.example. e.www.example.
            RP    | r.example. t.www.example.
            AFSDB | 1 afs.www.example.
            RT    | 2 rt.www.example.
            PX    | 3 px.www.example. x4.example.
            KX    | 4 kx.www.example.
            SRV   | 1 2 3 srv.www.example.
            NAPTR | 1 2 "u" "E2U+sip" "!^.*$!sip:x@example.!" r.www.example.
            DNAME | other.www.example.
            TXT   | "one" "two" ""
            HINFO | "cpu" "os"
            CAA   | 0 issue "ca.example"
            HTTPS | 1 svc.www.example. alpn=h2 port=8443
            SVCB  | 0 svc.www.example.
            DS    | 1 8 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            TLSA  | 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            SSHFP | 1 1 0123456789abcdef0123456789abcdef01234567
            LOC   | 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m
            URI   | 10 1 "https://www.example/"
            """)
    void dnsjavaReadsWhatItWrote(String type, String rdata) {
        Asked asked = Asked.of("www.example. " + type)
                .answer(
                        "www.example. 60 IN %s %s".formatted(type, rdata),
                        "www.example. 60 IN %s %s".formatted(type, rdata));
        Message read = asked.answered(0);
        List<Record> sent = Asked.read(asked.octets()).getSection(Section.ANSWER);
        assertThat(read.getSection(Section.ANSWER)).hasSize(2).isEqualTo(sent);
        assertThat(Asked.text(read)).contains(sent.get(0).rdataToString().toLowerCase(java.util.Locale.ROOT));
    }

    /** Old servers compress names in SRV and its like (RFC 3597 4 lets them be read); they go on in full. */
    @ParameterizedTest
    @CsvSource({
        "SRV, 000100020003, 1 2 3 example.",
        "KX, 0004, 4 example.",
        "AFSDB, 0001, 1 example.",
        "DNAME, '', example.",
        "NAPTR, 0001000200 00 00, 1 2 \"\" \"\" \"\" example."
    })
    void compressedNamesOfLaterTypesAreExpanded(String type, String before, String text) {
        byte[] prefix = HexFormat.of().parseHex(before.replace(" ", ""));
        ByteArrayOutputStream rdata = new ByteArrayOutputStream();
        rdata.writeBytes(prefix);
        // To "example" within www.example.
        rdata.writeBytes(new byte[] {(byte) 0xC0, 16});
        Asked asked = Asked.of("www.example. " + type)
                .add(Section.ANSWER, Asked.raw("www.example.", Type.value(type), 9, rdata.toByteArray()));
        byte[] written = asked.write(asked.reply(), 0);
        assertThat(Asked.text(Asked.read(written))).endsWith(text);
        assertThat(Octets.u16(written, written.length - 11 - prefix.length - 9 - 2))
                .isEqualTo(prefix.length + 9);
    }

    @ParameterizedTest
    @CsvSource({
        "A, ''",
        "A, C00002",
        "A, C000020101",
        "AAAA, C0000201",
        "AAAA, 20010db800000000000000000000000101",
        "NS, ''",
        "NS, 01",
        "NS, 0161",
        "NS, 016100ff",
        "NS, C0",
        "NS, C00Cff",
        "CNAME, ''",
        "CNAME, 016100ff",
        "CNAME, C0",
        "MX, 00",
        "MX, 0001",
        "MX, 000100ff",
        "SOA, 0000",
        "MINFO, 00",
        "SRV, 00010002",
        "SRV, 000100020003",
        "PX, 000100",
        "RP, 00",
        "RP, 0000ff",
        "RP, C010C00Cff",
        "NAPTR, 00010002",
        "NAPTR, 00010002ff",
        "NAPTR, 00010002000000",
        "NAPTR, 0001000200000001"
    })
    void rdataThatIsCutOrTooLongIsMalformed(String type, String hex) {
        Asked asked = Asked.of("www.example. " + type)
                .add(
                        Section.ANSWER,
                        Asked.raw(
                                "www.example.",
                                Type.value(type),
                                9,
                                HexFormat.of().parseHex(hex)));
        assertThat(asked.verdict()).isEqualTo(Verdict.MALFORMED);
    }

    /** A name that ends where the message does is no name of a record that ends before. */
    @Test
    void aNameStaysWithinItsRdata() {
        Asked asked = Asked.of("www.example. NS")
                .add(Section.ANSWER, Asked.raw("www.example.", Type.NS, 9, new byte[] {3, 'a'}))
                .add(Section.ANSWER, Asked.raw(".", Type.NS, 9, new byte[] {0}));
        assertThat(asked.verdict()).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void whatIsDroppedIsNotLookedInto() {
        Asked.of("www.example. A")
                .add(Section.ANSWER, Asked.raw("www.example.", Type.MX, 9, new byte[1]))
                .add(Section.ANSWER, Asked.raw("other.example.", Type.A, 9, new byte[1]))
                .answer("www.example. 9 IN A 192.0.2.1")
                .add(Section.ADDITIONAL, Asked.raw("www.example.", Type.A, 9, new byte[1]))
                .becomes("NOERROR", "www.example. 9 A 192.0.2.1");
    }
}

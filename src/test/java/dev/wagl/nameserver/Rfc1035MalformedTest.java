package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.QueryText;
import dev.wagl.conformance.Response;
import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are not queries, or not well-formed: RFC 1035 4.1, RFC 9267 for names. */
class Rfc1035MalformedTest {

    private static final int QR = 0x80;

    private final Answers server = Answers.of(GoldenPackets.zone());

    @Test
    void lessThanAHeaderIsDropped() {
        for (int length = 0; length < 12; length++) {
            assertThat(server.raw(new byte[length])).isEmpty();
            server.dig("swarm. SOA +cut=" + length).is("drop");
            server.dig("swarm. SOA +tcp +cut=" + length).is("drop");
        }
    }

    /** PowerDNS CVE-2012-0206: two servers must never talk to each other for ever. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA +qr                     -> drop
            swarm. SOA +qr +tcp                -> drop
            swarm. SOA +qr +edns=1             -> drop
            swarm. SOA +qr +opcode=4           -> drop
            swarm. SOA +qr +opcode=15 @4=ffff  -> drop
            swarm. SOA +qr @4=0000             -> drop
            swarm. SOA +qr +cut=12             -> drop
            swarm. SOA +qr +cut=20             -> drop
            swarm. SOA +qr @12=c00c            -> drop
            id.server. CH TXT +qr              -> drop
            """)
    void aResponseIsDropped(String query, String response) {
        server.dig(query).is(response);
    }

    @Test
    void aResponseIsDroppedWhateverItsShape() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] message = new byte[12 + random.nextInt(100)];
            random.nextBytes(message);
            message[2] |= (byte) QR;
            assertThat(server.raw(message)).isEmpty();
        }
    }

    /** So it ends where it begins, whoever is made to believe that the other has asked. */
    @Test
    void whatWeSayIsAnsweredByNoneOfUs() {
        Answers other = Answers.of(GoldenPackets.zone());
        GoldenPackets.all().stream()
                .flatMap(behaviour -> behaviour.exchanges().stream())
                .map(exchange -> server.raw(exchange.query()))
                .filter(response -> response.length > 0)
                .forEach(response -> assertThat(other.raw(response)).isEmpty());
    }

    /** 4.1.2 and RFC 9619: one question. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA @4=0000                 -> FORMERR noquestion
            swarm. SOA @4=0000 +cut=12         -> FORMERR noquestion
            swarm. SOA @4=0002                 -> FORMERR noquestion
            swarm. SOA @4=0002 +tail=05737761726d0000060001 -> FORMERR noquestion
            swarm. SOA @4=ffff                 -> FORMERR noquestion
            swarm. SOA @4=0100                 -> FORMERR noquestion
            swarm. SOA @4=0000 +edns           -> FORMERR noquestion noopt
            swarm. SOA @4=0002 +tcp            -> FORMERR noquestion
            """)
    void otherThanOneQuestionIsAFormatError(String query, String response) {
        server.dig(query).is(response);
    }

    /** RFC 6891 6.1.1: an OPT record is answered with one, though there is nothing else to be answered. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            01000000000000000001 00002904d0000080000000             -> FORMERR noquestion
            01000000000000000001 00002904d0000000000004fde90000     -> FORMERR noquestion
            01000000000000000001 000029100000000000000400030000     -> FORMERR noquestion
            01000000000000000001 00002904d0000100000000             -> FORMERR noquestion
            20000000000000000001 00002904d0000000000000             -> NOTIMP noquestion
            20000000000000000002 00002904d000000000000000           -> NOTIMP noquestion
            01000000000000000001 00002904d00000000000               -> FORMERR noquestion noopt
            01000000000000000001 00002904d0000000000001             -> FORMERR noquestion noopt
            01000000000000010000 00002904d0000000000000             -> FORMERR noquestion noopt
            """)
    void withoutAQuestionThereIsStillAnOptRecord(String query, String response) {
        byte[] wire = HexFormat.of().parseHex("3039" + query.replace(" ", ""));
        server.ask(new QueryText(query, wire, Transport.UDP, true)).is(response);
        server.ask(new QueryText(query, wire, Transport.TCP, true)).is(response);
    }

    /** The octets of {@code api.billing.swarm.} are 12 to 30, its type and class 31 to 34; an OPT record ends at 45. */
    @Test
    void aQueryCutAnywhereIsAFormatError() {
        for (int length = 12; length < 35; length++) {
            server.dig("api.billing.swarm. A +cut=" + length).is("FORMERR noquestion");
        }
        for (int length = 35; length < 46; length++) {
            server.dig("api.billing.swarm. A +edns +cut=" + length).is("FORMERR noopt");
        }
        for (int length = 46; length < 50; length++) {
            server.dig("api.billing.swarm. A +nsid +cut=" + length).is("FORMERR noopt");
        }
    }

    /** 4.1.4 and RFC 6891 5, RFC 9267 3: no pointer and no other label type stands in a QNAME. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. A @12=40        -> FORMERR noquestion
            api.billing.swarm. A @12=41        -> FORMERR noquestion
            api.billing.swarm. A @12=7f        -> FORMERR noquestion
            api.billing.swarm. A @12=80        -> FORMERR noquestion
            api.billing.swarm. A @12=bf        -> FORMERR noquestion
            api.billing.swarm. A @12=c0        -> FORMERR noquestion
            api.billing.swarm. A @12=ff        -> FORMERR noquestion
            # A pointer to itself, to the header, ahead, past the end; behind a label; where the root should be.
            api.billing.swarm. A @12=c00c      -> FORMERR noquestion
            api.billing.swarm. A @12=c000      -> FORMERR noquestion
            api.billing.swarm. A @12=c010      -> FORMERR noquestion
            api.billing.swarm. A @12=ffff      -> FORMERR noquestion
            api.billing.swarm. A @16=c00c      -> FORMERR noquestion
            api.billing.swarm. A @30=c00c      -> FORMERR noquestion
            # A label longer than the message.
            api.billing.swarm. A @12=3f        -> FORMERR noquestion
            api.billing.swarm. A @24=0b        -> FORMERR noquestion
            """)
    void whatIsNoNameIsAFormatError(String query, String response) {
        server.dig(query).is(response);
    }

    /** Nor where there is room enough for a label as long as these octets would say. */
    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x41, 0x7F, 0x80, 0xBF, 0xC0})
    void aLabelTypeThatIsNoneIsAFormatErrorHoweverLongTheMessage(int type) {
        String name = String.format("%02x", type) + "61".repeat(type) + "00";
        send("303901000001000000000000" + name + "00010001").is("FORMERR noquestion");
        if (type < 0xC0) {
            server.dig("swarm. SOA +ar=" + name + "00010001000000000000").is("FORMERR");
        }
    }

    /** 2.3.4 and PowerDNS CVE-2016-5426: 127 labels and the root are 255 octets; one more octet is too many. */
    @Test
    void aNameOver255OctetsIsAFormatError() {
        String longest = "0161".repeat(127) + "00";
        send("303901000001000000000000" + longest + "00010001").is("REFUSED");
        send("303901000001000000000000" + "026161" + longest.substring(4) + "00010001")
                .is("FORMERR noquestion");
        send("303901000001000000000000" + "0161" + longest + "00010001").is("FORMERR noquestion");
        // SIGRed: far more than 65,535 octets fit into no count of 16 bits.
        send("303901000001000000000000" + "3f" + ("61".repeat(63) + "3f").repeat(1_020))
                .is("FORMERR noquestion");
    }

    /** 4.1.1: counts that lie, in each section, by one and by all they can. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA @6=0001                 -> FORMERR
            swarm. SOA @6=ffff                 -> FORMERR
            swarm. SOA @8=0001                 -> FORMERR
            swarm. SOA @8=ffff                 -> FORMERR
            swarm. SOA @10=0001                -> FORMERR
            swarm. SOA @10=ffff                -> FORMERR
            swarm. SOA @6=ffffffffffff         -> FORMERR
            swarm. SOA +edns @10=0002          -> FORMERR
            swarm. SOA +edns @10=ffff          -> FORMERR
            swarm. SOA +edns @6=0001           -> FORMERR noopt
            # An OPT record that is not counted is not there.
            swarm. SOA +edns @10=0000          -> NOERROR aa noopt; an *1
            """)
    void countsThatLieAreAFormatError(String query, String response) {
        server.dig(query).is(response);
    }

    /** 4.1.3; owners are passed over, not followed (RFC 9267 3): nobody needs the names of a query's records. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            # RDLENGTH past the end.
            swarm. SOA +ar=00002904d0000000000001     -> FORMERR
            swarm. SOA +ar=00002904d000000000ffff     -> FORMERR
            swarm. SOA +ar=000001000100000000ffff     -> FORMERR
            swarm. SOA +an=00000100010000000000050a000001 -> FORMERR
            swarm. SOA +ns=00                         -> FORMERR
            swarm. SOA +ns=000001                     -> FORMERR
            # An owner that does not end, of a label type that is none, longer than the message.
            swarm. SOA +ar=c0                         -> FORMERR
            swarm. SOA +ar=40000100010000000000000000 -> FORMERR
            swarm. SOA +ar=3f000100010000000000000000 -> FORMERR
            # An owner that points to itself, or ahead, is nobody's; this is bounded, whatever it points to.
            swarm. SOA +ar=c0170001000100000000000401020304 -> NOERROR aa; an *1
            swarm. SOA +ar=ffff0001000100000000000401020304 -> NOERROR aa; an *1
            # Records where a query has none.
            swarm. SOA +an=c00c0001000100000000000401020304 -> NOERROR aa; an *1
            swarm. SOA +ns=c00c0001000100000000000401020304 -> NOERROR aa; an *1
            """)
    void recordsAreReadToTheirEnd(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA +tail=00                -> NOERROR aa; an *1
            swarm. SOA +tail=a5a5a5a5a5a5a5a5  -> NOERROR aa; an *1
            swarm. SOA +edns +tail=00002904d0000000000000 -> NOERROR aa; an *1
            nothing.swarm. A +tail=ff +tcp     -> NXDOMAIN aa; soa
            """)
    void trailingGarbageIsAnswered(String query, String response) {
        server.dig(query).is(response);
    }

    private Response send(String hex) {
        QueryText query = new QueryText(hex, HexFormat.of().parseHex(hex), Transport.UDP, false);
        return server.ask(query);
    }

    /** Fuzzing goes farther; these few already find what is wrong with a bound, for each response gets its second opinion. */
    @Test
    void mutatedQueriesNeverThrowAndAnswersKeepTheirBounds() {
        Random random = new Random(11);
        Answers large = Answers.of(
                Rfc2181TruncationTest.addresses(200).exists(Name.parse("down.swarm."), "0 of 3 tasks running"));
        byte[][] seeds = {
            QueryText.parse("_api._tcp.billing.swarm. SRV +nsid").wire(),
            QueryText.parse("down.swarm. A +bufsize=4096").wire(),
            QueryText.parse("12.0.0.10.in-addr.arpa. PTR").wire(),
            QueryText.parse("large.swarm. A").wire(),
        };
        int answered = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] query = mutate(seeds[i % seeds.length], random);
            Answers asked = i % 3 == 0 ? large : server;
            answered += asked.raw(query).length > 0 ? 1 : 0;
            answered += Answers.raw(asked.tcp(), query).length > 0 ? 1 : 0;
        }
        assertThat(answered).isBetween(50_000, 99_999);
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] query = Arrays.copyOf(seed, Math.max(0, seed.length - random.nextInt(4) * random.nextInt(12)));
        for (int change = random.nextInt(4); change > 0 && query.length > 0; change--) {
            query[random.nextInt(query.length)] = (byte) random.nextInt(256);
        }
        return query;
    }
}

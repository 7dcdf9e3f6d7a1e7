package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.ResponseEncoder;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Names that never leave the box (RFC 6761, 7686, 9462, 9476), and reverse names of private space (RFC 6303, 7793). */
class Rfc6761SpecialNamesTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String LOOPBACK6 = "1." + "0.".repeat(31) + "ip6.arpa.";

    private final SpecialNames names = new SpecialNames(List.of());
    private final QueryDecoder decoder = new QueryDecoder();
    private final ResponseEncoder encoder = new ResponseEncoder(ResponseEncoder.UDP_SIZE);

    /** The text of the response, or {@code forwarded}. */
    private String answer(SpecialNames special, String question, boolean edns) {
        String[] words = question.split(" ");
        Question asked = new Question(Name.parse(words[0]), Type.value(words[1]), false, false);
        byte[] query = new QueryEncoder(new Random(1)).encode(asked, 5, true, edns);
        decoder.decode(query, query.length);
        encoder.begin(query, decoder, edns ? ResponseEncoder.UDP_SIZE : ResponseEncoder.UDP_SIZE_WITHOUT_EDNS);
        int rcode = special.answer(encoder, query, decoder);
        if (rcode == SpecialNames.NONE) {
            assertThat(encoder.position()).isEqualTo(decoder.questionEnd());
            return "forwarded";
        }
        Message read = Asked.read(Arrays.copyOf(encoder.buffer(), encoder.finish(rcode, Header.AA)));
        return Asked.text(read).replace('\n', '|');
    }

    private String answer(String question) {
        return answer(names, question, true);
    }

    /** RFC 6761 6.3. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            localhost. A         -> noerror|localhost. 10800 a 127.0.0.1
            LocalHost. A         -> noerror|localhost. 10800 a 127.0.0.1
            api.localhost. A     -> noerror|api.localhost. 10800 a 127.0.0.1
            a.b.localhost. AAAA  -> noerror|a.b.localhost. 10800 aaaa 0:0:0:0:0:0:0:1
            localhost. ANY       -> noerror|localhost. 10800 a 127.0.0.1
            localhost. MX        -> noerror|au localhost. 10800 soa localhost. nobody.invalid. 1 3600 1200 604800 10800
            x.localhost. NS      -> noerror|au localhost. 10800 soa localhost. nobody.invalid. 1 3600 1200 604800 10800
            localhost. SOA       -> noerror|localhost. 10800 soa localhost. nobody.invalid. 1 3600 1200 604800 10800
            notlocalhost. A      -> forwarded
            localhost.example. A -> forwarded
            """)
    void localhostIsThisMachine(String question, String text) {
        assertThat(answer(question)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid.", "test.", "onion.", "alt.", "resolver.arpa."})
    void namesThatNoServerKnowsDoNotExist(String zone) {
        String soa = "au " + zone + " 10800 soa " + zone + " nobody.invalid. 1 3600 1200 604800 10800";
        assertThat(answer(zone + " A")).isEqualTo("noerror|" + soa);
        assertThat(answer(zone + " SOA")).isEqualTo("noerror|" + soa.substring(3));
        assertThat(answer("x." + zone + " A")).isEqualTo("nxdomain|" + soa);
        assertThat(answer("a.b.c." + zone + " MX")).isEqualTo("nxdomain|" + soa);
        assertThat(answer("x" + zone + " A")).isEqualTo("forwarded");
        assertThat(answer(zone + "example. A")).isEqualTo("forwarded");
    }

    static Stream<String> privateReverseZones() {
        return Stream.of(
                        Stream.of(
                                "10.in-addr.arpa.",
                                "168.192.in-addr.arpa.",
                                "0.in-addr.arpa.",
                                "127.in-addr.arpa.",
                                "254.169.in-addr.arpa.",
                                "2.0.192.in-addr.arpa.",
                                "100.51.198.in-addr.arpa.",
                                "113.0.203.in-addr.arpa.",
                                "255.255.255.255.in-addr.arpa.",
                                "d.f.ip6.arpa.",
                                "8.e.f.ip6.arpa.",
                                "9.e.f.ip6.arpa.",
                                "a.e.f.ip6.arpa.",
                                "b.e.f.ip6.arpa.",
                                "8.b.d.0.1.0.0.2.ip6.arpa."),
                        java.util.stream.IntStream.range(16, 32).mapToObj(octet -> octet + ".172.in-addr.arpa."),
                        java.util.stream.IntStream.range(64, 128).mapToObj(octet -> octet + ".100.in-addr.arpa."))
                .flatMap(zones -> zones);
    }

    /** For a second only: the next container may have the address. */
    @ParameterizedTest
    @MethodSource("privateReverseZones")
    void privateReverseNamesDoNotExist(String zone) {
        String soa = "au " + zone + " 1 soa " + zone + " nobody.invalid. 1 3600 1200 604800 1";
        assertThat(answer(zone + " PTR")).isEqualTo("noerror|" + soa);
        assertThat(answer("9." + zone + " PTR")).isEqualTo("nxdomain|" + soa);
        assertThat(answer("3.2.9." + zone + " PTR")).isEqualTo("nxdomain|" + soa);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "15.172.in-addr.arpa. PTR",
                "32.172.in-addr.arpa. PTR",
                "63.100.in-addr.arpa. PTR",
                "128.100.in-addr.arpa. PTR",
                "11.in-addr.arpa. PTR",
                "1.1.1.1.in-addr.arpa. PTR",
                "169.192.in-addr.arpa. PTR",
                "in-addr.arpa. NS",
                "arpa. NS",
                "172.in-addr.arpa. NS",
                "c.e.f.ip6.arpa. NS",
                "e.f.ip6.arpa. NS",
                "8.8.8.8.in-addr.arpa. PTR",
                ". NS",
                "com. NS",
                "www.example. A",
                "ipv4only.arpa. A",
                "x.local. A",
                "x.internal. A",
                "router.home.arpa. A"
            })
    void othersAreForwarded(String question) {
        assertThat(answer(question)).isEqualTo("forwarded");
    }

    @Test
    void theLoopbackAddressesHaveANameAsEver() {
        assertThat(answer("1.0.0.127.in-addr.arpa. PTR"))
                .isEqualTo("noerror|1.0.0.127.in-addr.arpa. 10800 ptr localhost.");
        assertThat(answer(LOOPBACK6 + " PTR")).isEqualTo("noerror|" + LOOPBACK6 + " 10800 ptr localhost.");
        assertThat(answer("1.0.0.127.in-addr.arpa. A")).startsWith("noerror|au 127.in-addr.arpa. 1 soa ");
        assertThat(answer("0.0.127.in-addr.arpa. PTR")).startsWith("noerror|au 127.in-addr.arpa. 1 soa ");
        assertThat(answer("0.127.in-addr.arpa. PTR")).startsWith("noerror|au 127.in-addr.arpa. 1 soa ");
        assertThat(answer("2.0.0.127.in-addr.arpa. PTR")).startsWith("nxdomain|au 127.in-addr.arpa. 1 soa ");
        assertThat(answer("x.1.0.0.127.in-addr.arpa. PTR")).startsWith("nxdomain|au 127.in-addr.arpa. 1 soa ");
        assertThat(answer("0." + "0.".repeat(31) + "ip6.arpa. PTR")).startsWith("noerror|au 0.0.");
    }

    @Test
    void upstreamsOfTheirOwnAreAsked() {
        SpecialNames some = new SpecialNames(List.of(
                Name.ROOT,
                Name.parse("corp.test."),
                Name.parse("20.10.in-addr.arpa."),
                Name.parse("ip6.arpa."),
                Name.parse("onion.")));
        assertThat(answer(some, "corp.test. A", true)).isEqualTo("forwarded");
        assertThat(answer(some, "x.corp.test. A", true)).isEqualTo("forwarded");
        assertThat(answer(some, "x.test. A", true)).startsWith("nxdomain|au test.");
        assertThat(answer(some, "1.2.20.10.in-addr.arpa. PTR", true)).isEqualTo("forwarded");
        assertThat(answer(some, "1.2.21.10.in-addr.arpa. PTR", true)).startsWith("nxdomain|au 10.in-addr.arpa.");
        assertThat(answer(some, "1.d.f.ip6.arpa. PTR", true)).isEqualTo("forwarded");
        assertThat(answer(some, "onion. A", true)).isEqualTo("forwarded");
        assertThat(answer(some, "x.onion. A", true)).isEqualTo("forwarded");
    }

    @Test
    void longNamesAndSmallResponsesFit() {
        String label = "x".repeat(63) + ".";
        for (String name :
                List.of(label.repeat(3) + "y".repeat(51) + ".localhost.", "a.".repeat(119) + "in.invalid.")) {
            for (boolean edns : new boolean[] {true, false}) {
                String text = answer(names, name + " MX", edns);
                assertThat(text).contains("|au ").contains("nobody.invalid.");
                assertThat(answer(names, name + " A", edns)).isNotEqualTo("forwarded");
            }
        }
    }

    @Test
    void aZoneOfItsOwnMayBeLongerThanAllSpecialNames() {
        String label = "x".repeat(63) + ".";
        SpecialNames one = new SpecialNames(List.of(Name.parse(label.repeat(3) + "test.")));
        assertThat(answer(one, "a." + label.repeat(3) + "test. A", true)).isEqualTo("forwarded");
        assertThat(answer(one, "a." + label.repeat(2) + "test. A", true)).startsWith("nxdomain");
    }

    @Test
    void manyZonesFit() {
        List<Name> zones = java.util.stream.IntStream.range(0, 500)
                .mapToObj(n -> Name.parse("z" + n + ".test."))
                .toList();
        SpecialNames many = new SpecialNames(zones);
        assertThat(answer(many, "x.z499.test. A", true)).isEqualTo("forwarded");
        assertThat(answer(many, "x.z500.test. A", true)).startsWith("nxdomain");
        assertThat(answer(many, "10.in-addr.arpa. PTR", true)).startsWith("noerror");
    }

    @Test
    void makesNoObject() {
        for (String question :
                List.of("www.example.com. A", "x.test. A", "4.3.2.10.in-addr.arpa. PTR", "localhost. A")) {
            String[] words = question.split(" ");
            Question asked = new Question(Name.parse(words[0]), Type.value(words[1]), false, false);
            byte[] query = new QueryEncoder(new Random(1)).encode(asked, 5, true, true);
            answerOften(query, 50_000);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            answerOften(query, 100_000);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .as(question)
                    .isLessThan(64 * 1024);
        }
    }

    private void answerOften(byte[] query, int times) {
        for (int i = 0; i < times; i++) {
            decoder.decode(query, query.length);
            encoder.begin(query, decoder, ResponseEncoder.UDP_SIZE);
            names.answer(encoder, query, decoder);
        }
    }
}

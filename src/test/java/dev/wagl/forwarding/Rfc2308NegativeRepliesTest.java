package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.forwarding.ReplyReader.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Rcode;

/** What is kept of a denial, and for how long (RFC 2308, RFC 6604). */
class Rfc2308NegativeRepliesTest {

    private static final String SOA = "example. %s IN SOA ns.example. m.example. 1 2 3 4 %s";

    @ParameterizedTest(name = "TTL {0}, MINIMUM {1}: {2} s")
    @CsvSource({"300, 60, 60", "60, 300, 60", "86400, 86400, 10800", "0, 300, 0", "300, 0, 0", "5, 3000000000, 0"})
    void aDenialIsKeptForTheLowerOfTtlAndMinimum(long ttl, long minimum, int lifetime) {
        for (int rcode : new int[] {Rcode.NOERROR, Rcode.NXDOMAIN}) {
            Asked denied = Asked.of("www.example. A").rcode(rcode).authority(SOA.formatted(ttl, minimum));
            assertThat(denied.reply().lifetime()).isEqualTo(lifetime);
            denied.becomes(
                    Rcode.string(rcode), "au example. " + lifetime + " SOA ns.example. m.example. 1 2 3 4 " + minimum);
        }
    }

    @Test
    void withoutASoaItIsNotKept() {
        for (int rcode : new int[] {Rcode.NOERROR, Rcode.NXDOMAIN}) {
            Asked denied = Asked.of("www.example. A").rcode(rcode);
            denied.becomes(Rcode.string(rcode));
            assertThat(denied.reply().lifetime()).isZero();
        }
    }

    /** MaginotDNS: a zone that the name does not lie in has no say. */
    @Test
    void theSoaIsOfAZoneThatTheNameLiesIn() {
        Asked denied = Asked.of("www.example. A")
                .rcode(Rcode.NXDOMAIN)
                .authority(
                        "com. 300 IN SOA ns.com. m.com. 1 2 3 4 5",
                        "a.www.example. 300 IN SOA ns.com. m.com. 1 2 3 4 5",
                        "ample. 300 IN SOA ns.com. m.com. 1 2 3 4 5",
                        "example. 300 CH SOA ns.com. m.com. 1 2 3 4 5");
        denied.becomes("NXDOMAIN");
        denied.authority(SOA.formatted(9, 9), SOA.formatted(8, 8))
                .becomes("NXDOMAIN", "au example. 9 SOA ns.example. m.example. 1 2 3 4 9");
        Asked.of("www.example. A")
                .authority(". 300 IN SOA ns.com. m.com. 1 2 3 4 5")
                .becomes("NOERROR", "au . 5 SOA ns.com. m.com. 1 2 3 4 5");
        Asked.of("www.example. A")
                .authority("www.example. 300 IN SOA ns.com. m.com. 1 2 3 4 5")
                .becomes("NOERROR", "au www.example. 5 SOA ns.com. m.com. 1 2 3 4 5");
    }

    /** RFC 6604 3: RCODE and SOA are the last name's. */
    @ParameterizedTest
    @CsvSource({"NOERROR, 0", "NXDOMAIN, 3"})
    void behindAliasesItIsTheLastNameThatIsDenied(String mnemonic, int rcode) {
        Asked denied = Asked.of("www.example. A")
                .rcode(rcode)
                .answer("www.example. 20 IN CNAME gone.example.net.")
                .authority("example. 300 IN SOA ns.com. m.com. 1 2 3 4 5", "net. 300 IN SOA ns.net. m.net. 1 2 3 4 50");
        denied.becomes(mnemonic, "www.example. 20 CNAME gone.example.net.", "au net. 50 SOA ns.net. m.net. 1 2 3 4 50");
        assertThat(denied.reply().lifetime()).isEqualTo(20);
        assertThat(denied.reply().deniesName()).isFalse();
    }

    @Test
    void onlyNxdomainWithoutAliasesDeniesTheName() {
        assertThat(Asked.of("www.example. A").rcode(Rcode.NXDOMAIN).reply().deniesName())
                .isTrue();
        assertThat(Asked.of("www.example. A").reply().deniesName()).isFalse();
    }

    @Test
    void anAliasWithoutAnEndIsNotKept() {
        Asked half = Asked.of("www.example. A").answer("www.example. 20 IN CNAME elsewhere.example.net.");
        half.becomes("NOERROR", "www.example. 20 CNAME elsewhere.example.net.");
        assertThat(half.reply().lifetime()).isZero();
    }

    @Test
    void aSoaThatIsCutIsMalformed() {
        for (int octets : new int[] {0, 1, 20, 21, 22, 30}) {
            Asked cut = Asked.of("www.example. A").add(2, Asked.raw("example.", 6, 300, new byte[octets]));
            assertThat(cut.verdict())
                    .as("%s octets", octets)
                    .isEqualTo(octets == 22 ? Verdict.REPLY : Verdict.MALFORMED);
        }
    }
}

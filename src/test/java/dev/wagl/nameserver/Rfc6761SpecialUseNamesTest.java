package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that never leave the box (RFC 6761 6, 7686 2), and reverse names of private space (RFC 6303 4) that are not published. */
class Rfc6761SpecialUseNamesTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            localhost. A                   -> REFUSED
            api.localhost. AAAA            -> REFUSED
            invalid. A                     -> REFUSED
            x.invalid. A                   -> REFUSED
            test. A                        -> REFUSED
            x.test. MX                     -> REFUSED
            onion. A                       -> REFUSED
            abc.onion. A                   -> REFUSED
            local. A                       -> REFUSED
            """)
    void specialUseNamesAreNotOurs(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            10.in-addr.arpa. SOA           -> REFUSED
            0.0.10.in-addr.arpa. NS        -> REFUSED
            99.0.0.10.in-addr.arpa. PTR    -> REFUSED
            1.0.0.127.in-addr.arpa. PTR    -> REFUSED
            1.16.172.in-addr.arpa. PTR     -> REFUSED
            31.172.in-addr.arpa. PTR       -> REFUSED
            168.192.in-addr.arpa. SOA      -> REFUSED
            254.169.in-addr.arpa. PTR      -> REFUSED
            255.255.255.255.in-addr.arpa. PTR -> REFUSED
            1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa. PTR -> REFUSED
            d.f.ip6.arpa. SOA              -> REFUSED
            8.e.f.ip6.arpa. PTR            -> REFUSED
            """)
    void privateReverseSpaceIsNotOurs(String query, String response) {
        server.dig(query).is(response);
    }

    /** What is published is answered, though it lies there. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            11.0.0.10.in-addr.arpa. PTR    -> NOERROR aa; an 11.0.0.10.in-addr.arpa. 5 PTR 1.api.billing.swarm.
            x.11.0.0.10.in-addr.arpa. PTR  -> NXDOMAIN aa; soa 11.0.0.10.in-addr.arpa.
            """)
    void publishedReverseNamesAreOurs(String query, String response) {
        server.dig(query).is(response);
    }
}

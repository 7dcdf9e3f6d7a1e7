package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server says of itself in class CHAOS: RFC 4892. */
class Rfc4892ServerIdentityTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            version.bind. CH TXT           -> NOERROR aa; an version.bind. 0 CH TXT "wagl 2.0"
            version.server. CH TXT         -> NOERROR aa; an version.server. 0 CH TXT "wagl 2.0"
            id.server. CH TXT              -> NOERROR aa; an id.server. 0 CH TXT "node-1"
            hostname.bind. CH TXT          -> NOERROR aa; an hostname.bind. 0 CH TXT "node-1"
            id.server. CH ANY              -> NOERROR aa; an id.server. 0 CH TXT "node-1"
            id.server. CH TXT +edns        -> NOERROR aa; an id.server. 0 CH TXT "node-1"
            """)
    void chaosNamesTellOfTheServer(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            id.server. CH A                -> REFUSED
            authors.bind. CH TXT           -> REFUSED
            swarm. CH SOA                  -> REFUSED
            api.billing.swarm. CH A        -> REFUSED
            swarm. CH AXFR                 -> REFUSED
            id.server. TXT                 -> REFUSED
            """)
    void classChaosHasNothingElse(String query, String response) {
        server.dig(query).is(response);
    }
}

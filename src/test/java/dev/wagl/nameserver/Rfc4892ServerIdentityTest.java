package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server says of itself: RFC 4892 and, by EDNS, RFC 5001. */
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

    /** RFC 5001 2.1: only if asked for, in whatever answer. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            nothing.swarm. A +edns         -> NXDOMAIN aa; soa
            nothing.swarm. A +nsid         -> NXDOMAIN aa; soa; nsid node-1/GENERATION
            example.com. A +nsid           -> REFUSED; nsid node-1/GENERATION; ede 20 outside the zone; not forwarded
            id.server. CH TXT +nsid        -> NOERROR aa; an id.server. 0 CH TXT "node-1"; nsid node-1/GENERATION
            swarm. HS A +nsid              -> REFUSED; nsid node-1/GENERATION
            swarm. AXFR +nsid              -> REFUSED; nsid node-1/GENERATION
            swarm. IXFR +nsid +tcp         -> REFUSED; nsid node-1/GENERATION
            swarm. TYPE253 +nsid           -> NOTIMP
            """)
    void nsidOnlyIfAsked(String query, String response) {
        String generation = server.currentZone().get().generationText();
        server.dig(query).is(response.replace("GENERATION", generation));
    }
}

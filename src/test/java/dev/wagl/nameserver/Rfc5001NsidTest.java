package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server's identifier: RFC 5001. */
class Rfc5001NsidTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 2.1: only if asked for, in whatever answer. */
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

package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No wildcard is ever published, so an asterisk is a label as any other: RFC 4592 2.1.1. */
class Rfc4592WildcardsTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            *.swarm. A                     -> NXDOMAIN aa; soa
            *.billing.swarm. A             -> NXDOMAIN aa; soa
            api.*.swarm. A                 -> NXDOMAIN aa; soa
            *.api.billing.swarm. SRV       -> NXDOMAIN aa; soa
            *. A                           -> REFUSED
            """)
    void anAsteriskIsALabel(String query, String response) {
        server.dig(query).is(response);
    }
}

package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NXDOMAIN says that there is nothing below either: RFC 8020. */
class Rfc8020EmptyNonTerminalsTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 2: a name with names below it exists, so it is no NXDOMAIN. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            billing.swarm. A                   -> NOERROR aa; soa
            billing.swarm. A +tcp              -> NOERROR aa; soa
            _tcp.billing.swarm. SRV            -> NOERROR aa; soa
            _tcp.swarm. A                      -> NOERROR aa; soa
            wide.swarm. ANY                    -> NOERROR aa; soa
            """)
    void anEmptyNonTerminalIsNoData(String query, String response) {
        server.dig(query).is(response);
    }

    /** 2: below a name that is missing, all are. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            nothing.swarm. A                   -> NXDOMAIN aa; soa
            below.nothing.swarm. A             -> NXDOMAIN aa; soa
            deep.below.nothing.swarm. A        -> NXDOMAIN aa; soa
            _tcp.nothing.swarm. SRV            -> NXDOMAIN aa; soa
            """)
    void belowAMissingNameIsNothing(String query, String response) {
        server.dig(query).is(response);
    }
}

package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zone transfer is not offered: RFC 5936 2.2.1, RFC 1995 2. */
class Rfc5936TransferTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. AXFR                    -> REFUSED
            swarm. AXFR +tcp               -> REFUSED
            swarm. AXFR +tcp +edns         -> REFUSED
            api.billing.swarm. AXFR +tcp   -> REFUSED
            example.com. AXFR +tcp         -> REFUSED
            swarm. IXFR                    -> REFUSED
            swarm. IXFR +tcp +ns=c00c0006000100000000001600000000000100000000000000000000000000000000 -> REFUSED
            """)
    void aTransferIsRefusedOverEitherTransport(String query, String response) {
        server.dig(query).is(response);
    }
}

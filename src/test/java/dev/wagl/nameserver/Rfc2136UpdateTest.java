package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody changes the zone but Docker: NOTIFY (RFC 1996) and UPDATE (RFC 2136) are not implemented. */
class Rfc2136UpdateTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA +opcode=4                                                        -> NOTIMP
            swarm. SOA +opcode=4 +an=05737761726d000006000100000001000c00000000000000000000000a -> NOTIMP
            swarm. SOA +opcode=5                                                        -> NOTIMP
            swarm. SOA +opcode=5 +ns=03617069c00c000100010000000100040a000063           -> NOTIMP
            api.swarm. A                                                                -> NXDOMAIN aa; soa
            swarm. SOA +opcode=5 +ns=c00c00ff00ff000000000000                           -> NOTIMP
            api.billing.swarm. A                                                        -> NOERROR aa; an api.billing.swarm. 5 A 10.0.0.11; an api.billing.swarm. 5 A 10.0.0.12; an api.billing.swarm. 5 A 10.0.0.13
            """)
    void theOpcodeIsNotImplementedAndTheZoneStaysAsItIs(String query, String response) {
        server.dig(query).is(response);
    }
}

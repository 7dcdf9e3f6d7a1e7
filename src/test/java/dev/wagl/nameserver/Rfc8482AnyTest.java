package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A query for everything gets one small answer: RFC 8482 4.2. */
class Rfc8482AnyTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. ANY         -> NOERROR aa; an api.billing.swarm. 5 HINFO "RFC8482" ""
            many.swarm. ANY                -> NOERROR aa; an many.swarm. 5 HINFO "RFC8482" ""
            many.swarm. ANY +tcp           -> NOERROR aa; an many.swarm. 5 HINFO "RFC8482" ""
            swarm. ANY +do                 -> NOERROR aa; an swarm. 5 HINFO "RFC8482" ""
            11.0.0.10.in-addr.arpa. ANY    -> NOERROR aa; an 11.0.0.10.in-addr.arpa. 5 HINFO "RFC8482" ""
            down.swarm. ANY                -> NOERROR aa; soa
            billing.swarm. ANY             -> NOERROR aa; soa
            nothing.swarm. ANY             -> NXDOMAIN aa; soa
            """)
    void anyIsAnsweredWithHinfo(String query, String response) {
        server.dig(query).is(response);
    }
}

package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The header of a response: RFC 1035 4.1.1, AD and CD of RFC 6840 5.7 to 5.9. Id, opcode, RD, Z and the question are part of every second opinion. */
class Rfc1035HeaderTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA +id=0               -> NOERROR aa; an *1
            swarm. SOA +id=65535 +norec    -> NOERROR aa; an *1
            swarm. SOA +norec +opcode=2    -> NOTIMP
            swarm. SOA +opcode=15          -> NOTIMP
            """)
    void idOpcodeAndRdAreCopied(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA +aa                 -> NOERROR aa; an *1
            example.com. A +aa             -> REFUSED
            swarm. SOA +tc                 -> NOERROR aa; an *1
            swarm. SOA +ra                 -> NOERROR aa; an *1
            swarm. SOA +z                  -> NOERROR aa; an *1
            swarm. SOA +ad                 -> NOERROR aa; an *1
            swarm. SOA +cd                 -> NOERROR aa; an *1
            swarm. SOA +do +ad +cd         -> NOERROR aa; an *1
            nothing.swarm. A @2=07ff       -> NXDOMAIN aa; soa
            example.com. A @2=07ff         -> REFUSED
            swarm. SOA @3=03               -> NOERROR aa; an *1
            """)
    void noOtherFlagIsCopied(String query, String response) {
        server.dig(query).is(response);
    }
}

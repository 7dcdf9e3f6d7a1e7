package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types, classes and opcodes that stand in no zone: RFC 6895 2.2, 3.1 and 3.2. */
class Rfc6895MetaTypesTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** QTYPEs and meta types; TKEY is that of BIND CVE-2015-5477. Each gets a reply. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. OPT                     -> FORMERR
            swarm. TYPE0                   -> NOERROR aa; soa
            swarm. TYPE128                 -> NOTIMP
            swarm. TYPE249                 -> NOTIMP
            nothing.swarm. TYPE249         -> NOTIMP
            example.com. TYPE249           -> NOTIMP
            swarm. TYPE249 +tcp            -> NOTIMP
            swarm. A +ar=c00c00f900ff000000000000 -> NOERROR aa; soa
            swarm. TYPE249 +ar=c00c00f900ff000000000000 -> NOTIMP
            swarm. TYPE250                 -> NOTIMP
            swarm. TYPE253                 -> NOTIMP
            swarm. TYPE254                 -> NOTIMP
            swarm. TYPE65535               -> NOERROR aa; soa
            """)
    void metaTypesGetAReply(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. CLASS0 A    -> REFUSED
            api.billing.swarm. CLASS2 A    -> REFUSED
            api.billing.swarm. HS A        -> REFUSED
            api.billing.swarm. CLASS254 A  -> REFUSED
            api.billing.swarm. CLASS255 A  -> REFUSED
            api.billing.swarm. CLASS255 ANY -> REFUSED
            api.billing.swarm. CLASS4711 A -> REFUSED
            nothing.swarm. CLASS65535 A    -> REFUSED
            swarm. HS AXFR                 -> REFUSED
            """)
    void otherClassesAreRefused(String query, String response) {
        server.dig(query).is(response);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            swarm. SOA +opcode=1           -> NOTIMP
            swarm. SOA +opcode=2           -> NOTIMP
            swarm. SOA +opcode=3           -> NOTIMP
            swarm. SOA +opcode=4           -> NOTIMP
            swarm. SOA +opcode=5           -> NOTIMP
            swarm. SOA +opcode=6           -> NOTIMP
            swarm. SOA +opcode=7           -> NOTIMP
            swarm. SOA +opcode=8           -> NOTIMP
            swarm. SOA +opcode=9           -> NOTIMP
            swarm. SOA +opcode=10          -> NOTIMP
            swarm. SOA +opcode=11          -> NOTIMP
            swarm. SOA +opcode=12          -> NOTIMP
            swarm. SOA +opcode=13          -> NOTIMP
            swarm. SOA +opcode=14          -> NOTIMP
            swarm. SOA +opcode=15          -> NOTIMP
            swarm. SOA +opcode=2 +edns     -> NOTIMP
            swarm. SOA +opcode=6 @4=0000   -> NOTIMP noquestion
            swarm. HS SOA +opcode=2        -> NOTIMP
            """)
    void otherOpcodesAreNotImplemented(String query, String response) {
        server.dig(query).is(response);
    }
}

package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The DO bit: RFC 3225. There is nothing signed here, so it is copied and changes nothing else. */
class Rfc3225DnssecOkTest {

    private static final int DO = 0x8000;

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 3: the responder copies it, whatever it says. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "1.api.billing.swarm. A",
                "1.api.billing.swarm. A +tcp",
                "api.billing.swarm. DNSKEY",
                "more.swarm. A",
                "nothing.swarm. A",
                "example.com. A",
                "swarm. HS A",
                "swarm. AXFR",
                "id.server. CH TXT",
                "swarm. SOA +opcode=2",
                "swarm. OPT",
                "swarm. SOA +edns=1"
            })
    void itIsCopied(String query) {
        assertThat(flags(query + " +do")).isEqualTo(DO);
        assertThat(flags(query + " +ednsflags=0000")).isZero();
        assertThat(flags(query + " +ednsflags=7fff")).isZero();
        assertThat(text(query + " +do")).isEqualTo(text(query + " +ednsflags=0000"));
    }

    private int flags(String query) {
        return server.dig(query).message().getOPT().getFlags();
    }

    private String text(String query) {
        return server.dig(query).text();
    }
}

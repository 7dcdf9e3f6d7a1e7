package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RRsets are whole, each record is in them once, and all have one TTL: RFC 2181 5. Names are of any octets: 11. */
class Rfc2181RRsetsTest {

    private final Answers server = Answers.of("""
            swarm. 60 SOA 1000
            mixed.swarm. 60 A 10.0.0.1
            mixed.swarm. 5 A 10.0.0.2
            mixed.swarm. 30 A 10.0.0.3
            mixed.swarm. 30 AAAA fd00::1
            twice.swarm. 5 A 10.0.0.1
            twice.swarm. 5 A 10.0.0.1
            weighted.swarm. 5 A 10.0.0.1 weight=10
            weighted.swarm. 5 A 10.0.0.1 weight=90
            weighted.swarm. 5 A 10.0.0.2
            a\\000b.swarm. 5 A 10.0.0.9
            a\\.b.swarm. 5 A 10.0.0.10
            \\255\\200.swarm. 5 A 10.0.0.11
            """);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            # 5.2: the lowest of them; 5: not that of the other type.
            mixed.swarm. A             -> NOERROR aa; an mixed.swarm. 5 A 10.0.0.1; an mixed.swarm. 5 A 10.0.0.2; an mixed.swarm. 5 A 10.0.0.3
            mixed.swarm. AAAA          -> NOERROR aa; an mixed.swarm. 30 AAAA fd00::1
            # 5: identical records are one.
            twice.swarm. A             -> NOERROR aa; an twice.swarm. 5 A 10.0.0.1
            weighted.swarm. A          -> NOERROR aa; an weighted.swarm. 5 A 10.0.0.1; an weighted.swarm. 5 A 10.0.0.2
            # 11: a NUL, a dot (PowerDNS CVE-2016-5427), octets that are no text.
            a\\000b.swarm. A           -> NOERROR aa; an a\\000b.swarm. 5 A 10.0.0.9
            a\\.b.swarm. A             -> NOERROR aa; an a\\.b.swarm. 5 A 10.0.0.10
            a.b.swarm. A               -> NXDOMAIN aa; soa
            b.swarm. A                 -> NXDOMAIN aa; soa
            \\255\\200.swarm. A        -> NOERROR aa; an \\255\\200.swarm. 5 A 10.0.0.11
            """)
    void anRRsetIsWhole(String query, String response) {
        server.dig(query)
                .is(response.replace("soa", "ns swarm. 1 SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1"));
    }

    /** Wherever an answer begins, it holds each record once; each second opinion looks for a second one. */
    @Test
    void everyRotationHoldsEveryRecordOnce() {
        Set<String> first = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            first.add(server.dig("mixed.swarm. A")
                    .is("NOERROR aa; an *3")
                    .answers()
                    .get(0));
        }
        assertThat(first).hasSize(3);
    }
}

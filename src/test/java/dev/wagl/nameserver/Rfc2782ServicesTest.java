package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.Response;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SRV records: RFC 2782; their RDATA is never compressed (RFC 3597 4). */
class Rfc2782ServicesTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            _api._tcp.billing.swarm. SRV -> NOERROR aa; an _api._tcp.billing.swarm. 5 SRV 1 1 8080 1.api.billing.swarm.; an _api._tcp.billing.swarm. 5 SRV 1 1 8080 2.api.billing.swarm.; an _api._tcp.billing.swarm. 5 SRV 1 1 8080 3.api.billing.swarm.; ar 1.api.billing.swarm. 5 A 10.0.0.11; ar 2.api.billing.swarm. 5 A 10.0.0.12; ar 3.api.billing.swarm. 5 A 10.0.0.13
            _wide._tcp.swarm. SRV +tcp   -> NOERROR aa; an *11; ar *11
            """)
    void targetsComeWithTheirAddresses(String query, String response) {
        server.dig(query).is(response);
    }

    @Test
    void aTargetWithTwoPortsHasItsAddressesOnce() {
        Answers web = Answers.of("""
                swarm. 1 SOA 1
                1.web.swarm. 1 A 10.0.0.1
                1.web.swarm. 1 AAAA fd00::1
                _web._tcp.swarm. 1 SRV 1 1 80 1.web.swarm.
                _web._tcp.swarm. 1 SRV 1 1 443 1.web.swarm.
                """);
        web.dig("_web._tcp.swarm. SRV")
                .is("NOERROR aa; an *2; ar 1.web.swarm. 1 A 10.0.0.1; ar 1.web.swarm. 1 AAAA fd00::1");
    }

    /** The target stands in the RDATA octet by octet: its length octet, labels and the root. */
    @Test
    void targetsAreNotCompressed() {
        Response response = server.dig("_api._tcp.billing.swarm. SRV");
        String hex = HexFormat.of().formatHex(response.wire());

        for (int slot = 1; slot <= 3; slot++) {
            assertThat(hex)
                    .contains("001b000100011f9001" + "3" + slot + "0361706907" + "62696c6c696e67" + "05737761726d00");
        }
    }

    /** "The name MUST NOT be an alias"; and there must be an address. */
    @Test
    void aTargetMustHaveAnAddressInTheZone() {
        assertThatThrownBy(() -> Answers.of("""
                        swarm. 1 SOA 1
                        _web._tcp.swarm. 1 SRV 1 1 80 1.web.swarm.
                        """))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1.web.swarm.");
    }

    /** The target, which has an address record, has nothing beside it that would make it an alias. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            1.api.billing.swarm. CNAME -> NOERROR aa; soa
            1.api.billing.swarm. DNAME -> NOERROR aa; soa
            ns.swarm. CNAME            -> NOERROR aa; soa
            """)
    void noTargetIsAnAlias(String query, String response) {
        server.dig(query.replace("DNAME", "TYPE39")).is(response);
    }
}

package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types that nobody knows yet: RFC 3597. That targets of SRV records are not compressed (4) is held with RFC 2782. */
class Rfc3597UnknownTypesTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 3: a type like any other, of which there are no records. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. TYPE65280       -> NOERROR aa; soa
            api.billing.swarm. TYPE65280 +tcp  -> NOERROR aa; soa
            api.billing.swarm. TYPE65534 +edns -> NOERROR aa; soa
            billing.swarm. TYPE65280           -> NOERROR aa; soa
            down.swarm. TYPE65280              -> NOERROR aa; soa
            nothing.swarm. TYPE65280           -> NXDOMAIN aa; soa
            11.0.0.10.in-addr.arpa. TYPE65280  -> NOERROR aa; soa 11.0.0.10.in-addr.arpa.
            example.com. TYPE65280             -> REFUSED
            # One that is known, by its number.
            1.api.billing.swarm. TYPE1         -> NOERROR aa; an 1.api.billing.swarm. 5 A 10.0.0.11
            # 2: classes, too.
            swarm. CLASS4711 TYPE65280         -> REFUSED
            """)
    void anUnknownTypeIsNoData(String query, String response) {
        server.dig(query).is(response);
    }

    @Test
    void everyTypeGetsAReply() {
        for (int type = 0; type <= 0xFFFF; type += type < 300 ? 1 : 97) {
            Response response = server.dig("1.api.billing.swarm. TYPE" + type);
            assertThat(response.message()).as("type " + type).isNotNull();
        }
    }
}

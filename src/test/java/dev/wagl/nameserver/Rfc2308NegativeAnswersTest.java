package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.dns.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** NODATA and NXDOMAIN: RFC 2308 2 and 3. */
class Rfc2308NegativeAnswersTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 2.2. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. AAAA            -> NOERROR aa; soa
            api.billing.swarm. AAAA +tcp       -> NOERROR aa; soa
            api.billing.swarm. SRV             -> NOERROR aa; soa
            api.billing.swarm. MX              -> NOERROR aa; soa
            api.billing.swarm. CNAME           -> NOERROR aa; soa
            api.billing.swarm. NS              -> NOERROR aa; soa
            api.billing.swarm. SOA             -> NOERROR aa; soa
            api.billing.swarm. HINFO           -> NOERROR aa; soa
            api.billing.swarm. HTTPS           -> NOERROR aa; soa
            api.billing.swarm. SVCB            -> NOERROR aa; soa
            api.billing.swarm. CAA             -> NOERROR aa; soa
            api.billing.swarm. DS              -> NOERROR aa; soa
            api.billing.swarm. DNSKEY +do      -> NOERROR aa; soa
            api.billing.swarm. RRSIG           -> NOERROR aa; soa
            api.billing.swarm. NSEC            -> NOERROR aa; soa
            api.billing.swarm. TYPE0           -> NOERROR aa; soa
            _api._tcp.billing.swarm. A         -> NOERROR aa; soa
            _api._tcp.billing.swarm. HTTPS     -> NOERROR aa; soa
            swarm. A                           -> NOERROR aa; soa
            swarm. DS                          -> NOERROR aa; soa
            down.swarm. A                      -> NOERROR aa; soa
            11.0.0.10.in-addr.arpa. A          -> NOERROR aa; soa 11.0.0.10.in-addr.arpa.
            11.0.0.10.in-addr.arpa. TXT        -> NOERROR aa; soa 11.0.0.10.in-addr.arpa.
            """)
    void anExistingNameWithoutTheTypeIsNoData(String query, String response) {
        server.dig(query).is(response);
    }

    /** 2.1; labels of any octets (RFC 2181 11), the dot of PowerDNS CVE-2016-5427 among them. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            nothing.swarm. A                   -> NXDOMAIN aa; soa
            nothing.swarm. A +tcp              -> NXDOMAIN aa; soa
            nothing.swarm. SOA                 -> NXDOMAIN aa; soa
            nothing.swarm. A +edns             -> NXDOMAIN aa; soa
            4.api.billing.swarm. A             -> NXDOMAIN aa; soa
            deep.below.api.billing.swarm. A    -> NXDOMAIN aa; soa
            _udp.billing.swarm. SRV            -> NXDOMAIN aa; soa
            _api._udp.billing.swarm. SRV       -> NXDOMAIN aa; soa
            x.11.0.0.10.in-addr.arpa. PTR      -> NXDOMAIN aa; soa 11.0.0.10.in-addr.arpa.
            x.y.11.0.0.10.in-addr.arpa. A      -> NXDOMAIN aa; soa 11.0.0.10.in-addr.arpa.
            a\\000b.swarm. A                   -> NXDOMAIN aa; soa
            \\000.swarm. A                     -> NXDOMAIN aa; soa
            \\255.swarm. A                     -> NXDOMAIN aa; soa
            api\\.billing.swarm. A             -> NXDOMAIN aa; soa
            swarm\\.swarm. A                   -> REFUSED
            api.billing\\.swarm. A             -> REFUSED
            """)
    void aMissingNameIsNxdomain(String query, String response) {
        server.dig(query).is(response);
    }

    /** RFC 1035 2.3.4, 3.1: 255 octets, of few labels and of as many as there can be. */
    @Test
    void theLongestNamesAreJustMissing() {
        String longest = ("a".repeat(61) + ".").repeat(4) + "swarm.";
        assertThat(Name.parse(longest).length()).isEqualTo(255);
        server.dig(longest + " A").is("NXDOMAIN aa; soa");
        server.dig(longest + " A +nsid")
                .is("NXDOMAIN aa; soa; nsid node-1/"
                        + server.currentZone().get().generationText());

        String manyLabels = "a.".repeat(124) + "swarm.";
        assertThat(Name.parse(manyLabels).length()).isEqualTo(255);
        server.dig(manyLabels + " A").is("NXDOMAIN aa; soa");
        server.dig("a.".repeat(127) + " A").is("REFUSED");
    }

    /** 3 and 5: the smaller of the SOA's TTL and its MINIMUM. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "60, 1"})
    void theSoaLivesTheShorterOfItsTtlAndMinimum(int ttl, int negativeTtl) {
        Answers other = Answers.of("swarm. " + ttl + " SOA 1");
        String soa = " SOA ns.swarm. hostmaster.swarm. 1 3600 600 86400 1";

        other.dig("x.swarm. A").is("NXDOMAIN aa; ns swarm. " + negativeTtl + soa);
        other.dig("swarm. A").is("NOERROR aa; ns swarm. " + negativeTtl + soa);
        other.dig("swarm. SOA").is("NOERROR aa; an swarm. " + ttl + soa);
    }

    @Test
    void aZoneOfSeveralLabelsHoldsNoNameAboveIt() {
        Answers deep = Answers.of("""
                swarm.corp.example. 1 SOA 1
                api.swarm.corp.example. 1 A 10.0.0.1
                """);

        deep.dig("api.swarm.corp.example. A").is("NOERROR aa; an api.swarm.corp.example. 1 A 10.0.0.1");
        deep.dig("no.swarm.corp.example. A").is("NXDOMAIN aa; ns *1");
        deep.dig("corp.example. A").is("REFUSED");
        deep.dig("xswarm.corp.example. A").is("REFUSED");
    }
}

package dev.wagl.nameserver;

import dev.wagl.conformance.GoldenPackets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a name server knows: RFC 1034 4.3.2. */
class Rfc1034AnswersTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** Step 3a: the whole node is matched, and the type: the RRset, with authority; over both transports alike. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. A           -> NOERROR aa; an api.billing.swarm. 5 A 10.0.0.11; an api.billing.swarm. 5 A 10.0.0.12; an api.billing.swarm. 5 A 10.0.0.13
            api.billing.swarm. A +tcp      -> NOERROR aa; an api.billing.swarm. 5 A 10.0.0.11; an api.billing.swarm. 5 A 10.0.0.12; an api.billing.swarm. 5 A 10.0.0.13
            api.billing.swarm. A +norec    -> NOERROR aa; an api.billing.swarm. 5 A 10.0.0.11; an api.billing.swarm. 5 A 10.0.0.12; an api.billing.swarm. 5 A 10.0.0.13
            1.api.billing.swarm. A         -> NOERROR aa; an 1.api.billing.swarm. 5 A 10.0.0.11
            dual.swarm. A                  -> NOERROR aa; an dual.swarm. 5 A 10.0.0.20
            dual.swarm. AAAA               -> NOERROR aa; an dual.swarm. 5 AAAA fd00::20
            12.0.0.10.in-addr.arpa. PTR    -> NOERROR aa; an 12.0.0.10.in-addr.arpa. 5 PTR 2.api.billing.swarm.
            swarm. SOA                     -> NOERROR aa; an swarm. 5 SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1
            swarm. NS                      -> NOERROR aa; an swarm. 5 NS ns.swarm.; ar ns.swarm. 5 A 10.0.0.1
            swarm. TXT                     -> NOERROR aa; an *1
            """)
    void theNameHasTheType(String query, String response) {
        server.dig(query).is(response);
    }

    /** RFC 4343 3: ASCII letters have no case. dnsjava holds the echo of the question against the query, octet for octet. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            API.Billing.SWARM. A           -> NOERROR aa; an API.Billing.SWARM. 5 A 10.0.0.11; an API.Billing.SWARM. 5 A 10.0.0.12; an API.Billing.SWARM. 5 A 10.0.0.13
            NOTHING.swarm. A               -> NXDOMAIN aa; soa
            12.0.0.10.IN-ADDR.ARPA. PTR    -> NOERROR aa; an 12.0.0.10.IN-ADDR.ARPA. 5 PTR 2.api.billing.swarm.
            ID.Server. CH TXT              -> NOERROR aa; an ID.Server. 0 CH TXT "node-1"
            """)
    void namesHaveNoCase(String query, String response) {
        server.dig(query).is(response);
    }

    /** Outside of all zones there is no answer and no authority. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            example.com. A                 -> REFUSED
            example.com. A +tcp            -> REFUSED
            . NS                           -> REFUSED
            . A                            -> REFUSED
            arpa. PTR                      -> REFUSED
            swarm.example. A               -> REFUSED
            notswarm. A                    -> REFUSED
            xswarm. SOA                    -> REFUSED
            example.com. ANY               -> REFUSED
            # One label that ends in the octets of ours is no name below it.
            x\\005swarm. A                  -> REFUSED
            x\\003api\\007billing\\005swarm. A -> REFUSED
            x\\00211.0.0.10.in-addr.arpa. PTR -> REFUSED
            x\\00211\\0010\\0010\\00210\\007in-addr\\004arpa. PTR -> REFUSED
            """)
    void outsideIsRefused(String query, String response) {
        server.dig(query).is(response);
    }
}

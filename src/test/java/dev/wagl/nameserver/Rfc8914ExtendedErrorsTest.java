package dev.wagl.nameserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.Response;
import dev.wagl.conformance.ZoneText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Extended errors, told to clients with EDNS only: RFC 8914 4. */
class Rfc8914ExtendedErrorsTest {

    private final Answers server = Answers.of(GoldenPackets.zone());

    /** 4.1, Other: a service without ready tasks says why; 4.21, Not Authoritative: outside. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            down.swarm. A                      -> NOERROR aa; soa
            down.swarm. A +edns                -> NOERROR aa; soa; ede 0 0 of 3 tasks running
            down.swarm. ANY +edns              -> NOERROR aa; soa; ede 0 0 of 3 tasks running
            down.swarm. A +edns +tcp           -> NOERROR aa; soa; ede 0 0 of 3 tasks running
            api.billing.swarm. AAAA +edns      -> NOERROR aa; soa
            nothing.swarm. A +edns             -> NXDOMAIN aa; soa
            example.com. A                     -> REFUSED
            example.com. A +edns               -> REFUSED; ede 20 outside the zone; not forwarded
            99.0.0.10.in-addr.arpa. PTR +edns  -> REFUSED; ede 20 outside the zone; not forwarded
            onion. A +edns                     -> REFUSED; ede 20 outside the zone; not forwarded
            """)
    void whatIsNotThereHasItsReason(String query, String response) {
        server.dig(query).is(response);
    }

    /** 4.15, Not Ready. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            api.billing.swarm. A               -> SERVFAIL
            api.billing.swarm. A +edns         -> SERVFAIL; ede 14 no successful sync with Docker yet
            swarm. SOA +edns +tcp              -> SERVFAIL; ede 14 no successful sync with Docker yet
            swarm. SOA +nsid                   -> SERVFAIL; nsid node-1/0000000000000000; ede 14 no successful sync with Docker yet
            nothing.swarm. A +edns             -> SERVFAIL; ede 14 no successful sync with Docker yet
            example.com. A +edns               -> REFUSED; ede 20 outside the zone; not forwarded
            id.server. CH TXT +edns            -> NOERROR aa; an id.server. 0 CH TXT "node-1"
            swarm. AXFR +edns                  -> REFUSED
            """)
    void beforeTheFirstSyncNothingIsKnown(String query, String response) {
        Answers.notReady().dig(query).is(response);
    }

    /** 4.23, No Reachable Authority. */
    @Test
    void aZoneThatWasWithdrawnIsNotOneThatNeverWas() {
        server.currentZone().withdraw();
        server.dig("api.billing.swarm. A +edns").is("SERVFAIL; ede 22 no successful sync with Docker for too long");
        server.dig("api.billing.swarm. A").is("SERVFAIL");

        server.currentZone().publish(ZoneText.parse(GoldenPackets.zone()));
        server.dig("1.api.billing.swarm. A +edns").is("NOERROR aa; an *1");
    }

    /** 4.4, Stale Answer, and 4.20, Stale NXDOMAIN Answer. What has a reason to tell tells it on, as a stale one. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiterString = "->", textBlock = """
            1.api.billing.swarm. A             -> NOERROR aa; an *1
            1.api.billing.swarm. A +edns       -> NOERROR aa; an *1; ede 3 no successful sync with Docker for some time
            1.api.billing.swarm. A +edns +tcp  -> NOERROR aa; an *1; ede 3 no successful sync with Docker for some time
            1.api.billing.swarm. AAAA +edns    -> NOERROR aa; soa; ede 3 no successful sync with Docker for some time
            12.0.0.10.in-addr.arpa. PTR +edns  -> NOERROR aa; an *1; ede 3 no successful sync with Docker for some time
            down.swarm. A +edns                -> NOERROR aa; soa; ede 3 0 of 3 tasks running
            nothing.swarm. A                   -> NXDOMAIN aa; soa
            nothing.swarm. A +edns             -> NXDOMAIN aa; soa; ede 19 no successful sync with Docker for some time
            x.12.0.0.10.in-addr.arpa. A +edns  -> NXDOMAIN aa; soa 12.0.0.10.in-addr.arpa.; ede 19 no successful sync with Docker for some time
            example.com. A +edns               -> REFUSED; ede 20 outside the zone; not forwarded
            """)
    void aZoneThatIsServedOnThoughItIsOldSaysSo(String query, String response) {
        server.currentZone().stale(true);
        server.dig(query).is(response);
    }

    @Test
    void aZoneThatIsPublishedAgainIsNotStaleThoughItIsTheSame() {
        server.currentZone().stale(true);
        assertThat(server.currentZone().publish(ZoneText.parse(GoldenPackets.zone())))
                .isFalse();

        server.dig("1.api.billing.swarm. A +edns").is("NOERROR aa; an *1");
    }

    /** 3: an extended error is dropped before a record is; its text before it is. */
    @Test
    void anExtendedErrorNeverCostsARecord() {
        int whole = server.dig("many.swarm. A +edns").wire().length;
        int text = "no successful sync with Docker for some time".length();
        server.currentZone().stale(true);
        Response roomy = server.dig("many.swarm. A +bufsize=" + (whole + 6 + text));
        Response tight = server.dig("many.swarm. A +bufsize=" + (whole + 5 + text));
        Response full = server.dig("many.swarm. A +bufsize=" + whole);

        roomy.is("NOERROR aa; an *40; ede 3 no successful sync with Docker for some time");
        tight.is("NOERROR aa; an *40; ede 3");
        full.is("NOERROR aa; an *40");
    }
}

package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.assertFlags;
import static dev.wagl.nameserver.Answers.ip;
import static dev.wagl.nameserver.Answers.query;
import static dev.wagl.nameserver.Answers.section;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.zone.ZoneBuilder;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 2181 6.1: the apex of a zone, and so a published reverse name, has an SOA and NS records. */
class Rfc2181ReverseApexTest {

    private static final String REVERSE = "11.0.0.10.in-addr.arpa.";

    /** Of fd00::20. */
    private static final String V6 = "0.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa.";

    private final Answers server = Answers.of(Answers.billing());

    @Test
    void aReverseNameHasItsSoa() {
        Message response = server.ask(REVERSE, Type.SOA);

        assertFlags(response, Flags.QR, Flags.AA, Flags.RD);
        assertThat(section(response, Section.ANSWER))
                .containsExactly(REVERSE + " 5 SOA ns.swarm. hostmaster.swarm. 1000 3600 600 86400 1");
        assertThat(section(response, Section.AUTHORITY)).isEmpty();
    }

    @Test
    void aReverseNameHasItsNameServer() {
        Message response = server.ask(REVERSE, Type.NS);

        assertFlags(response, Flags.QR, Flags.AA, Flags.RD);
        assertThat(section(response, Section.ANSWER)).containsExactly(REVERSE + " 5 NS ns.swarm.");
    }

    @Test
    void itsPointerIsAsEver() {
        assertThat(section(server.askTcp(query(REVERSE, Type.PTR)), Section.ANSWER))
                .containsExactly(REVERSE + " 5 PTR 1.api.billing.swarm.");
    }

    /** Addresses of both families, at any depth; a name that ends like it is not below it, nor is a half of it an apex. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "x.11.0.0.10.in-addr.arpa., true",
        "x.y.11.0.0.10.IN-ADDR.arpa., true",
        "1.11.0.0.10.in-addr.arpa., true",
        "x.14.0.0.10.in-addr.arpa., false",
        "x.0.0.10.in-addr.arpa., false",
        "0.0.10.in-addr.arpa., false",
        "x11.0.0.10.in-addr.arpa., false",
        "x\\00211.0.0.10.in-addr.arpa., false",
        "x." + V6 + ", true",
        "x.y.z." + V6 + ", true",
        "x" + V6 + ", false",
        "arpa., false",
        "ip6.arpa., false"
    })
    void whatIsBelowItDoesNotExist(String name, boolean below) {
        ZoneBuilder zone = Answers.billing();
        zone.ptr(Name.reverse(ip("fd00::20")), 5, Name.parse("dual.swarm."));
        Message response = Answers.of(zone).ask(name, Type.A);

        assertThat(response.getRcode()).isEqualTo(below ? Rcode.NXDOMAIN : Rcode.REFUSED);
        assertThat(response.getSection(Section.AUTHORITY)).hasSize(below ? 1 : 0);
        response.getSection(Section.AUTHORITY)
                .forEach(soa -> assertThat(name.toLowerCase(Locale.ROOT))
                        .endsWith("." + soa.getName().toString().toLowerCase(Locale.ROOT)));
    }

    @Test
    void whatIsFarBelowItDoesNotExist() {
        assertThat(server.ask("a.".repeat(115) + REVERSE, Type.A).getRcode()).isEqualTo(Rcode.NXDOMAIN);
    }
}

package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.assertFlags;
import static dev.wagl.nameserver.Answers.query;
import static dev.wagl.nameserver.Answers.section;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** RFC 2181 6.1: the apex of a zone, and so a published reverse name, has an SOA and NS records. */
class Rfc2181ReverseApexTest {

    private static final String REVERSE = "11.0.0.10.in-addr.arpa.";

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
}

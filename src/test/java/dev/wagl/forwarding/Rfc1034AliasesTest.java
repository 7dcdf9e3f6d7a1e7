package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.forwarding.ReplyReader.Verdict;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Only the chain of aliases from QNAME to the records asked for is kept of an answer (RFC 1034 3.6.2, RFC 6672). */
class Rfc1034AliasesTest {

    @Test
    void theChainIsKeptInItsOrder() {
        Asked.of("www.example. A")
                .answer(
                        "cdn.example.net. 20 IN A 192.0.2.2",
                        "alias.example. 200 IN CNAME cdn.example.net.",
                        "cdn.example.net. 20 IN A 192.0.2.1",
                        "www.example. 100 IN CNAME alias.example.")
                .becomes(
                        "NOERROR",
                        "www.example. 100 CNAME alias.example.",
                        "alias.example. 200 CNAME cdn.example.net.",
                        "cdn.example.net. 20 A 192.0.2.2",
                        "cdn.example.net. 20 A 192.0.2.1");
    }

    /** MaginotDNS, CVE-2024-25638: what was not asked for is not taken, wherever it stands. */
    @Test
    void whatIsNotOnTheWayIsDropped() {
        Asked.of("www.example. A")
                .answer(
                        "www.example. 100 IN A 192.0.2.1",
                        "www.example. 100 IN TXT \"other type\"",
                        "bank.example. 100 IN A 192.0.2.66",
                        "example. 100 IN A 192.0.2.66",
                        "other.www.example. 100 IN A 192.0.2.66")
                .authority(
                        "example. 100 IN NS ns.attacker.example.",
                        "com. 100 IN NS ns.attacker.example.",
                        "example. 100 IN SOA ns.example. m.example. 1 2 3 4 5")
                .additional("ns.attacker.example. 100 IN A 192.0.2.66", "bank.example. 100 IN A 192.0.2.66")
                .becomes("NOERROR", "www.example. 100 A 192.0.2.1");
    }

    @Test
    void anotherClassIsDropped() {
        Asked.of("www.example. TXT")
                .answer("www.example. 100 CH TXT \"chaos\"", "www.example. 100 IN TXT \"internet\"")
                .becomes("NOERROR", "www.example. 100 TXT \"internet\"");
    }

    @Test
    void onlyOneCnameOfANameCounts() {
        Asked.of("www.example. A")
                .answer(
                        "www.example. 100 IN CNAME a.example.",
                        "www.example. 100 IN CNAME b.example.",
                        "b.example. 100 IN A 192.0.2.2",
                        "a.example. 100 IN A 192.0.2.1")
                .becomes("NOERROR", "www.example. 100 CNAME a.example.", "a.example. 100 A 192.0.2.1");
    }

    @Test
    void anAliasItselfCanBeAskedFor() {
        Asked.of("www.example. CNAME")
                .answer("www.example. 100 IN CNAME a.example.", "a.example. 100 IN CNAME b.example.")
                .becomes("NOERROR", "www.example. 100 CNAME a.example.");
    }

    @Test
    void namesAreComparedInAnyCase() {
        Asked.of("www.example. A")
                .answer("WWW.EXAMPLE. 100 IN CNAME A.Example.", "a.eXAMPLE. 100 IN A 192.0.2.1")
                .becomes("NOERROR", "www.example. 100 CNAME a.example.", "a.example. 100 A 192.0.2.1");
    }

    @Test
    void aCircleIsCut() {
        Asked circle = Asked.of("a.example. A")
                .answer("a.example. 100 IN CNAME b.example.", "b.example. 50 IN CNAME a.example.");
        circle.becomes("NOERROR", "a.example. 100 CNAME b.example.");
        assertThat(circle.reply().lifetime()).isEqualTo(50);
        Asked.of("a.example. A").answer("a.example. 100 IN CNAME a.example.").becomes("NOERROR");
    }

    @Test
    void aWayThatIsTooLongIsCut() {
        Asked far = Asked.of("n0.example. A");
        IntStream.range(0, 40).forEach(n -> far.answer("n" + n + ".example. 100 IN CNAME n" + (n + 1) + ".example."));
        far.answer("n40.example. 100 IN A 192.0.2.1");
        assertThat(far.answered(0).getSection(1)).hasSize(AliasChain.MOST_ALIASES);
        Asked near = Asked.of("n0.example. A");
        IntStream.range(0, 16).forEach(n -> near.answer("n" + n + ".example. 100 IN CNAME n" + (n + 1) + ".example."));
        near.answer("n16.example. 100 IN A 192.0.2.1");
        assertThat(near.answered(0).getSection(1)).hasSize(17);
    }

    /** Nobody but us has a say there, and what a stranger's alias leads to is no business of theirs. */
    @Test
    void anAliasIntoOurZoneIsCut() {
        Asked into = Asked.of("www.example. A")
                .answer(
                        "www.example. 100 IN CNAME a.example.",
                        "a.example. 50 IN CNAME API.Swarm.",
                        "api.swarm. 100 IN A 192.0.2.66");
        into.becomes("NOERROR", "www.example. 100 CNAME a.example.");
        assertThat(into.reply().lifetime()).isEqualTo(50);
        assertThat(extendedErrors(into.answered(0))).containsExactly(0);
        into.rcode(Rcode.NXDOMAIN).becomes("NOERROR", "www.example. 100 CNAME a.example.");
        Asked.of("www.example. A").answer("www.example. 100 IN CNAME swarm.").becomes("NOERROR");
        Asked.of("www.example. A")
                .answer("www.example. 100 IN CNAME notswarm.", "notswarm. 100 IN A 192.0.2.1")
                .becomes("NOERROR", "www.example. 100 CNAME notswarm.", "notswarm. 100 A 192.0.2.1");
    }

    private static java.util.List<Integer> extendedErrors(Message message) {
        return message.getOPT().getOptions().stream()
                .filter(option -> option.getCode() == EDNSOption.Code.EDNS_EXTENDED_ERROR)
                .map(option -> ((org.xbill.DNS.ExtendedErrorCodeOption) option).getErrorCode())
                .toList();
    }

    @Test
    void aDnameIsKeptWithItsAlias() {
        Asked.of("www.old.example. A")
                .answer(
                        "old.example. 100 IN DNAME new.example.",
                        "www.old.example. 100 IN CNAME www.new.example.",
                        "www.new.example. 100 IN A 192.0.2.1")
                .becomes(
                        "NOERROR",
                        "old.example. 100 DNAME new.example.",
                        "www.old.example. 100 CNAME www.new.example.",
                        "www.new.example. 100 A 192.0.2.1");
    }

    /** RFC 6672 3.4: whoever does not know DNAME needs it. */
    @Test
    void anAliasThatADnameStandsForIsMade() {
        Asked.of("a.b.old.example. A")
                .answer("old.example. 70 IN DNAME new.example.", "a.b.new.example. 100 IN A 192.0.2.1")
                .becomes(
                        "NOERROR",
                        "old.example. 70 DNAME new.example.",
                        "a.b.old.example. 70 CNAME a.b.new.example.",
                        "a.b.new.example. 100 A 192.0.2.1");
    }

    @Test
    void anAliasThatADnameStandsForCanBeAskedFor() {
        Asked.of("www.old.example. CNAME")
                .answer(
                        "old.example. 70 IN DNAME new.example.",
                        "old.example. 70 IN DNAME other.example.",
                        "www.old.example. 60 IN CNAME www.new.example.")
                .becomes("NOERROR", "old.example. 70 DNAME new.example.", "www.old.example. 60 CNAME www.new.example.");
        Asked.of("www.old.example. CNAME")
                .answer("old.example. 70 IN DNAME new.example.")
                .becomes("NOERROR", "old.example. 70 DNAME new.example.", "www.old.example. 70 CNAME www.new.example.");
    }

    @Test
    void anAliasThatIsCutMustBeWellFormedToo() {
        byte[] rdata = {5, 's', 'w', 'a', 'r', 'm', 0, 0};
        assertThat(Asked.of("www.example. A")
                        .add(1, Asked.raw("www.example.", 5, 60, rdata))
                        .verdict())
                .isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void aDnameThatDoesNotLeadThereIsDropped() {
        Asked.of("www.old.example. A")
                .answer(
                        "old.example. 100 IN DNAME evil.example.",
                        "other.example. 100 IN DNAME new.example.",
                        "www.old.example. 100 IN CNAME www.new.example.",
                        "www.new.example. 100 IN A 192.0.2.1")
                .becomes("NOERROR", "www.old.example. 100 CNAME www.new.example.", "www.new.example. 100 A 192.0.2.1");
    }

    @Test
    void aDnameDoesNotLeadFromItsOwnNameNorIntoOurZone() {
        Asked.of("old.example. A")
                .answer("old.example. 100 IN DNAME new.example.")
                .becomes("NOERROR");
        Asked.of("www.old.example. A")
                .answer("old.example. 100 IN DNAME swarm.")
                .becomes("NOERROR");
        Asked.of("old.example. DNAME")
                .answer("old.example. 100 IN DNAME new.example.")
                .becomes("NOERROR", "old.example. 100 DNAME new.example.");
    }

    @Test
    void aDnameThatLeadsBelowItselfIsFollowedOnce() {
        Asked.of("www.example. A")
                .answer("example. 100 IN DNAME x.example.")
                .becomes("NOERROR", "example. 100 DNAME x.example.", "www.example. 100 CNAME www.x.example.");
    }

    /** RFC 6672 2.2: the name would be over 255 octets. */
    @Test
    void aDnameThatLeadsTooFarIsToldWithItsRcode() {
        String label = "x".repeat(60);
        Asked far = Asked.of(String.join(".", label, label, label, "old.example.") + " A")
                .rcode(Rcode.YXDOMAIN)
                .answer("old.example. 100 IN DNAME " + label + ".new.example.");
        far.becomes("YXDOMAIN", "old.example. 100 DNAME " + label + ".new.example.");
        assertThat(far.reply().lifetime()).isZero();
    }

    @Test
    void aDenialThatHasWhatItDeniesIsMalformed() {
        assertThat(Asked.of("www.example. A")
                        .rcode(Rcode.NXDOMAIN)
                        .answer("www.example. 100 IN A 192.0.2.1")
                        .verdict())
                .isEqualTo(Verdict.MALFORMED);
    }
}

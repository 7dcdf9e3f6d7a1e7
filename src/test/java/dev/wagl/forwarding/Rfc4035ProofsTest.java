package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;

/** Signatures and proofs, told to those that ask for them (RFC 4035 3.1, RFC 3225). */
class Rfc4035ProofsTest {

    private static final String SIGNATURE = "%s. %d IN RRSIG %s 8 2 300 20300101000000 20200101000000 1 %s. c2ln";

    private static String signature(String owner, long ttl, String covered, String signer) {
        return SIGNATURE.formatted(owner, ttl, covered, signer);
    }

    private static String told(String owner, long ttl, String covered, String signer) {
        return "%s. %d RRSIG %s 8 2 300 20300101000000 20200101000000 1 %s. c2ln"
                .formatted(owner, ttl, covered, signer);
    }

    private static Asked answered(String question) {
        return Asked.of(question)
                .answer(
                        "www.example. 100 IN CNAME a.example.",
                        signature("www.example", 100, "CNAME", "example"),
                        "a.example. 50 IN A 192.0.2.1",
                        signature("a.example", 40, "A", "example"),
                        signature("a.example", 40, "A", "example"),
                        signature("a.example", 40, "AAAA", "example"),
                        signature("b.example", 40, "A", "example"));
    }

    @Test
    void withDoSignaturesAreTold() {
        answered("www.example. A do")
                .becomes(
                        "NOERROR",
                        "www.example. 100 CNAME a.example.",
                        told("www.example", 100, "CNAME", "example"),
                        "a.example. 50 A 192.0.2.1",
                        told("a.example", 40, "A", "example"),
                        told("a.example", 40, "A", "example"));
        assertThat(answered("www.example. A do").reply().lifetime()).isEqualTo(40);
    }

    @Test
    void withoutDoTheyAreNot() {
        answered("www.example. A").becomes("NOERROR", "www.example. 100 CNAME a.example.", "a.example. 50 A 192.0.2.1");
        denied("www.example. A").becomes("NXDOMAIN", "au example. 30 SOA ns.example. m.example. 1 2 3 4 30");
    }

    @Test
    void whoAsksForSignaturesGetsThem() {
        Asked.of("a.example. RRSIG")
                .answer(signature("a.example", 40, "A", "example"), signature("a.example", 40, "AAAA", "example"))
                .becomes("NOERROR", told("a.example", 40, "A", "example"), told("a.example", 40, "AAAA", "example"));
    }

    private static Asked denied(String question) {
        return Asked.of(question)
                .rcode(Rcode.NXDOMAIN)
                .authority(
                        "example. 300 IN SOA ns.example. m.example. 1 2 3 4 30",
                        signature("example", 300, "SOA", "example"),
                        "a.example. 300 IN NSEC zz.example. A",
                        signature("a.example", 20, "NSEC", "example"));
    }

    @Test
    void withDoDenialsAreProven() {
        denied("www.example. A do")
                .becomes(
                        "NXDOMAIN",
                        "au example. 30 SOA ns.example. m.example. 1 2 3 4 30",
                        "au " + told("example", 30, "SOA", "example"),
                        "au a.example. 30 NSEC zz.example. A",
                        "au " + told("a.example", 20, "NSEC", "example"));
        assertThat(denied("www.example. A do").reply().lifetime()).isEqualTo(20);
    }

    /** RFC 4035 3.1.3.3: that there is no closer match. */
    @Test
    void withDoAWildcardIsProven() {
        Asked.of("www.example. A do")
                .answer("www.example. 100 IN A 192.0.2.1", signature("www.example", 100, "A", "example"))
                .authority(
                        "example. 100 IN NS ns.example.",
                        signature("example", 100, "NS", "example"),
                        "q.example. 60 IN NSEC3 1 0 1 - 0123456789ABCDEFGHIJKLMNOPQRSTUV A",
                        signature("q.example", 60, "NSEC3", "example"))
                .becomes(
                        "NOERROR",
                        "www.example. 100 A 192.0.2.1",
                        told("www.example", 100, "A", "example"),
                        "au q.example. 60 NSEC3 1 0 1 - 0123456789ABCDEFGHIJKLMNOPQRSTUV A",
                        "au " + told("q.example", 60, "NSEC3", "example"));
    }

    /** Only those of a zone that a name of the answer lies in, signed by it, and none of ours. */
    @Test
    void proofsOfOthersAreDropped() {
        Asked.of("www.example. A do")
                .rcode(Rcode.NXDOMAIN)
                .authority(
                        "example. 30 IN SOA ns.example. m.example. 1 2 3 4 30",
                        "a.com. 30 IN NSEC z.com. A",
                        signature("a.com", 30, "NSEC", "com"),
                        "b.com. 30 IN NSEC z.com. A",
                        signature("b.com", 30, "NSEC", "example"),
                        "c.example. 30 IN NSEC z.example. A",
                        "api.swarm. 30 IN NSEC z.swarm. A",
                        signature("api.swarm", 30, "NSEC", ""),
                        "d.example. 30 IN TXT \"no proof\"",
                        signature("d.example", 30, "TXT", "example"))
                .becomes("NXDOMAIN", "au example. 30 SOA ns.example. m.example. 1 2 3 4 30");
    }

    /** We have checked nothing, nor do we know the way it came. */
    @Test
    void authenticDataIsNotClaimed() {
        Asked asked = answered("www.example. A do").header(header -> header.setFlag(Flags.AD));
        assertThat(asked.answered(0).getHeader().getFlag(Flags.AD)).isFalse();
    }
}

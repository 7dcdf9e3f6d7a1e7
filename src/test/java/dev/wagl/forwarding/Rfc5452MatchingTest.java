package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.forwarding.ReplyReader.Verdict;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Rcode;

/** Which messages count as the response to a query (RFC 5452 9.1), and what is made of errors. */
class Rfc5452MatchingTest {

    private final Asked asked = Asked.of("www.example. A").answer("www.example. 300 IN A 192.0.2.1");

    @Test
    void theResponseToTheQueryCounts() {
        assertThat(asked.verdict()).isEqualTo(Verdict.REPLY);
    }

    /** PowerDNS CVE-2012-0206, miekg/dns CVE-2019-19794: of a response each bit of id and question must fit. */
    @Test
    void eachBitOfIdAndQuestionMustFit() {
        byte[] right = asked.octets();
        int typeAt = Header.LENGTH + "www.example.".length() + 1;
        for (int octet = 0; octet < typeAt + 4; octet++) {
            boolean checked = octet < 2 || octet >= Header.LENGTH || octet == 4 || octet == 5;
            for (int bit = 0; checked && bit < 8; bit++) {
                byte[] wrong = right.clone();
                wrong[octet] ^= (byte) (1 << bit);
                boolean letter = octet >= Header.LENGTH && octet < typeAt && Character.isLetter(right[octet]);
                Verdict expected = letter && bit == 5 ? Verdict.CASE_MISMATCH : Verdict.MISMATCH;
                assertThat(asked.verdict(wrong))
                        .as("octet %s, bit %s", octet, bit)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aQueryIsNoResponse() {
        assertThat(asked.header(header -> header.unsetFlag(Flags.QR)).verdict()).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void anotherOpcodeIsNoResponse() {
        assertThat(asked.header(header -> header.setOpcode(4)).verdict()).isEqualTo(Verdict.MISMATCH);
    }

    /** TuDoor: an error that need not know what was asked would end the wait. */
    @Test
    void anErrorWithoutTheQuestionIsNoResponse() {
        byte[] error = Arrays.copyOf(asked.rcode(Rcode.FORMERR).octets(), Header.LENGTH);
        for (int at = Header.QDCOUNT; at < Header.LENGTH; at++) {
            error[at] = 0;
        }
        assertThat(asked.verdict(error)).isEqualTo(Verdict.MISMATCH);
    }

    @Test
    void whatIsCutWithinTheQuestionIsNoResponse() {
        byte[] whole = asked.octets();
        for (int length = 0; length < asked.query.length - 11; length++) {
            assertThat(asked.verdict(Arrays.copyOf(whole, length)))
                    .as("%s octets", length)
                    .isEqualTo(Verdict.MISMATCH);
        }
    }

    @Test
    void twoQuestionsAreNoResponse() {
        byte[] two = asked.octets();
        Octets.putU16(two, Header.QDCOUNT, 2);
        assertThat(asked.verdict(two)).isEqualTo(Verdict.MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NOTIMP, Rcode.REFUSED, Rcode.NOTAUTH, 11})
    void anErrorIsTheUpstreams(int rcode) {
        assertThat(asked.rcode(rcode).verdict()).isEqualTo(Verdict.SERVER_FAILURE);
        assertThat(asked.rcode()).isEqualTo(rcode);
    }

    /** RFC 6891 6.1.3: BADVERS is 16, of which the header holds 0. */
    @Test
    void theUpperBitsOfTheRcodeCount() {
        asked.add(3, new org.xbill.DNS.OPTRecord(1232, 1, 0));
        assertThat(asked.verdict()).isEqualTo(Verdict.SERVER_FAILURE);
        assertThat(asked.rcode()).isEqualTo(Rcode.BADVERS);
    }

    @Test
    void anErrorThatIsCutIsAnError() {
        byte[] cut = asked.rcode(Rcode.REFUSED).octets();
        assertThat(asked.verdict(Arrays.copyOf(cut, cut.length - 1))).isEqualTo(Verdict.SERVER_FAILURE);
    }

    /** Whatever it holds: it may be cut within a record. */
    @Test
    void truncatedIsToldApart() {
        byte[] cut = asked.header(header -> header.setFlag(Flags.TC)).octets();
        assertThat(asked.verdict(cut)).isEqualTo(Verdict.TRUNCATED);
        assertThat(asked.verdict(Arrays.copyOf(cut, cut.length - 1))).isEqualTo(Verdict.TRUNCATED);
    }

    @Test
    void aReplyThatIsCutIsMalformed() {
        byte[] whole = asked.octets();
        int questionEnd = asked.query.length - 11;
        for (int length = questionEnd; length < whole.length; length++) {
            assertThat(asked.verdict(Arrays.copyOf(whole, length)))
                    .as("%s octets", length)
                    .isEqualTo(Verdict.MALFORMED);
        }
    }

    /** What lies behind the records is none of ours. */
    @Test
    void octetsBehindTheMessageDoNotMatter() {
        byte[] whole = asked.octets();
        assertThat(asked.verdict(Arrays.copyOf(whole, whole.length + 5))).isEqualTo(Verdict.REPLY);
    }

    /** An upstream that does not look for names has told where to look: that is no NODATA. */
    @Test
    void aReferralIsAFailure() {
        Asked referred = Asked.of("www.example. A")
                .header(header -> header.unsetFlag(Flags.RA))
                .authority("example. 300 IN NS ns.example.");
        assertThat(referred.verdict()).isEqualTo(Verdict.SERVER_FAILURE);
        assertThat(referred.rcode()).isEqualTo(Rcode.NOERROR);
        assertThat(referred.header(header -> header.setFlag(Flags.RA)).verdict())
                .isEqualTo(Verdict.REPLY);
    }

    @Test
    void theSameReaderReadsOneAfterTheOther() {
        ReplyReader reader = new ReplyReader(Asked.APEX);
        byte[] other = Asked.of("other.example. A")
                .answer("other.example. 5 IN A 192.0.2.9")
                .octets();
        Question question = Asked.question("other.example. A");
        byte[] query = new QueryEncoder(new Random(7)).encode(question, 0x1234, true, true);
        byte[] first = asked.octets();
        assertThat(reader.read(first, first.length, asked.query, asked.question, 0))
                .isEqualTo(Verdict.REPLY);
        assertThat(reader.reply().lifetime()).isEqualTo(300);
        assertThat(reader.read(other, other.length, asked.query, asked.question, 0))
                .isEqualTo(Verdict.MISMATCH);
        assertThat(reader.reply()).isNull();
        assertThat(reader.read(other, other.length, query, question, 0)).isEqualTo(Verdict.REPLY);
        assertThat(reader.reply().lifetime()).isEqualTo(5);
    }

    @Test
    void theRootIsAName() {
        Asked root =
                Asked.of(". NS").answer(". 518400 IN NS a.root-servers.net.", ". 518400 IN NS b.root-servers.net.");
        root.becomes("NOERROR", ". 86400 NS a.root-servers.net.", ". 86400 NS b.root-servers.net.");
        assertThat(root.question.name()).isEqualTo(Name.ROOT);
    }
}

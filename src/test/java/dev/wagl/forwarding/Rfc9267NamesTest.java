package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Pointer;
import dev.wagl.forwarding.ReplyReader.Verdict;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names and pointers that are not what they seem (RFC 9267: NAME:WRECK; SIGRed; PowerDNS CVE-2016-5426 and 5427). */
class Rfc9267NamesTest {

    private static final int ANSWER = Header.LENGTH + 13 + 4;

    private final Asked asked = Asked.of("www.example. A");

    /** One answer, its owner as given. */
    private byte[] owned(int... owner) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        byte[] question = asked.octets();
        Octets.putU16(question, Header.ANCOUNT, 1);
        message.writeBytes(question);
        for (int octet : owner) {
            message.write(octet);
        }
        message.writeBytes(new byte[] {0, 1, 0, 1, 0, 0, 0, 9, 0, 4, (byte) 192, 0, 2, 1});
        return message.toByteArray();
    }

    @Test
    void aPointerBackwardIsFollowed() {
        byte[] message = owned(0xC0, Header.LENGTH);
        assertThat(Asked.text(Asked.read(asked.write(asked.reply(message), 0)))).contains("192.0.2.1");
        byte[] half = owned(3, 'W', 'w', 'W', 0xC0, Header.LENGTH + 4);
        assertThat(Asked.text(Asked.read(asked.write(asked.reply(half), 0)))).contains("192.0.2.1");
    }

    @Test
    void noPointerLeadsToItselfForwardOrIntoTheHeader() {
        assertThat(asked.verdict(owned(0xC0, ANSWER))).isEqualTo(Verdict.MALFORMED);
        assertThat(asked.verdict(owned(0xC0, ANSWER + 1))).isEqualTo(Verdict.MALFORMED);
        assertThat(asked.verdict(owned(0xC0, ANSWER + 4))).isEqualTo(Verdict.MALFORMED);
        assertThat(asked.verdict(owned(1, 'a', 0xC0, ANSWER))).isEqualTo(Verdict.MALFORMED);
        assertThat(asked.verdict(owned(1, 'a', 0xC0, ANSWER + 2))).isEqualTo(Verdict.MALFORMED);
        assertThat(asked.verdict(owned(0xFF, 0xFF))).isEqualTo(Verdict.MALFORMED);
        for (int header = 0; header < Header.LENGTH; header++) {
            assertThat(asked.verdict(owned(0xC0, header))).isEqualTo(Verdict.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x7F, 0x80, 0xBF})
    void otherLabelTypesAreNone(int type) {
        assertThat(asked.verdict(owned(type, 'a', 0))).isEqualTo(Verdict.MALFORMED);
    }

    /** CVE-2016-5426: with the QNAME behind it, the name would be over 255 octets. */
    @Test
    void aNameIsNotLongerThan255Octets() {
        for (int last = 47; last < 52; last++) {
            int[] owner = new int[3 * 64 + 1 + last + 2];
            Arrays.fill(owner, 'x');
            owner[0] = 63;
            owner[64] = 63;
            owner[128] = 63;
            owner[192] = last;
            owner[owner.length - 2] = 0xC0;
            owner[owner.length - 1] = Header.LENGTH;
            int octets = owner.length - 2 + 13;
            assertThat(asked.verdict(owned(owner)))
                    .as("%s octets", octets)
                    .isEqualTo(octets > 255 ? Verdict.MALFORMED : Verdict.REPLY);
        }
    }

    /** CVE-2016-5427. */
    @Test
    void aDotInALabelIsNoDot() {
        assertThat(Asked.text(Asked.read(asked.write(
                        asked.reply(owned(11, 'w', 'w', 'w', '.', 'e', 'x', 'a', 'm', 'p', 'l', 'e', 0)), 0))))
                .isEqualTo("noerror");
        Asked dot = Asked.of("a\\.b.example. CNAME").answer("a\\.b.example. 9 IN CNAME \\000.\\255.c\\.d.example.");
        dot.becomes("NOERROR", "a\\.b.example. 9 CNAME \\000.\\255.c\\.d.example.");
    }

    /** SIGRed: what is 64 KB compressed is longer in full, and no 16 bits hold that. */
    @Test
    void whatGetsLongerThanAMessageIsNotWritten() {
        String label = "x".repeat(60);
        Asked big = Asked.of("www.example. SRV");
        byte[] target =
                Asked.name(String.join(".", label, label, label, "example.")).toWire();
        byte[] first = new byte[6 + target.length];
        System.arraycopy(target, 0, first, 6, target.length);
        big.add(Section.ANSWER, Asked.raw("www.example.", Type.SRV, 9, first));
        int targetAt = ANSWER + 12 + 6;
        byte[] rdata = {0, 1, 0, 1, 0, 1, (byte) (Pointer.to(targetAt) >> 8), (byte) Pointer.to(targetAt)};
        for (int record = 0; record < 3_000; record++) {
            big.add(Section.ANSWER, Asked.raw("www.example.", Type.SRV, 9, rdata));
        }
        byte[] message = big.octets();
        assertThat(message.length).isLessThan(65_536);
        assertThat(big.verdict(message)).isEqualTo(Verdict.MALFORMED);
    }

    @Test
    void pointersToPointersEnd() {
        byte[] message = new byte[Header.LENGTH + 1 + 2 * (NameReader.MAX_POINTERS + 1)];
        int at = Header.LENGTH + 1;
        for (int to = Header.LENGTH; at < message.length; at += 2) {
            Octets.putU16(message, at, Pointer.to(to));
            to = at;
        }
        NameReader names = new NameReader();
        byte[] target = new byte[Labels.MAX_NAME];
        int last = message.length - 2;
        assertThat(names.read(message, message.length, last - 2, target)).isEqualTo(1);
        assertThat(names.end()).isEqualTo(last);
        assertThat(names.read(message, message.length, last, target)).isEqualTo(NameReader.MALFORMED);
    }

    @Test
    void noOffsetIsReadBehindTheMessage() {
        byte[] whole = owned(0xC0, Header.LENGTH);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(new ReplyReader(Asked.APEX).read(cut, length, asked.query, asked.question, 0))
                    .isNotEqualTo(Verdict.REPLY);
        }
    }
}

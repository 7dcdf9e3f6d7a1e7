package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class QueryEncoderTest {

    private final QueryEncoder encoder = new QueryEncoder(new Random(1));

    private static Question question(boolean dnssecOk, boolean checkingDisabled) {
        return new Question(Name.parse("www.example.com."), Type.MX, dnssecOk, checkingDisabled);
    }

    @Test
    void aQueryHasOneQuestionAndAnOptRecord() {
        Message query = Asked.read(encoder.encode(question(false, false), 0xABCD, false, true));
        assertThat(query.getHeader().getID()).isEqualTo(0xABCD);
        assertThat(query.getHeader().getOpcode()).isEqualTo(Opcode.QUERY);
        assertThat(query.getHeader().printFlags().strip()).isEqualTo("rd");
        assertThat(query.getQuestion().getName().toString()).isEqualTo("www.example.com.");
        assertThat(query.getQuestion().getType()).isEqualTo(Type.MX);
        assertThat(query.getQuestion().getDClass()).isEqualTo(DClass.IN);
        assertThat(query.getOPT().getPayloadSize()).isEqualTo(1232);
        assertThat(query.getOPT().getFlags()).isZero();
        assertThat(query.getOPT().getVersion()).isZero();
        assertThat(query.getSection(Section.ADDITIONAL)).hasSize(1);
    }

    @Test
    void doAndCdGoOn() {
        Message query = Asked.read(encoder.encode(question(true, true), 1, false, true));
        assertThat(query.getHeader().getFlag(Flags.CD)).isTrue();
        assertThat(query.getOPT().getFlags()).isEqualTo(0x8000);
    }

    @Test
    void withoutEdnsThereIsNoOptRecord() {
        Message query = Asked.read(encoder.encode(question(true, false), 1, false, false));
        assertThat(query.getOPT()).isNull();
        assertThat(query.getSection(Section.ADDITIONAL)).isEmpty();
    }

    /** 0x20: each letter is one bit that a forger must guess, and nothing else changes. */
    @Test
    void eachLetterHasACaseOfItsOwn() {
        Name name = Name.parse("a-1.@[`{z.\\000\\001\\063\\255.com.");
        Question asked = new Question(name, Type.A, false, false);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            byte[] query = encoder.encode(asked, 1, true, true);
            assertThat(name.matches(query, 12, name.length())).isTrue();
            seen.add(Asked.read(query).getQuestion().getName().toString());
        }
        // Five letters: a, z, c, o, m.
        assertThat(seen).hasSize(32);
    }

    @Test
    void longNamesAreMixedToTheirEnd() {
        Name name =
                Name.parse("x".repeat(63) + "." + "x".repeat(63) + "." + "x".repeat(63) + "." + "x".repeat(61) + ".");
        byte[] query = encoder.encode(new Question(name, Type.A, false, false), 1, true, true);
        int upper = 0;
        for (int at = 12; at < 12 + 255; at++) {
            upper += query[at] == 'X' ? 1 : 0;
        }
        assertThat(upper).isBetween(90, 160);
        for (int label = 0; label < 4; label++) {
            String text = new String(query, 13 + 64 * label, 60, java.nio.charset.StandardCharsets.US_ASCII);
            assertThat(text).contains("x").contains("X");
        }
    }

    @Test
    void aQuestionIsReadFromAQuery() {
        byte[] query = encoder.encode(question(true, true), 7, true, true);
        QueryDecoder decoder = new QueryDecoder();
        decoder.decode(query, query.length);
        assertThat(Question.of(query, decoder)).isEqualTo(question(true, true));
        byte[] plain = encoder.encode(question(false, false), 7, true, true);
        decoder.decode(plain, plain.length);
        assertThat(Question.of(plain, decoder)).isEqualTo(question(false, false));
    }
}

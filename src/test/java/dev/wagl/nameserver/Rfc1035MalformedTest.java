package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSIDOption;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Messages that are not queries, or not well-formed: RFC 1035 4.1. */
class Rfc1035MalformedTest {

    private static final int QR = 0x80;

    private final Answers server = Answers.of(Answers.billing());
    private final byte[] good = query("api.billing.swarm.", Type.A).toWire();

    @Test
    void lessThanAHeaderIsDropped() {
        for (int length = 0; length < 12; length++) {
            assertThat(server.raw(new byte[length])).isEmpty();
        }
    }

    /** PowerDNS CVE-2012-0206: two servers must never talk to each other for ever. */
    @Test
    void aResponseIsDroppedWhateverItsShape() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            byte[] message = new byte[12 + random.nextInt(100)];
            random.nextBytes(message);
            message[2] |= (byte) QR;
            assertThat(server.raw(message)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 65_535})
    void otherThanOneQuestionIsAFormatError(int questions) {
        byte[] query = good.clone();
        query[4] = (byte) (questions >> 8);
        query[5] = (byte) questions;

        assertFormatError(query);
    }

    @Test
    void aQueryCutAnywhereIsAFormatError() {
        for (int length = 12; length < good.length; length++) {
            assertFormatError(Arrays.copyOf(good, length));
        }
        byte[] withOpt = edns(query("api.billing.swarm.", Type.A), 1232).toWire();
        for (int length = good.length; length < withOpt.length; length++) {
            assertFormatError(Arrays.copyOf(withOpt, length));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xFF})
    void labelTypesAndPointersInTheQnameAreAFormatError(int label) {
        byte[] query = good.clone();
        query[12] = (byte) label;

        assertFormatError(query);
    }

    /** PowerDNS CVE-2016-5426. */
    @Test
    void aNameOver255OctetsIsAFormatError() {
        byte[] query = new byte[12 + 256 + 4];
        query[5] = 1;
        for (int at = 12; at < 12 + 254; at += 2) {
            query[at] = 1;
            query[at + 1] = 'a';
        }
        // 127 labels and the root are 255 octets: the longest name there is. One octet more is too many.
        query[12 + 254] = 0;
        assertThat(Answers.decode(server.raw(Arrays.copyOf(query, 12 + 255 + 4)))
                        .getRcode())
                .isEqualTo(Rcode.REFUSED);
        query[12 + 252] = 2;
        query[12 + 254] = 'a';
        assertFormatError(query);
    }

    @Test
    void countsThatLieAreAFormatError() {
        for (int at : new int[] {6, 8, 10}) {
            byte[] query = good.clone();
            query[at + 1] = 1;
            assertFormatError(query);
            query[at] = (byte) 0xFF;
            query[at + 1] = (byte) 0xFF;
            assertFormatError(query);
        }
    }

    @Test
    void anRdlengthPastTheEndIsAFormatError() {
        byte[] query = edns(query("api.billing.swarm.", Type.A), 1232).toWire();
        query[query.length - 1] = 1;

        assertFormatError(query);
    }

    private void assertFormatError(byte[] query) {
        byte[] response = server.raw(query);
        assertThat(response).hasSizeBetween(12, query.length);
        assertThat(Arrays.copyOf(response, 2)).isEqualTo(Arrays.copyOf(query, 2));
        assertThat(Answers.decode(response).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void trailingGarbageIsAnswered() {
        byte[] query = Arrays.copyOf(good, good.length + 50);
        Arrays.fill(query, good.length, query.length, (byte) 0xA5);

        assertThat(Answers.decode(server.raw(query)).getSection(Section.ANSWER)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
    void otherOpcodesAreNotImplemented(int opcode) {
        Message query = query("api.billing.swarm.", Type.SOA);
        query.getHeader().setOpcode(opcode);
        byte[] wire = query.toWire();
        byte[] response = server.raw(wire);
        Message decoded = Answers.decode(response);

        assertThat(decoded.getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(decoded.getHeader().getOpcode()).isEqualTo(opcode);
        assertThat(response).hasSizeLessThanOrEqualTo(wire.length);
    }

    @Test
    void metaTypesGetAReply() {
        for (int type = 0; type <= 300; type++) {
            byte[] wire = good.clone();
            wire[wire.length - 4] = (byte) (type >> 8);
            wire[wire.length - 3] = (byte) type;
            assertThat(server.raw(wire)).as("type " + type).isNotEmpty();
        }
        assertThat(server.ask("swarm.", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(server.ask("swarm.", Type.TKEY).getRcode()).isEqualTo(Rcode.NOTIMP);
        assertThat(server.ask("swarm.", Type.MAILB).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void noFlagOfTheQueryButRdIsCopied() {
        byte[] query = good.clone();
        query[2] = 0x07;
        query[3] = (byte) 0xFF;
        byte[] response = server.raw(query);

        assertThat(response[2]).isEqualTo((byte) 0x85);
        assertThat(response[3]).isZero();
    }

    /** A million mutations are a later matter; these few already find what is wrong with a bound. */
    @Test
    void mutatedQueriesNeverThrowAndAnswersKeepTheirBounds() {
        Random random = new Random(11);
        Answers large = Answers.of(
                Rfc2181TruncationTest.addresses(200).exists(Name.parse("down.swarm."), "0 of 3 tasks running"));
        byte[][] seeds = {
            edns(query("_api._tcp.billing.swarm.", Type.SRV), 1232, new NSIDOption(new byte[0]))
                    .toWire(),
            edns(query("down.swarm.", Type.A), 4096).toWire(),
            query("12.0.0.10.in-addr.arpa.", Type.PTR).toWire(),
            query("large.swarm.", Type.A).toWire(),
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] query = mutate(seeds[i % seeds.length], random);
            Answers asked = i % 3 == 0 ? large : server;
            assertBounded(query, asked.raw(query), 1232);
            assertBounded(query, Answers.raw(asked.tcp(), query), 65_535);
        }
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] query = Arrays.copyOf(seed, Math.max(0, seed.length - random.nextInt(4) * random.nextInt(12)));
        for (int change = random.nextInt(4); change > 0 && query.length > 0; change--) {
            query[random.nextInt(query.length)] = (byte) random.nextInt(256);
        }
        return query;
    }

    private static void assertBounded(byte[] query, byte[] response, int limit) {
        if (response.length == 0) {
            return;
        }
        Message decoded = Answers.decode(response);
        assertThat(response[0] == query[0] && response[1] == query[1]).isTrue();
        assertThat(decoded.getHeader().getFlag(Flags.QR)).isTrue();
        int withoutEdns = limit == 1232 ? 512 : limit;
        assertThat(response.length).isLessThanOrEqualTo(decoded.getOPT() == null ? withoutEdns : limit);
        if (decoded.getHeader().getRcode() == Rcode.FORMERR
                || decoded.getHeader().getRcode() == Rcode.NOTIMP) {
            assertThat(response.length).isLessThanOrEqualTo(query.length);
        }
    }
}

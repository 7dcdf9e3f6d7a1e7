package dev.wagl.nameserver;

import static dev.wagl.nameserver.Answers.edns;
import static dev.wagl.nameserver.Answers.query;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** EDNS(0): RFC 6891. */
class Rfc6891EdnsTest {

    private static final int DO = 0x8000;

    private final Answers server = Answers.of(Answers.billing());

    /** 6.1.1: an OPT record if, and only if, the query had one. */
    @Test
    void theResponseHasAnOptRecordExactlyIfTheQueryHadOne() {
        for (String name : List.of("api.billing.swarm.", "nothing.swarm.", "billing.swarm.", "example.com.")) {
            assertThat(server.ask(name, Type.A).getOPT()).as(name).isNull();
            OPTRecord opt = server.ask(edns(query(name, Type.A), 4096)).getOPT();
            assertThat(opt).as(name).isNotNull();
            assertThat(opt.getPayloadSize()).isEqualTo(1232);
            assertThat(opt.getVersion()).isZero();
        }
    }

    /** 6.1.3. */
    @Test
    void anotherVersionIsBadversAndTellsOurs() {
        Message query = query("api.billing.swarm.", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        Message response = server.ask(query);

        assertThat(response.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(response.getOPT().getVersion()).isZero();
        assertThat(response.getSection(Section.ANSWER)).isEmpty();
        assertThat(response.getQuestion()).isNotNull();
    }

    /** 6.1.2 and 6.1.4: unknown options and flags are ignored, and not echoed; DO is copied (RFC 3225). */
    @Test
    void unknownOptionsAndFlagsAreIgnored() {
        Message query = query("api.billing.swarm.", Type.A);
        query.addRecord(
                new OPTRecord(1232, 0, 0, 0x4001 | DO, List.of(new GenericEDNSOption(65_001, new byte[20]))),
                Section.ADDITIONAL);
        OPTRecord opt = server.ask(query).getOPT();

        assertThat(opt.getOptions()).isEmpty();
        assertThat(opt.getFlags()).isEqualTo(DO);
        assertThat(server.ask(edns(query("api.billing.swarm.", Type.A), 1232))
                        .getOPT()
                        .getFlags())
                .isZero();
    }

    @Test
    void twoOptRecordsAreAFormatError() {
        Message query = edns(edns(query("api.billing.swarm.", Type.A), 1232), 1232);

        assertThat(server.ask(query).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    @Test
    void anOptRecordInTheWrongSectionIsAFormatError() {
        for (int section : new int[] {Section.ANSWER, Section.AUTHORITY}) {
            Message query = query("api.billing.swarm.", Type.A);
            query.addRecord(new OPTRecord(1232, 0, 0), section);
            assertThat(server.ask(query).getRcode()).isEqualTo(Rcode.FORMERR);
        }
    }

    @Test
    void anOptRecordOfAnotherOwnerIsAFormatError() {
        byte[] plain = query("api.billing.swarm.", Type.A).toWire();
        byte[] query = Arrays.copyOf(plain, plain.length + 13);
        query[11] = 1;
        byte[] opt = {1, 'x', 0, 0, 41, 4, (byte) 0xD0, 0, 0, 0, 0, 0, 0};
        System.arraycopy(opt, 0, query, plain.length, opt.length);

        assertThat(Answers.decode(server.raw(query)).getRcode()).isEqualTo(Rcode.FORMERR);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 0xFFFF})
    void anOptionLongerThanItsRecordIsAFormatError(int optionLength) {
        byte[] plain = query("api.billing.swarm.", Type.A).toWire();
        byte[] query = Arrays.copyOf(plain, plain.length + 15);
        query[11] = 1;
        byte[] opt = {0, 0, 41, 4, (byte) 0xD0, 0, 0, 0, 0, 0, 4, 0, 9, (byte) (optionLength >> 8), (byte) optionLength
        };
        System.arraycopy(opt, 0, query, plain.length, opt.length);
        byte[] response = server.raw(query);

        assertThat(Answers.decode(response).getRcode()).isEqualTo(Rcode.FORMERR);
        assertThat(response).hasSizeLessThanOrEqualTo(query.length);
    }

    /** Bounded work, and no reply that is larger than the query. */
    @Test
    void thousandsOfEmptyOptionsAreReadAndIgnored() {
        List<EDNSOption> options = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            options.add(new GenericEDNSOption(65_001, new byte[0]));
        }
        Message query = query("api.billing.swarm.", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 0, 0, options), Section.ADDITIONAL);

        assertThat(server.ask(query).getSection(Section.ANSWER)).hasSize(3);
    }

    /** 6.2.3: a size below 512 counts as 512. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512})
    void aTinySizeCountsAs512(int size) {
        Answers large = Answers.of(Rfc2181TruncationTest.addresses(40));
        byte[] response = large.raw(edns(query("large.swarm.", Type.A), size).toWire());

        assertThat(response).hasSizeBetween(490, 512);
        assertThat(Answers.decode(response).getOPT()).isNotNull();
    }

    /** RFC 9715: whatever the client offers, no more than crosses today's networks in one piece. */
    @ParameterizedTest
    @ValueSource(ints = {1232, 1400, 4096, 65_535})
    void noResponseOverUdpExceedsOurSize(int size) {
        Answers large = Answers.of(Rfc2181TruncationTest.addresses(200));

        assertThat(large.raw(edns(query("large.swarm.", Type.A), size).toWire()))
                .hasSizeBetween(1_210, 1_232);
    }
}

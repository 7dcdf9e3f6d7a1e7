package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.ResponseEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** How a reply is written into responses of any size, and that what goes through is what came. */
class ReplyTest {

    @Test
    void allThatFitsIsWritten() {
        Asked asked = Asked.of("www.example. A").answer("www.example. 60 IN CNAME a.example.");
        for (int n = 0; n < 60; n++) {
            asked.answer("a.example. 60 IN A 192.0.2." + n);
        }
        Reply reply = asked.reply();
        int whole = asked.write(reply, 0).length;
        int before = 0;
        for (int limit = 52; limit <= whole + 20; limit++) {
            byte[] written = asked.write(reply, 0, limit);
            Message read = Asked.read(written);
            int answers = read.getSection(Section.ANSWER).size();
            assertThat(read.getHeader().getFlag(Flags.TC))
                    .as("TC in %s octets", limit)
                    .isEqualTo(limit < whole);
            assertThat(answers).isBetween(Math.max(0, before), before + 1);
            if (answers < 61) {
                // The next one would not have fitted: a CNAME to a label more than the pointer, an A record.
                assertThat(written.length + (answers == 0 ? 12 + 4 : 16)).isGreaterThan(limit);
            }
            before = answers;
        }
        assertThat(before).isEqualTo(61);
    }

    @Test
    void aDroppedSoaIsTruncationToo() {
        Asked asked = Asked.of("www.example. A").authority("example. 60 IN SOA ns.example. m.example. 1 2 3 4 5");
        Reply reply = asked.reply();
        int whole = asked.write(reply, 0).length;
        Message cut = Asked.read(asked.write(reply, 0, whole - 1));
        assertThat(cut.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(cut.getSection(Section.AUTHORITY)).isEmpty();
        assertThat(Asked.read(asked.write(reply, 0, whole)).getHeader().getFlag(Flags.TC))
                .isFalse();
    }

    /** A big answer of an upstream for a client that takes 512 octets: TC, then TCP. */
    @Test
    void aBigReplyGoesToSmallClientsInTwoSteps() {
        Asked asked = Asked.of("www.example. TXT");
        for (int n = 0; n < 250; n++) {
            asked.answer("www.example. 60 IN TXT \"%s%d\"".formatted("x".repeat(240), n));
        }
        Reply reply = asked.reply();
        Message small = Asked.read(asked.write(reply, 0, ResponseEncoder.UDP_SIZE_WITHOUT_EDNS));
        assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(small.getSection(Section.ANSWER)).hasSize(1);
        Message whole = Asked.read(asked.write(reply, 0));
        assertThat(whole.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(whole.getSection(Section.ANSWER)).hasSize(250);
    }

    @Test
    void addressesTakeTurnsInComingFirst() {
        Asked asked = Asked.of("www.example. A do")
                .answer(
                        "www.example. 60 IN CNAME a.example.",
                        "a.example. 60 IN A 192.0.2.1",
                        "a.example. 60 IN A 192.0.2.2",
                        "a.example. 60 IN A 192.0.2.3",
                        "a.example. 60 IN RRSIG A 8 2 300 20300101000000 20200101000000 1 example. c2ln");
        Reply reply = asked.reply();
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Record> records = Asked.read(asked.write(reply, 10)).getSection(Section.ANSWER);
            assertThat(records).hasSize(5).allMatch(record -> record.getTTL() == 50);
            assertThat(records.get(0).getType()).isEqualTo(org.xbill.DNS.Type.CNAME);
            assertThat(records.get(4).getType()).isEqualTo(org.xbill.DNS.Type.RRSIG);
            orders.add(records.subList(1, 4).stream()
                    .map(Record::rdataToString)
                    .toList()
                    .toString());
        }
        assertThat(orders)
                .containsExactly(
                        "[192.0.2.1, 192.0.2.2, 192.0.2.3]",
                        "[192.0.2.2, 192.0.2.3, 192.0.2.1]",
                        "[192.0.2.3, 192.0.2.1, 192.0.2.2]",
                        "[192.0.2.1, 192.0.2.2, 192.0.2.3]");
    }

    /** Names in full cost: the root's servers for a client that takes 512 octets. */
    @Test
    void namesAreCompressed() {
        Asked asked = Asked.of(". NS");
        for (char letter = 'a'; letter <= 'm'; letter++) {
            asked.answer(". 60 IN NS " + letter + ".root-servers.net.");
        }
        assertThat(asked.write(asked.reply(), 0).length).isEqualTo(asked.octets().length + 11);
        assertThat(asked.answered(0).getSection(Section.ANSWER))
                .isEqualTo(Asked.read(asked.octets()).getSection(Section.ANSWER));
    }

    /** Whatever an honest upstream says goes through, and nothing else it says does. */
    @RepeatedTest(300)
    void whatWasAskedForGoesThrough(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        String[] types = {"A", "AAAA", "NS", "MX", "TXT", "SRV", "PTR", "TYPE65300"};
        String type = types[random.nextInt(types.length)];
        boolean dnssecOk = random.nextBoolean();
        List<String> wanted = new ArrayList<>();
        List<String> all = new ArrayList<>();
        String name = name(random);
        Asked asked = Asked.of(name + " " + type + (dnssecOk ? " do" : ""));
        for (int alias = random.nextInt(5); alias > 0; alias--) {
            String next = name(random);
            if (next.equals(name) || wanted.stream().anyMatch(line -> line.startsWith(next + " "))) {
                continue;
            }
            wanted.add("%s %d IN CNAME %s".formatted(name, random.nextInt(9), next));
            name = next;
        }
        int ttl = random.nextInt(1000);
        for (int record = random.nextInt(8); record > 0; record--) {
            wanted.add("%s %d IN %s %s".formatted(name, ttl, type, rdata(random, type)));
        }
        all.addAll(wanted);
        for (int junk = random.nextInt(6); junk > 0; junk--) {
            all.add("junk%s %d IN %s %s".formatted(name(random), 5, type, rdata(random, type)));
        }
        java.util.Collections.shuffle(all, random);
        all.forEach(asked::answer);
        Message read = asked.answered(0);
        Asked expected = Asked.of("x.example. A");
        wanted.forEach(expected::answer);
        List<Record> records = Asked.read(expected.octets()).getSection(Section.ANSWER);
        assertThat(read.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(read.getSection(Section.ANSWER)).containsExactlyInAnyOrderElementsOf(records);
        assertThat(read.getSection(Section.ANSWER).stream().map(Record::getTTL))
                .containsExactlyInAnyOrderElementsOf(
                        records.stream().map(Record::getTTL).toList());
        assertThat(read.getSection(Section.AUTHORITY)).isEmpty();
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder();
        for (int label = random.nextInt(4); label > 0; label--) {
            name.append((char) ('a' + random.nextInt(3)))
                    .append("x".repeat(random.nextInt(20)))
                    .append('.');
        }
        return name.append(random.nextBoolean() ? "example." : "example.net.").toString();
    }

    private static String rdata(Random random, String type) {
        return switch (type) {
            case "A" -> "192.0.2." + random.nextInt(256);
            case "AAAA" -> "2001:db8::" + Integer.toHexString(random.nextInt(65_536));
            case "NS", "PTR" -> name(random);
            case "MX" -> random.nextInt(100) + " " + name(random);
            case "SRV" -> random.nextInt(100) + " 1 2 " + name(random);
            case "TXT" -> "\"" + "t".repeat(random.nextInt(200)) + "\"";
            default -> "\\# 2 %04x".formatted(random.nextInt(65_536));
        };
    }
}

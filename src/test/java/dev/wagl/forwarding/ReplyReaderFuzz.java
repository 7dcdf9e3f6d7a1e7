package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.forwarding.ReplyReader.Verdict;
import dev.wagl.fuzz.Invariant;
import dev.wagl.fuzz.Received;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Fuzz target: any octets as what an upstream sends, to a query that has the question which stands in them; the last bit of the id
 * is DO. What a client gets of it dnsjava can read, it is on the way from QNAME, and where dnsjava can read the message, too, it
 * is all that was there.
 */
public final class ReplyReaderFuzz {

    private static final ReplyReader READER = new ReplyReader(Asked.APEX, 1);
    private static final ReplyReader WITHIN_MORE = new ReplyReader(Asked.APEX, 1);
    private static final QueryDecoder DECODER = new QueryDecoder();
    private static final ResponseEncoder ENCODER = new ResponseEncoder(ResponseEncoder.TCP_SIZE);
    private static final org.xbill.DNS.Name APEX = Asked.name("swarm.");
    private static final int LONGEST_NAME = 255;

    private final byte[] input;
    private final Question question;
    private final byte[] query;

    private ReplyReaderFuzz(byte[] input) {
        this.input = input;
        int nameLength = nameLength(input);
        int typeAt = Header.LENGTH + nameLength;
        if (nameLength == 0) {
            question = new Question(Name.parse("www.example."), RecordType.A, false, false);
            query = new byte[Header.LENGTH + 13 + 4];
        } else {
            boolean dnssecOk = (input[1] & 1) != 0;
            Name name = Name.copyOf(input, Header.LENGTH, nameLength);
            question = new Question(name, u16(input, typeAt), dnssecOk, false);
            query = Arrays.copyOf(input, typeAt + 4);
            query[typeAt + 2] = 0;
            query[typeAt + 3] = 1;
        }
        query[2] = 1;
        query[3] = 0;
        query[4] = 0;
        query[5] = 1;
        Arrays.fill(query, 6, Header.LENGTH, (byte) 0);
    }

    /** Of a QNAME in full, with type and class behind it; else 0. */
    private static int nameLength(byte[] message) {
        int at = Header.LENGTH;
        while (at < message.length && message[at] > 0 && message[at] < 64) {
            at += 1 + message[at];
        }
        boolean whole = at < message.length && message[at] == 0 && at + 5 <= message.length;
        return whole && at + 1 - Header.LENGTH <= LONGEST_NAME ? at + 1 - Header.LENGTH : 0;
    }

    private static int u16(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | octets[at + 1] & 0xFF;
    }

    /** What Jazzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        new ReplyReaderFuzz(input).run();
    }

    private void run() {
        byte[] message = input.clone();
        Verdict verdict = READER.read(message, message.length, query, question, Asked.NOW);
        Invariant.hold(Arrays.equals(message, input), "the reader has written into the message");
        compareWithin(verdict);
        Invariant.hold((verdict == Verdict.MISMATCH) != isResponse(), "told as " + verdict);
        Invariant.hold(
                (READER.reply() != null) == (verdict == Verdict.REPLY), "a reply without a verdict, or the like");
        if (verdict == Verdict.REPLY) {
            checkReply(READER.reply());
        }
    }

    /** As transports hand it over: in front of what an older message has left in the array. */
    private void compareWithin(Verdict verdict) {
        byte[] more = Arrays.copyOf(input, input.length + 300);
        Arrays.fill(more, input.length, more.length, (byte) 1);
        Verdict within = WITHIN_MORE.read(more, input.length, query, question, Asked.NOW);
        boolean same = within == verdict
                && (verdict != Verdict.REPLY
                        || Arrays.equals(
                                write(READER.reply(), ResponseEncoder.TCP_SIZE, 0),
                                write(WITHIN_MORE.reply(), ResponseEncoder.TCP_SIZE, 0)));
        Invariant.hold(same, "what lies behind the message is read");
    }

    private boolean isResponse() {
        int behindName = Header.LENGTH + nameLength(input);
        return behindName > Header.LENGTH
                && input[2] < 0
                && (input[2] & 0x78) == 0
                && u16(input, 4) == 1
                && u16(input, behindName + 2) == DClass.IN;
    }

    private byte[] write(Reply reply, int limit, int seconds) {
        DECODER.decode(query, query.length);
        ENCODER.begin(query, DECODER, Math.max(limit, query.length));
        reply.write(ENCODER, Asked.NOW + seconds * Asked.SECOND);
        return Arrays.copyOf(ENCODER.buffer(), ENCODER.finish(reply.rcode(), 0));
    }

    private void checkReply(Reply reply) {
        byte[] written = write(reply, ResponseEncoder.TCP_SIZE, 0);
        Invariant.hold(Received.isWhole(written), "what was written is no message");
        Message read = decode(written);
        if (read == null) {
            // It looks into RDATA that is octets to us.
            Invariant.hold(decode(input) == null, "dnsjava cannot read what was written");
            return;
        }
        Invariant.hold(!read.getHeader().getFlag(Flags.TC), "TC over TCP");
        Invariant.equal(read.getSection(Section.ADDITIONAL).size(), 0, "additional records");
        Invariant.hold(
                Set.of(Rcode.NOERROR, Rcode.NXDOMAIN, Rcode.YXDOMAIN).contains(read.getRcode()), "another RCODE");
        checkAnswers(read);
        checkAuthority(read);
        checkTtls(reply, read);
        checkTruncated(reply, written);
        compareWithDnsjava(read);
    }

    /** Null if dnsjava cannot, or does not read it to its end. */
    private static Message decode(byte[] message) {
        try {
            Message read = new Message(message);
            return read.numBytes() == message.length ? read : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private void checkAnswers(Message read) {
        org.xbill.DNS.Name name = read.getQuestion().getName();
        Set<org.xbill.DNS.Name> seen = new HashSet<>();
        org.xbill.DNS.Name above = null;
        boolean data = false;
        for (Record record : read.getSection(Section.ANSWER)) {
            int type = record.getType();
            Invariant.equal(record.getDClass(), DClass.IN, "class");
            Invariant.hold(
                    !record.getName().subdomain(APEX)
                            || read.getQuestion().getName().subdomain(APEX),
                    "of ours");
            if (type == question.type() && record.getName().equals(name)) {
                data = true;
                continue;
            }
            if (type == Type.RRSIG) {
                Invariant.hold(question.dnssecOk(), "a signature without DO");
                continue;
            }
            Invariant.hold(!data, "a record behind those asked for");
            if (type == Type.DNAME) {
                above = record.getName();
                Invariant.hold(name.subdomain(above) && !name.equals(above), "a DNAME that does not lie above");
                continue;
            }
            Invariant.hold(type == Type.CNAME && record.getName().equals(name), "not on the way: " + record);
            Invariant.hold(seen.add(name), "a circle");
            name = ((CNAMERecord) record).getTarget();
            Invariant.hold(!name.subdomain(APEX), "an alias into our zone");
        }
    }

    private void checkAuthority(Message read) {
        int soas = 0;
        for (Record record : read.getSection(Section.AUTHORITY)) {
            int type = record.getType();
            Invariant.equal(record.getDClass(), DClass.IN, "class");
            soas += type == Type.SOA ? 1 : 0;
            boolean proof = type == Type.RRSIG || type == Type.NSEC || type == Type.NSEC3 || type == Type.DS;
            Invariant.hold(type == Type.SOA || proof && question.dnssecOk(), "in the authority section: " + record);
        }
        Invariant.hold(soas <= 1, "two SOA records");
    }

    private void checkTtls(Reply reply, Message read) {
        Message later = decode(write(reply, ResponseEncoder.TCP_SIZE, 100));
        for (int section = Section.ANSWER; section <= Section.AUTHORITY; section++) {
            List<Record> records = read.getSection(section);
            for (int i = 0; i < records.size(); i++) {
                long ttl = records.get(i).getTTL();
                Invariant.hold(
                        ttl <= 86_400 && ttl >= reply.lifetime() || ttl <= 86_400 && reply.lifetime() == 0, "TTL");
                Invariant.equal(later.getSection(section).get(i).getTTL(), Math.max(0, ttl - 100), "TTL 100 s later");
            }
        }
        Invariant.hold(reply.lifetime() >= 0 && reply.lifetime() <= 86_400, "lifetime");
    }

    private void checkTruncated(Reply reply, byte[] whole) {
        int limit = Math.max(query.length, 512);
        byte[] written = write(reply, limit, 0);
        Message read = decode(written);
        Invariant.hold(read != null && written.length <= limit, "the small response");
        Invariant.hold(read.getHeader().getFlag(Flags.TC) == whole.length > limit, "TC");
    }

    /** The way from QNAME once more, over what dnsjava reads; DNAMEs apart. */
    private void compareWithDnsjava(Message written) {
        Message upstream;
        try {
            upstream = new Message(input);
        } catch (IOException | RuntimeException e) {
            return;
        }
        List<Record> answers = upstream.getSection(Section.ANSWER).stream()
                .filter(record -> record.getDClass() == DClass.IN)
                .toList();
        if (answers.stream().anyMatch(DNAMERecord.class::isInstance) || question.type() == Type.RRSIG) {
            return;
        }
        List<Record> expected = new ArrayList<>();
        org.xbill.DNS.Name name = upstream.getQuestion().getName();
        Set<org.xbill.DNS.Name> seen = new HashSet<>();
        while (true) {
            org.xbill.DNS.Name owner = name;
            seen.add(owner);
            List<Record> data = answers.stream()
                    .filter(record -> record.getName().equals(owner) && record.getType() == question.type())
                    .toList();
            expected.addAll(data);
            CNAMERecord alias = data.isEmpty() && question.type() != Type.CNAME ? alias(answers, owner) : null;
            if (alias == null
                    || seen.contains(alias.getTarget())
                    || alias.getTarget().subdomain(APEX)
                    || seen.size() > AliasChain.MOST_ALIASES) {
                break;
            }
            expected.add(alias);
            name = alias.getTarget();
        }
        List<Record> told = written.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() != Type.RRSIG)
                .toList();
        Invariant.hold(canonical(told).equals(canonical(expected)), "dnsjava expects " + expected + ", not " + told);
    }

    private static CNAMERecord alias(List<Record> answers, org.xbill.DNS.Name owner) {
        return (CNAMERecord) answers.stream()
                .filter(record -> record.getName().equals(owner) && record.getType() == Type.CNAME)
                .findFirst()
                .orElse(null);
    }

    private static Set<String> canonical(List<Record> records) {
        Set<String> texts = new TreeSet<>();
        for (Record record : records) {
            texts.add(record.getName().canonicalize() + " " + record.getType() + " "
                    + java.util.HexFormat.of().formatHex(record.rdataToWireCanonical()));
        }
        return texts;
    }
}

package dev.wagl.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import dev.wagl.forwarding.ReplyReader.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * A query to an upstream, its response as dnsjava encodes it from zone-file lines, and what a client then gets, as dnsjava decodes
 * it.
 */
final class Asked {

    static final Name APEX = Name.parse("swarm.");
    static final long SECOND = 1_000_000_000;

    /** Of a monotonic clock: may be anything, and pass zero. */
    static final long NOW = -3 * SECOND;

    private static final int ID = 0x1234;

    final Question question;
    final byte[] query;
    private final Message response;
    private final ReplyReader reader = new ReplyReader(APEX);

    private Asked(Question question) {
        this.question = question;
        query = new QueryEncoder(new Random(7)).encode(question, ID, true, true);
        response = new Message(ID);
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.RD);
        response.getHeader().setFlag(Flags.RA);
        response.addRecord(read(query).getQuestion(), Section.QUESTION);
    }

    /** For example {@code www.example. A do}. */
    static Asked of(String text) {
        String[] words = text.split(" ");
        boolean dnssecOk = words.length > 2 && words[2].equals("do");
        return new Asked(new Question(Name.parse(words[0]), Type.value(words[1]), dnssecOk, false));
    }

    static Question question(String text) {
        return of(text).question;
    }

    Asked rcode(int rcode) {
        response.getHeader().setRcode(rcode);
        return this;
    }

    Asked header(Consumer<org.xbill.DNS.Header> change) {
        change.accept(response.getHeader());
        return this;
    }

    Asked answer(String... lines) {
        return add(Section.ANSWER, lines);
    }

    Asked authority(String... lines) {
        return add(Section.AUTHORITY, lines);
    }

    Asked additional(String... lines) {
        return add(Section.ADDITIONAL, lines);
    }

    private Asked add(int section, String... lines) {
        for (String line : lines) {
            record(line).forEach(record -> response.addRecord(record, section));
        }
        return this;
    }

    Asked add(int section, Record record) {
        response.addRecord(record, section);
        return this;
    }

    /** A record of any type, its RDATA as it is, well-formed or not. */
    static Record raw(String owner, int type, long ttl, byte[] rdata) {
        return new RawRecord(name(owner), type, ttl, rdata);
    }

    private static List<Record> record(String line) {
        try (Master master = new Master(
                new java.io.ByteArrayInputStream(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                org.xbill.DNS.Name.root)) {
            List<Record> records = new ArrayList<>();
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                records.add(record);
            }
            assertThat(records).as(line).isNotEmpty();
            return records;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The response as it comes from the upstream. */
    byte[] octets() {
        return response.toWire();
    }

    Verdict verdict() {
        return verdict(octets());
    }

    Verdict verdict(byte[] message) {
        // Behind the message lies what an older one has left.
        byte[] more = Arrays.copyOf(message, message.length + 300);
        Arrays.fill(more, message.length, more.length, (byte) 1);
        Verdict verdict = reader.read(more, message.length, query, question, NOW);
        assertThat(reader.reply() != null).as("a reply").isEqualTo(verdict == Verdict.REPLY);
        return verdict;
    }

    /** Of the message read last. */
    int rcode() {
        return reader.rcode();
    }

    Reply reply() {
        return reply(octets());
    }

    Reply reply(byte[] message) {
        assertThat(verdict(message)).isEqualTo(Verdict.REPLY);
        return reader.reply();
    }

    /** What a client gets that asked the same, so many seconds later, over TCP. */
    Message answered(int seconds) {
        return read(write(reply(), seconds));
    }

    byte[] write(Reply reply, int seconds) {
        return write(reply, seconds, ResponseEncoder.TCP_SIZE);
    }

    byte[] write(Reply reply, int seconds, int limit) {
        return write(limit, encoder -> reply.write(encoder, NOW + seconds * SECOND));
    }

    byte[] writeStale(Reply reply) {
        return write(ResponseEncoder.TCP_SIZE, reply::writeStale);
    }

    private byte[] write(int limit, Consumer<ResponseEncoder> reply) {
        // Its case is its own.
        byte[] client = new QueryEncoder(new Random(8)).encode(question, 77, true, true);
        QueryDecoder decoder = new QueryDecoder();
        assertThat(decoder.decode(client, client.length)).isEqualTo(QueryDecoder.Status.QUERY);
        ResponseEncoder encoder = new ResponseEncoder(ResponseEncoder.TCP_SIZE);
        encoder.begin(client, decoder, limit);
        reply.accept(encoder);
        int length = encoder.finish(reader.reply().rcode(), 0x80);
        assertThat(length).isLessThanOrEqualTo(limit);
        byte[] written = Arrays.copyOf(encoder.buffer(), length);
        int questionEnd = Header.LENGTH + question.name().length() + 4;
        assertThat(Arrays.copyOfRange(written, Header.LENGTH, questionEnd))
                .isEqualTo(Arrays.copyOfRange(client, Header.LENGTH, questionEnd));
        return written;
    }

    static Message read(byte[] octets) {
        try {
            Message message = new Message(octets);
            assertThat(message.numBytes()).as("octets read").isEqualTo(octets.length);
            for (int section = 0; section < 4; section++) {
                assertThat(message.getHeader().getCount(section))
                        .isEqualTo(message.getSection(section).size());
            }
            return message;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The RCODE, and the records of both sections as a zone file has them, the authority section's with {@code au} before. */
    static String text(Message message) {
        List<String> lines = new ArrayList<>();
        lines.add(Rcode.string(message.getRcode()));
        message.getSection(Section.ANSWER).forEach(record -> lines.add(text(record)));
        message.getSection(Section.AUTHORITY).forEach(record -> lines.add("au " + text(record)));
        message.getSection(Section.ADDITIONAL).stream()
                .filter(record -> record.getType() != RecordType.OPT)
                .forEach(record -> lines.add("ad " + text(record)));
        return String.join("\n", lines).toLowerCase(java.util.Locale.ROOT);
    }

    private static String text(Record record) {
        assertThat(record.getDClass()).isEqualTo(DClass.IN);
        return record.getName() + " " + record.getTTL() + " " + Type.string(record.getType()) + " "
                + record.rdataToString();
    }

    /** What a client gets at once is this, RCODE first, one record a line. */
    void becomes(String... lines) {
        becomes(0, lines);
    }

    void becomes(int seconds, String... lines) {
        assertThat(text(answered(seconds))).isEqualTo(String.join("\n", lines).toLowerCase(java.util.Locale.ROOT));
    }

    static org.xbill.DNS.Name name(String text) {
        try {
            return org.xbill.DNS.Name.fromString(text);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.NameCompressor;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import java.util.Arrays;

/**
 * Encodes anew, record by record, what is kept of an upstream's message. One per event loop, used again for each message. Whoever
 * is told that a record is malformed gives the message up.
 */
final class ReplyWriter {

    /** Type and class, behind the name of a question. */
    private static final int TYPE_AND_CLASS = 4;

    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final int FEW = 64;

    private final NameReader names;
    private final NameCompressor compressor;
    private final byte[] name = new byte[Labels.MAX_NAME];

    /** A message as its response will be up to here, with a header left empty; room for two names too much. */
    private final byte[] buffer = new byte[ResponseEncoder.TCP_SIZE + 2 * Labels.MAX_NAME];

    private int questionEnd;
    private int position;
    private char[] ttlAt = new char[FEW];
    private int count;
    private int answers;
    private long lowestTtl;

    ReplyWriter(NameReader names, int seed) {
        this.names = names;
        this.compressor = new NameCompressor(seed);
    }

    void begin(Question question) {
        compressor.begin();
        questionEnd = compressor.write(question.name().toWire(), buffer, Header.LENGTH, false) + TYPE_AND_CLASS;
        position = questionEnd;
        count = 0;
        answers = 0;
        lowestTtl = TimeToLive.LONGEST;
    }

    /**
     * Writes a record of a message.
     *
     * @param owner uncompressed
     * @return false if it is malformed, or too much
     */
    boolean write(byte[] owner, MessageRecords records, int record, long ttl) {
        int type = records.type(record);
        int from = records.rdataAt(record);
        int to = records.rdataEnd(record);
        int lengthAt = writeFixedPart(owner, type, ttl);
        byte[] message = records.message();
        RdataLayout layout = RdataLayout.of(type, message, from, to);
        if (layout.names() == 0) {
            return hasLength(type, to - from) && writeOctets(message, from, to) && close(lengthAt);
        }
        int namesFrom = from + layout.before();
        if (namesFrom > to || !writeOctets(message, from, namesFrom)) {
            return false;
        }
        int at = namesFrom;
        for (int i = 0; i < layout.names(); i++) {
            if (names.read(message, records.length(), at, name) == NameReader.MALFORMED) {
                return false;
            }
            at = names.end();
            position = compressor.write(name, buffer, position, layout.compressed());
        }
        return at + layout.behind() == to && writeOctets(message, at, to) && close(lengthAt);
    }

    /** Writes a CNAME that the message lacks, but for a DNAME that it has (RFC 6672 3.4). */
    boolean writeAlias(byte[] owner, byte[] target, long ttl) {
        int lengthAt = writeFixedPart(owner, RecordType.CNAME, ttl);
        if (lengthAt > ResponseEncoder.TCP_SIZE) {
            return false;
        }
        position = compressor.write(target, buffer, position, true);
        return close(lengthAt);
    }

    /** The buffer has room for it. Returns where RDLENGTH goes. */
    private int writeFixedPart(byte[] owner, int type, long ttl) {
        int at = compressor.write(owner, buffer, position, true);
        Octets.putU16(buffer, at, type);
        Octets.putU16(buffer, at + 2, RecordClass.IN);
        if (count == ttlAt.length) {
            ttlAt = Arrays.copyOf(ttlAt, 2 * count);
        }
        ttlAt[count] = (char) (at + 4 - questionEnd);
        Octets.putU32(buffer, at + 4, ttl);
        lowestTtl = Math.min(lowestTtl, ttl);
        position = at + 10;
        return at + 8;
    }

    /** A stub resolver copies that many octets. */
    private static boolean hasLength(int type, int octets) {
        return switch (type) {
            case RecordType.A -> octets == IPV4;
            case RecordType.AAAA -> octets == IPV6;
            default -> true;
        };
    }

    private boolean writeOctets(byte[] source, int from, int to) {
        if (position + to - from > ResponseEncoder.TCP_SIZE) {
            return false;
        }
        System.arraycopy(source, from, buffer, position, to - from);
        position += to - from;
        return true;
    }

    private boolean close(int lengthAt) {
        Octets.putU16(buffer, lengthAt, position - lengthAt - 2);
        count++;
        return position <= ResponseEncoder.TCP_SIZE;
    }

    /** What follows goes to the authority section. */
    void endAnswers() {
        answers = count;
    }

    /** How many records there are. */
    int count() {
        return count;
    }

    /** Of all records; a day without any. */
    long lowestTtl() {
        return lowestTtl;
    }

    /** @param now when it was read, by a clock that only goes on, in nanoseconds */
    Reply reply(int rcode, int lifetime, boolean cut, long now) {
        byte[] body = Arrays.copyOfRange(buffer, questionEnd, position);
        return new Reply(rcode, body, Arrays.copyOf(ttlAt, count), answers, lifetime, cut, now);
    }
}

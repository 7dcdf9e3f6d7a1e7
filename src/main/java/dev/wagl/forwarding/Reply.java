package dev.wagl.forwarding;

import dev.wagl.dns.ExtendedError;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What an upstream replied, cleaned by {@link ReplyReader}: immutable, of at most 64 KB, ready to be written into any response to
 * its question. Records lie in it as they will in the response; their pointers are right there, for they begin behind the question,
 * and that is as long in each.
 *
 * <p>Addresses take turns in coming first, as they do at the upstream: else all that ask within a TTL would go to the same one.
 */
final class Reply {

    /** Of a reply that has expired, in each of its records (RFC 8767 4). */
    static final int STALE_TTL = 30;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int TTL_LENGTH = 4;

    /** A pointer to the owner, type, class, TTL, RDLENGTH. */
    private static final int ADDRESS_HEADER = 12;

    private static final int TTL_IN_ADDRESS = 6;

    private static final byte[] STALE_TEXT = ascii("no upstream has helped; this was true before");
    private static final byte[] CUT_TEXT =
            ascii("an alias into the zone served here, a circle or too long a way was cut");

    private final int rcode;

    /** Records of the answer section, then those of the authority section. */
    private final byte[] body;

    /** Where in the body each record has its TTL. */
    private final char[] ttlAt;

    private final int answers;
    private final int lifetime;
    private final boolean cut;
    private final long readAt;

    /** The records that take turns, all of one length and one TTL; their count is 0 where none do. */
    private final int firstAddress;

    private final int addressLength;
    private final int addresses;

    /** Written by several threads: a lost turn is none that matters. */
    private int turn;

    /** @param readAt by a clock that only goes on, in nanoseconds */
    Reply(int rcode, byte[] body, char[] ttlAt, int answers, int lifetime, boolean cut, long readAt) {
        this.rcode = rcode;
        this.body = body;
        this.ttlAt = ttlAt;
        this.answers = answers;
        this.lifetime = lifetime;
        this.cut = cut;
        this.readAt = readAt;
        int first = 0;
        while (first < answers && addressLength(first) == 0) {
            first++;
        }
        firstAddress = first;
        addressLength = first < answers ? addressLength(first) : 0;
        int behind = first;
        while (behind < answers && addressLength(behind) == addressLength) {
            behind++;
        }
        addresses = behind - first;
    }

    /** Octets of a record that is an address and has a pointer as its owner; else 0. */
    private int addressLength(int record) {
        int ttl = ttlAt[record];
        int type = Octets.u16(body, ttl - TTL_LENGTH);
        boolean address = type == RecordType.A || type == RecordType.AAAA;
        return address && ttl - TTL_IN_ADDRESS == end(record) ? ADDRESS_HEADER + Octets.u16(body, ttl + TTL_LENGTH) : 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** NOERROR, NXDOMAIN or YXDOMAIN. */
    int rcode() {
        return rcode;
    }

    /** Seconds that it may be kept from when it was read; 0: it is for those that have asked already, and no one else. */
    int lifetime() {
        return lifetime;
    }

    /** Nanoseconds since it was read. */
    long age(long now) {
        return now - readAt;
    }

    /** Whether it says that QNAME does not exist, so that no other type of it does (RFC 2308 5). */
    boolean deniesName() {
        return rcode == Rcode.NXDOMAIN && answers == 0;
    }

    /** Octets of its arrays, see {@link ReplyCache}. */
    int octets() {
        return body.length + Character.BYTES * ttlAt.length;
    }

    /** Writes the sections, TTLs counted down to {@code now}; what finds no room sets TC. Must come first behind the question. */
    void write(ResponseEncoder response, long now) {
        long age = Math.max(0, age(now) / NANOS_PER_SECOND);
        int start = response.position();
        int records = writeRecords(response);
        byte[] buffer = response.buffer();
        for (int record = 0; record < records; record++) {
            int at = start + ttlAt[record];
            Octets.putU32(buffer, at, Math.max(0, Octets.u32(buffer, at) - age));
        }
        tellCut(response);
    }

    /** As {@link #write}, of a reply that has expired (RFC 8767): with a TTL of 30 s and the extended error that says so. */
    void writeStale(ResponseEncoder response) {
        int start = response.position();
        int records = writeRecords(response);
        for (int record = 0; record < records; record++) {
            Octets.putU32(response.buffer(), start + ttlAt[record], STALE_TTL);
        }
        boolean denied = rcode == Rcode.NXDOMAIN;
        response.extendedError(denied ? ExtendedError.STALE_NXDOMAIN_ANSWER : ExtendedError.STALE_ANSWER, STALE_TEXT);
    }

    /** Returns how many there was room for. */
    private int writeRecords(ResponseEncoder response) {
        int records = body.length <= response.room() ? ttlAt.length : fitting(response.room());
        int start = response.position();
        int split = start + end(Math.min(records, answers));
        int end = start + end(records);
        System.arraycopy(body, 0, response.buffer(), start, end - start);
        if (addresses > 1 && records == ttlAt.length) {
            turnAddresses(response.buffer(), start + end(firstAddress));
        }
        response.wroteAnswers(Math.min(records, answers), split);
        response.wroteAuthorities(Math.max(0, records - answers), end);
        if (records < ttlAt.length) {
            response.truncate();
        }
        return records;
    }

    private void turnAddresses(byte[] buffer, int at) {
        int from = end(firstAddress);
        int octets = addresses * addressLength;
        int split = (turn++ & Integer.MAX_VALUE) % addresses * addressLength;
        System.arraycopy(body, from + split, buffer, at, octets - split);
        System.arraycopy(body, from, buffer, at + octets - split, split);
    }

    private int fitting(int room) {
        int records = 0;
        while (end(records + 1) <= room) {
            records++;
        }
        return records;
    }

    /** Where the first so many records end: behind the RDATA of the last. */
    private int end(int records) {
        if (records == 0) {
            return 0;
        }
        int lengthAt = ttlAt[records - 1] + TTL_LENGTH;
        return lengthAt + 2 + Octets.u16(body, lengthAt);
    }

    private void tellCut(ResponseEncoder response) {
        if (cut) {
            response.extendedError(ExtendedError.OTHER, CUT_TEXT);
        }
    }
}

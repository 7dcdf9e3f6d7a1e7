package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Labels;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import java.util.Arrays;

/**
 * Where the records of an upstream's message lie. One per event loop, used again for each message. Owners of the answer and the
 * authority section are read once; of the additional section nothing is but the OPT record, however much there is.
 */
final class MessageRecords {

    static final int NONE = -1;

    /** Type, class, TTL and RDLENGTH of a record, behind its owner. */
    private static final int FIXED_PART = 10;

    private static final int FEW = 64;

    private final NameReader names;

    /** Unknown to those who choose the names, lest many of them look alike. */
    private final int seed;

    private final byte[] owner = new byte[Labels.MAX_NAME];
    private byte[] message;
    private int length;
    private int[] ownerAt = new int[FEW];
    private int[] ownerHash = new int[FEW];
    private int[] typeAt = new int[FEW];
    private int answers;
    private int count;
    private int upperRcode;

    MessageRecords(NameReader names, int seed) {
        this.names = names;
        this.seed = seed;
    }

    /**
     * Finds the records.
     *
     * @param from behind the question
     * @return whether they are all there
     */
    boolean index(byte[] bytes, int size, int from) {
        message = bytes;
        length = size;
        count = 0;
        upperRcode = 0;
        int at = readSection(from, Octets.u16(bytes, Header.ANCOUNT));
        answers = count;
        if (at != NONE) {
            at = readSection(at, Octets.u16(bytes, Header.NSCOUNT));
        }
        return at != NONE && readAdditional(at, Octets.u16(bytes, Header.ARCOUNT));
    }

    /** Returns the offset behind it, or NONE. */
    private int readSection(int from, int records) {
        int at = from;
        for (int record = 0; record < records; record++) {
            int octets = names.read(message, length, at, owner);
            if (octets == NameReader.MALFORMED) {
                return NONE;
            }
            int end = end(names.end());
            if (end == NONE) {
                return NONE;
            }
            add(at, hash(owner, octets), names.end());
            at = end;
        }
        return at;
    }

    private void add(int nameAt, int hash, int fixedAt) {
        if (count == typeAt.length) {
            ownerAt = Arrays.copyOf(ownerAt, 2 * count);
            ownerHash = Arrays.copyOf(ownerHash, 2 * count);
            typeAt = Arrays.copyOf(typeAt, 2 * count);
        }
        ownerAt[count] = nameAt;
        ownerHash[count] = hash;
        typeAt[count] = fixedAt;
        count++;
    }

    private boolean readAdditional(int from, int records) {
        int at = from;
        for (int record = 0; record < records; record++) {
            int fixedAt = Labels.skip(message, at, length);
            int end = fixedAt == NameReader.MALFORMED ? NONE : end(fixedAt);
            if (end == NONE) {
                return false;
            }
            if (Octets.u16(message, fixedAt) == RecordType.OPT) {
                upperRcode = message[fixedAt + 4] & 0xFF;
            }
            at = end;
        }
        return true;
    }

    /** Where the record whose type stands at {@code fixedAt} ends, or NONE. */
    private int end(int fixedAt) {
        if (fixedAt + FIXED_PART > length) {
            return NONE;
        }
        int end = fixedAt + FIXED_PART + Octets.u16(message, fixedAt + 8);
        return end > length ? NONE : end;
    }

    /** Of a name in any case; only these hashes are alike. */
    int hash(byte[] name, int octets) {
        return Labels.hash(seed, name, 0, octets);
    }

    /** How many the answer section has; those of the authority section follow. */
    int answers() {
        return answers;
    }

    /** How many both sections have. */
    int count() {
        return count;
    }

    /** The upper bits of the RCODE, shifted down; 0 without an OPT record. */
    int upperRcode() {
        return upperRcode;
    }

    /** Whether the record is of class IN, this type, and this owner. */
    boolean is(int record, int type, byte[] lowerName, int octets, int nameHash) {
        return type(record) == type
                && Octets.u16(message, typeAt[record] + 2) == RecordClass.IN
                && ownerHash[record] == nameHash
                && names.read(message, length, ownerAt[record], owner) == octets
                && Labels.equal(owner, 0, octets, lowerName, octets);
    }

    /** The first of the records {@code from} to {@code to} that {@link #is} this, or NONE. */
    int find(int from, int to, int type, byte[] lowerName, int octets, int nameHash) {
        for (int record = from; record < to; record++) {
            if (is(record, type, lowerName, octets, nameHash)) {
                return record;
            }
        }
        return NONE;
    }

    int type(int record) {
        return Octets.u16(message, typeAt[record]);
    }

    boolean isInternet(int record) {
        return Octets.u16(message, typeAt[record] + 2) == RecordClass.IN;
    }

    /** As it stands there, 32 bits. */
    long ttl(int record) {
        return Octets.u32(message, typeAt[record] + 4);
    }

    int rdataAt(int record) {
        return typeAt[record] + FIXED_PART;
    }

    int rdataEnd(int record) {
        return rdataAt(record) + Octets.u16(message, typeAt[record] + 8);
    }

    /** Reads the owner, which is well-formed; returns its length. */
    int readOwner(int record, byte[] target) {
        return names.read(message, length, ownerAt[record], target);
    }

    int ownerHash(int record) {
        return ownerHash[record];
    }

    byte[] message() {
        return message;
    }

    int length() {
        return length;
    }
}

package dev.wagl.dns;

/**
 * Case folding, hashing and walking of names in wire form (RFC 1035 3.1): a sequence of length octet and label, closed by
 * the root's zero octet. These three exist here once; names of queries are read where they lie.
 */
public final class Labels {

    /** Longest name, with its length octets and the root's zero (RFC 1035 2.3.4). */
    public static final int MAX_NAME = 255;

    /** Longest label (RFC 1035 2.3.4). */
    public static final int MAX_LABEL = 63;

    /** Where a hash over the labels of a name begins. */
    static final int HASH_SEED = 0x811C9DC5;

    /** RFC 4343: only the letters of ASCII have a case. Length octets, at most 63, map to themselves. */
    private static final byte[] LOWER = new byte[256];

    static {
        for (int octet = 0; octet < LOWER.length; octet++) {
            LOWER[octet] = (byte) (octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet);
        }
    }

    private Labels() {}

    /** The octet, in lower case if it is a letter of ASCII. */
    public static byte lower(byte octet) {
        return LOWER[octet & 0xFF];
    }

    /**
     * A hash of a name that does not depend on its case.
     *
     * @param length octets of the name, the root's zero included
     */
    public static int hash(byte[] wire, int offset, int length) {
        return finish(hash(HASH_SEED, wire, offset, length));
    }

    /** Goes on with a hash over further octets of the same name, or begins one at a seed that nobody can guess. */
    public static int hash(int hash, byte[] wire, int offset, int length) {
        int result = hash;
        for (int end = offset + length, at = offset; at < end; at++) {
            result = (result ^ LOWER[wire[at] & 0xFF]) * 0x01000193;
        }
        return result;
    }

    /** Spreads the upper bits, which hold most of the difference, over the lower ones, which choose the slot. */
    static int finish(int hash) {
        return hash ^ hash >>> 15;
    }

    /** Whether a name in any case equals a name that is in lower case already. */
    public static boolean equal(byte[] wire, int offset, int length, byte[] lower) {
        return equal(wire, offset, length, lower, lower.length);
    }

    /** As above, of a name that does not fill its array. */
    public static boolean equal(byte[] wire, int offset, int length, byte[] lower, int lowerLength) {
        if (length != lowerLength) {
            return false;
        }
        for (int at = 0; at < length; at++) {
            if (LOWER[wire[offset + at] & 0xFF] != lower[at]) {
                return false;
            }
        }
        return true;
    }

    /** Makes a name lower case, in place. */
    public static void toLower(byte[] wire, int offset, int length) {
        for (int end = offset + length, at = offset; at < end; at++) {
            wire[at] = LOWER[wire[at] & 0xFF];
        }
    }

    /**
     * Where in a name its ancestor begins, or the name itself; -1 if it is neither.
     *
     * @param lower the other name, in lower case
     */
    public static int ancestorAt(byte[] wire, int length, byte[] lower, int lowerLength) {
        int start = length - lowerLength;
        int at = 0;
        while (at < start) {
            at = parent(wire, at);
        }
        return at == start && equal(wire, at, lowerLength, lower, lowerLength) ? at : -1;
    }

    /** Where the parent of the name at {@code offset} begins. The name must not be the root. */
    public static int parent(byte[] wire, int offset) {
        return offset + 1 + (wire[offset] & 0xFF);
    }

    /**
     * The offset behind a name of a message; a pointer ends it and is not followed.
     *
     * @param length octets of the message
     * @return {@link NameReader#MALFORMED} for a label type that nobody uses, or a name that goes on beyond the message
     */
    public static int skip(byte[] message, int from, int length) {
        int at = from;
        while (at < length) {
            int label = message[at] & 0xFF;
            if (label == 0) {
                return at + 1;
            }
            if (label >= 0xC0) {
                return at + 2;
            }
            if (label > MAX_LABEL) {
                return NameReader.MALFORMED;
            }
            at += label + 1;
        }
        return NameReader.MALFORMED;
    }
}

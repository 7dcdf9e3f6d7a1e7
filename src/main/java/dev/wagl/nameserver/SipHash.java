package dev.wagl.nameserver;

import dev.wagl.dns.Octets;

/**
 * SipHash-2-4 (Aumasson and Bernstein 2012): a keyed hash of 64 bits for short messages. One per event loop; it allocates
 * nothing.
 */
final class SipHash {

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** Eight octets as the number that SipHash takes them for, the lowest first. */
    static long word(byte[] octets, int offset) {
        return Long.reverseBytes(Octets.u32(octets, offset) << 32 | Octets.u32(octets, offset + 4));
    }

    /**
     * The hash of an array's first octets, as a {@link #word}.
     *
     * @param k0 the first half of the key, as a {@link #word}
     * @param k1 the second half
     */
    long hash(long k0, long k1, byte[] message, int length) {
        v0 = k0 ^ 0x736f6d6570736575L;
        v1 = k1 ^ 0x646f72616e646f6dL;
        v2 = k0 ^ 0x6c7967656e657261L;
        v3 = k1 ^ 0x7465646279746573L;
        int whole = length & ~7;
        for (int at = 0; at < whole; at += 8) {
            compress(word(message, at));
        }
        // What is left, and the length on top.
        long last = (long) length << 56;
        for (int at = whole; at < length; at++) {
            last |= (message[at] & 0xFFL) << 8 * (at - whole);
        }
        compress(last);
        v2 ^= 0xFF;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void compress(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v1;
        v0 += v3;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
    }
}

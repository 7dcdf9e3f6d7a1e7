package dev.wagl.dns;

import java.util.Arrays;

/**
 * Writes names into a message, the rest of each as a pointer where it stands there already (RFC 1035 4.1.4). One per event loop.
 * The work is bounded: it remembers so many names, and looks at so few places for each.
 */
public final class NameCompressor {

    private static final int SLOTS = 1024;
    private static final int MOST_KNOWN = SLOTS / 2;
    private static final int PROBES = 8;
    private static final int NOWHERE = 0;

    /** Unknown to those who choose the names, lest all of these fall on the same slots. */
    private final int seed;

    private final int[] hashes = new int[SLOTS];

    /** Where in the message a name begins; NOWHERE: the slot is free. */
    private final char[] offsets = new char[SLOTS];

    private int known;
    private final int[] labelAt = new int[Labels.MAX_NAME / 2 + 1];
    private final int[] suffixHash = new int[labelAt.length];

    /** @param seed unpredictable */
    public NameCompressor(int seed) {
        this.seed = seed;
    }

    /** Forgets all names: another message begins. */
    public void begin() {
        Arrays.fill(offsets, (char) NOWHERE);
        known = 0;
    }

    /**
     * Writes a name, and remembers it.
     *
     * @param name uncompressed
     * @param message has room for all of it
     * @param pointers whether it may end in one; where it must not (RFC 3597 4), others can still point to it
     * @return the offset behind it
     */
    public int write(byte[] name, byte[] message, int offset, boolean pointers) {
        int labels = hashSuffixes(name);
        int at = offset;
        for (int label = 0; label < labels; label++) {
            int place = pointers ? find(suffixHash[label], name, labelAt[label], message) : NOWHERE;
            if (place != NOWHERE) {
                Octets.putU16(message, at, Pointer.to(place));
                remember(label, offset);
                return at + Pointer.LENGTH;
            }
            int octets = 1 + name[labelAt[label]];
            System.arraycopy(name, labelAt[label], message, at, octets);
            at += octets;
        }
        message[at] = 0;
        remember(labels, offset);
        return at + 1;
    }

    /** Returns how many labels the name has. */
    private int hashSuffixes(byte[] name) {
        int labels = 0;
        for (int at = 0; name[at] != 0; at = Labels.parent(name, at)) {
            labelAt[labels++] = at;
        }
        int hash = seed;
        for (int label = labels - 1; label >= 0; label--) {
            hash = Labels.hash(hash, name, labelAt[label], 1 + name[labelAt[label]]);
            suffixHash[label] = hash;
        }
        return labels;
    }

    private int find(int hash, byte[] name, int from, byte[] message) {
        for (int probe = 0; probe < PROBES; probe++) {
            int slot = Labels.finish(hash) + probe & SLOTS - 1;
            if (offsets[slot] == NOWHERE) {
                return NOWHERE;
            }
            if (hashes[slot] == hash && equal(message, offsets[slot], name, from)) {
                return offsets[slot];
            }
        }
        return NOWHERE;
    }

    /** What stands in the message we have written ourselves: its pointers lead somewhere. */
    private static boolean equal(byte[] message, int offset, byte[] name, int from) {
        int at = offset;
        int in = from;
        while (true) {
            int label = message[at];
            if (label < 0) {
                at = Octets.u16(message, at) & Pointer.MAX_OFFSET;
                continue;
            }
            for (int octet = 0; octet <= label; octet++) {
                if (Labels.lower(message[at + octet]) != Labels.lower(name[in + octet])) {
                    return false;
                }
            }
            if (label == 0) {
                return true;
            }
            at += 1 + label;
            in += 1 + label;
        }
    }

    /** The first labels of the name just written at {@code offset} stand there in full. */
    private void remember(int labels, int offset) {
        for (int label = 0; label < labels && known < MOST_KNOWN; label++) {
            int place = offset + labelAt[label];
            if (place > Pointer.MAX_OFFSET) {
                return;
            }
            for (int probe = 0; probe < PROBES; probe++) {
                int slot = Labels.finish(suffixHash[label]) + probe & SLOTS - 1;
                if (offsets[slot] != NOWHERE && hashes[slot] == suffixHash[label]) {
                    // It stands there already, but could not be pointed to from here.
                    break;
                }
                if (offsets[slot] == NOWHERE) {
                    offsets[slot] = (char) place;
                    hashes[slot] = suffixHash[label];
                    known++;
                    break;
                }
            }
        }
    }
}

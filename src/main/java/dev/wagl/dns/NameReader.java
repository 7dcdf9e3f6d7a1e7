package dev.wagl.dns;

/**
 * Reads names that lie in a message, whole or compressed (RFC 1035 4.1.4), with work that is bounded whatever stands there
 * (RFC 9267): a pointer points backward, before all that the name had so far, and never into the header. One per event loop.
 */
public final class NameReader {

    /** No name. */
    public static final int MALFORMED = -1;

    /** A name in more pieces is meant to cost: Go's resolver takes no more than 10. */
    public static final int MAX_POINTERS = 32;

    private static final int POINTER_BITS = 0xC0;

    private int end;

    /**
     * Reads a name.
     *
     * @param length of the message
     * @param offset where in it the name begins
     * @param target gets the wire form without compression, in its case; has room for {@link Labels#MAX_NAME}
     * @return octets of it, or {@link #MALFORMED}
     */
    public int read(byte[] message, int length, int offset, byte[] target) {
        int at = offset;
        int part = offset;
        int pointers = 0;
        int written = 0;
        while (at < length) {
            int label = message[at] & 0xFF;
            if (label >= POINTER_BITS) {
                int to = at + 1 < length ? Octets.u16(message, at) & Pointer.MAX_OFFSET : length;
                if (to >= part || to < Header.LENGTH || pointers == MAX_POINTERS) {
                    return MALFORMED;
                }
                if (pointers++ == 0) {
                    end = at + Pointer.LENGTH;
                }
                at = to;
                part = to;
                continue;
            }
            int behind = at + 1 + label;
            if (label > Labels.MAX_LABEL || behind > length || written + 1 + label > Labels.MAX_NAME) {
                return MALFORMED;
            }
            System.arraycopy(message, at, target, written, 1 + label);
            written += 1 + label;
            at = behind;
            if (label == 0) {
                if (pointers == 0) {
                    end = at;
                }
                return written;
            }
        }
        return MALFORMED;
    }

    /** Where in the message the name read last ends: behind its root or its first pointer. */
    public int end() {
        return end;
    }
}

package dev.wagl.dns;

/** Compression pointers: two octets that stand for a name, or the rest of one, farther up in the message (RFC 1035 4.1.4). */
public final class Pointer {

    /** Octets of a pointer. */
    public static final int LENGTH = 2;

    /** Farther back a pointer cannot point. */
    public static final int MAX_OFFSET = 0x3FFF;

    /** To the QNAME, which always follows the header. */
    public static final int TO_QUESTION = to(Header.LENGTH);

    private Pointer() {}

    /**
     * The pointer to a name.
     *
     * @param offset where in the message it begins, at most {@link #MAX_OFFSET}
     */
    public static int to(int offset) {
        return 0xC000 | offset;
    }
}

package dev.wagl.nameserver;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;

/** The part of the name space where addresses have names: {@code in-addr.arpa.} (RFC 1035 3.5) and {@code ip6.arpa.} (RFC 3596 2.5). */
final class ReverseNames {

    /** The name asked for does not lie below an address's. */
    static final int NONE = -1;

    private static final byte[] IN_ADDR_ARPA = Name.parse("in-addr.arpa.").toWire();
    private static final byte[] IP6_ARPA = Name.parse("ip6.arpa.").toWire();

    /** A label for each octet of an address, and the two of the suffix. */
    private static final int LABELS_V4 = 4 + 2;

    /** A label for each half octet, and the two of the suffix. */
    private static final int LABELS_V6 = 32 + 2;

    private ReverseNames() {}

    /**
     * Where the name of an address begins that a name lies below: there is only one, since all of a family are of the same
     * depth. {@link #NONE} if there is none; may err where the labels are none of an address.
     */
    static int addressAbove(byte[] message, int offset, int length) {
        if (endsIn(IN_ADDR_ARPA, message, offset, length)) {
            return lastLabels(LABELS_V4, message, offset);
        }
        if (endsIn(IP6_ARPA, message, offset, length)) {
            return lastLabels(LABELS_V6, message, offset);
        }
        return NONE;
    }

    private static int lastLabels(int depth, byte[] message, int offset) {
        int above = labels(message, offset) - depth;
        if (above <= 0) {
            return NONE;
        }
        int at = offset;
        for (int label = 0; label < above; label++) {
            at = Labels.parent(message, at);
        }
        return at;
    }

    private static boolean endsIn(byte[] suffix, byte[] message, int offset, int length) {
        return length > suffix.length && Labels.equal(message, offset + length - suffix.length, suffix.length, suffix);
    }

    private static int labels(byte[] message, int offset) {
        int labels = 0;
        for (int at = offset; message[at] != 0; at = Labels.parent(message, at)) {
            labels++;
        }
        return labels;
    }
}

package dev.wagl.fuzz;

/** A cursor over a message that refuses to leave it. */
final class Octets {

    /** The message ends where it must not, or says what it may not. */
    static final class Malformed extends Exception {
        Malformed(String reason) {
            super(reason);
        }
    }

    private final byte[] message;
    private int at;

    Octets(byte[] message, int at) {
        this.message = message;
        this.at = at;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at == message.length;
    }

    int u8() throws Malformed {
        if (at >= message.length) {
            throw new Malformed("ends at " + at);
        }
        return message[at++] & 0xFF;
    }

    int u16() throws Malformed {
        return u8() << 8 | u8();
    }

    byte[] take(int count) throws Malformed {
        if (count > message.length - at) {
            throw new Malformed("ends at " + message.length + ", not at " + (at + count));
        }
        byte[] taken = new byte[count];
        System.arraycopy(message, at, taken, 0, count);
        at += count;
        return taken;
    }

    /** Passes a name without pointers (RFC 1035 3.1); returns its octets, the root's zero included. */
    int plainName() throws Malformed {
        int start = at;
        for (int label = u8(); label != 0; label = u8()) {
            if (label > 63) {
                throw new Malformed("label type " + label + " at " + (at - 1));
            }
            take(label);
        }
        if (at - start > 255) {
            throw new Malformed("a name of " + (at - start) + " octets");
        }
        return at - start;
    }

    /** Passes a name and follows no pointer; whether it is the root, written out. */
    boolean skipOwner() throws Malformed {
        int start = at;
        for (int label = u8(); label != 0; label = u8()) {
            if (label >= 0xC0) {
                u8();
                return false;
            }
            if (label > 63) {
                throw new Malformed("label type " + label + " at " + (at - 1));
            }
            take(label);
        }
        return at - start == 1;
    }

    /** Reads a name and follows its pointers, each of which must point to before it (RFC 1035 4.1.4). */
    byte[] name() throws Malformed {
        java.io.ByteArrayOutputStream wire = new java.io.ByteArrayOutputStream();
        int behind = -1;
        int bound = at;
        while (true) {
            int label = u8();
            if (label >= 0xC0) {
                int target = (label & 0x3F) << 8 | u8();
                behind = behind < 0 ? at : behind;
                if (target < 12 || target >= bound) {
                    throw new Malformed("a pointer to " + target);
                }
                bound = target;
                at = target;
                continue;
            }
            if (label > 63) {
                throw new Malformed("label type " + label + " at " + (at - 1));
            }
            wire.write(label);
            if (label == 0) {
                break;
            }
            wire.writeBytes(take(label));
            if (wire.size() > 254) {
                throw new Malformed("a name over 255 octets");
            }
        }
        at = behind < 0 ? at : behind;
        return wire.toByteArray();
    }
}

package dev.wagl.dns;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of a message (RFC 1035 4.1.1; AD and CD from RFC 4035), as offsets and accessors over its bytes.
 *
 * <pre>
 *   0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                      ID                       |  0
 * |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |  2
 * |                    QDCOUNT                    |  4
 * |                    ANCOUNT                    |  6
 * |                    NSCOUNT                    |  8
 * |                    ARCOUNT                    | 10
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 */
public final class Header {

    /** Octets of a header; the question begins here. */
    public static final int LENGTH = 12;

    public static final int FLAGS = 2;
    public static final int QDCOUNT = 4;
    public static final int ANCOUNT = 6;
    public static final int NSCOUNT = 8;
    public static final int ARCOUNT = 10;

    public static final int QR = 0x8000;
    public static final int AA = 0x0400;
    public static final int TC = 0x0200;
    public static final int RD = 0x0100;
    public static final int RA = 0x0080;
    public static final int CD = 0x0010;
    public static final int OPCODE_MASK = 0x7800;
    public static final int RCODE_MASK = 0x000F;

    /** All of them, from QR to CD, in the order of their bits. */
    private static final String[] FLAG_NAMES = {"qr", "aa", "tc", "rd", "ra", "z", "ad", "cd"};

    private static final int[] FLAG_BITS = {QR, AA, TC, RD, RA, 0x0040, 0x0020, CD};

    private Header() {}

    /** Whether the message is a response. */
    public static boolean isResponse(byte[] message) {
        return message[FLAGS] < 0;
    }

    /** RD: the sender wants more than what the receiver is authoritative for. */
    public static boolean recursionDesired(byte[] message) {
        return (Octets.u16(message, FLAGS) & RD) != 0;
    }

    /** CD: the sender checks signatures itself (RFC 4035 3.2.2). */
    public static boolean checkingDisabled(byte[] message) {
        return (Octets.u16(message, FLAGS) & CD) != 0;
    }

    /** The flags that are set, in words as dig shows them. */
    public static List<String> flags(byte[] message) {
        List<String> flags = new ArrayList<>();
        for (int flag = 0; flag < FLAG_NAMES.length; flag++) {
            if ((Octets.u16(message, FLAGS) & FLAG_BITS[flag]) != 0) {
                flags.add(FLAG_NAMES[flag]);
            }
        }
        return flags;
    }

    /** 0-15, see {@link Opcode}. */
    public static int opcode(byte[] message) {
        return message[FLAGS] >> 3 & 0xF;
    }
}

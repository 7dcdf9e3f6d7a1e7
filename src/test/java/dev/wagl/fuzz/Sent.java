package dev.wagl.fuzz;

import dev.wagl.dns.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What was sent, read the plain way: with exceptions and copies, sharing no code with {@code QueryDecoder}, to be held
 * against it.
 */
final class Sent {

    final byte[] message;
    /** Too short for a header, or a response. */
    final boolean ignored;

    int opcode;
    boolean wellFormed;
    /** 12 where the question was not understood. */
    int questionEnd = 12;

    byte[] name = {};
    int type;
    int recordClass;
    /** Whether there is an OPT record where one may stand, even if it or something behind it is malformed. */
    boolean opt;

    int optVersion;
    int udpSize;
    boolean dnssecOk;
    boolean nsid;
    /** Both halves; null without one. */
    byte[] cookie;

    boolean keepalive;
    /** Whether a keepalive option tells a time-out, which only a server may (RFC 7828 3.2.1). */
    boolean timeout;

    Sent(byte[] message) {
        this.message = message;
        ignored = message.length < 12 || (message[2] & 0x80) != 0;
        if (ignored) {
            return;
        }
        opcode = (message[2] & 0x78) >> 3;
        try {
            readQuestion();
            readRecords();
            wellFormed = true;
        } catch (Octets.Malformed e) {
            wellFormed = false;
        }
    }

    private int count(int at) {
        return (message[at] & 0xFF) * 256 + (message[at + 1] & 0xFF);
    }

    private void readQuestion() throws Octets.Malformed {
        if (count(4) != 1) {
            throw new Octets.Malformed("not one question");
        }
        Octets octets = new Octets(message, 12);
        int length = octets.plainName();
        int sentType = octets.u16();
        int sentClass = octets.u16();
        name = Arrays.copyOfRange(message, 12, 12 + length);
        type = sentType;
        recordClass = sentClass;
        questionEnd = octets.at();
    }

    private void readRecords() throws Octets.Malformed {
        int answersAndAuthorities = count(6) + count(8);
        int all = answersAndAuthorities + count(10);
        Octets octets = new Octets(message, questionEnd);
        for (int record = 0; record < all; record++) {
            boolean root = octets.skipOwner();
            int recordType = octets.u16();
            int size = octets.u16();
            int upperRcode = octets.u8();
            int version = octets.u8();
            int flags = octets.u16();
            byte[] rdata = octets.take(octets.u16());
            if (recordType == 41) {
                if (opt || !root || record < answersAndAuthorities) {
                    throw new Octets.Malformed("a misplaced OPT, " + upperRcode);
                }
                opt = true;
                udpSize = size;
                optVersion = version;
                dnssecOk = (flags & 0x8000) != 0;
                readOptions(rdata);
            }
        }
    }

    private void readOptions(byte[] rdata) throws Octets.Malformed {
        Octets octets = new Octets(rdata, 0);
        while (!octets.atEnd()) {
            int code = octets.u16();
            byte[] data = octets.take(octets.u16());
            nsid |= code == 3;
            keepalive |= code == 11;
            timeout |= code == 11 && data.length > 0;
            if (code == 10 && cookie == null && optVersion == 0) {
                cookie = data;
                if (data.length != 8 && (data.length < 16 || data.length > 40)) {
                    throw new Octets.Malformed("a cookie of " + data.length + " octets");
                }
            }
        }
    }

    /** The largest response: over UDP RFC 6891 6.2.5, and what we announce. */
    int limit(Transport transport) {
        if (transport == Transport.TCP) {
            return 65_535;
        }
        return opt ? Math.min(Math.max(udpSize, 512), 1232) : 512;
    }

    /** A query that asks the same question and shows a cookie. */
    Sent withCookie(byte[] shown) {
        byte[] query = ByteBuffer.allocate(questionEnd + 15 + shown.length)
                .put(message, 0, questionEnd)
                .put(new byte[] {0, 0, 41, 1232 >> 8, (byte) 1232, 0, 0, 0, 0})
                .putShort((short) (4 + shown.length))
                .putShort((short) 10)
                .putShort((short) shown.length)
                .put(shown)
                .putLong(4, 1L << 48 | 1)
                .array();
        // The opcode of a query.
        query[2] &= 7;
        return new Sent(query);
    }
}

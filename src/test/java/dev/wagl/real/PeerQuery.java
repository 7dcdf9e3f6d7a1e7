package dev.wagl.real;

import dev.wagl.dns.RecordType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A query as it is asked of wagl and of its peers.
 *
 * @param name its case, and every octet of its labels, goes over the wire as it is
 */
record PeerQuery(org.xbill.DNS.Name name, int type, Mode mode) {

    /** Header and question behind the name. */
    private static final int FIXED_PART = 12 + 4;

    private static final int RD = 0x0100;
    private static final int AD = 0x0020;
    private static final int CD = 0x0010;
    private static final int Z = 0x0040;
    private static final int DO = 0x8000;

    /** How it is asked: over what, with which flags, with which OPT record. */
    enum Mode {
        PLAIN("udp", RD, 0, 0),
        EDNS("udp", 0, 4096, 0),
        DNSSEC("udp", RD | AD | CD, 1232, DO),
        SMALL("udp", RD, 512, 0),
        TCP("tcp", CD, 1232, DO),
        /** What should make no difference: a bit that is always zero, EDNS flags nobody knows, a size under 512. */
        ODD_FLAGS("udp", RD | Z, 100, 0x7FFF),
        /** An EDNS version that is not there yet. */
        VERSION_1("udp", 0, 1232, 1 << 16 | DO);

        private final boolean tcp;
        private final int flags;
        private final int size;
        private final int ednsFlags;

        Mode(String transport, int flags, int size, int ednsFlags) {
            this.tcp = transport.equals("tcp");
            this.flags = flags;
            this.size = size;
            this.ednsFlags = ednsFlags;
        }

        boolean tcp() {
            return tcp;
        }

        /** The largest response that may come. */
        int limit() {
            return tcp ? 65_535 : Math.max(512, Math.min(size, 1232));
        }
    }

    byte[] toWire(int id) {
        boolean edns = mode.size > 0;
        ByteBuffer message = ByteBuffer.allocate(FIXED_PART + name.length() + (edns ? 11 : 0));
        message.putShort((short) id).putShort((short) mode.flags);
        message.putShort((short) 1).putInt(0).putShort((short) (edns ? 1 : 0));
        message.put(name.toWire()).putShort((short) type).putShort((short) 1);
        if (edns) {
            message.put((byte) 0).putShort((short) RecordType.OPT).putShort((short) mode.size);
            message.putInt(mode.ednsFlags).putShort((short) 0);
        }
        return message.array();
    }

    /** Where the question ends. */
    int questionEnd() {
        return FIXED_PART + name.length();
    }

    static org.xbill.DNS.Name name(String text) {
        try {
            return org.xbill.DNS.Name.fromString(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name + " " + RecordType.mnemonic(type) + " " + mode;
    }
}

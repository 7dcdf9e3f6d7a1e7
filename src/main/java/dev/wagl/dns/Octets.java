package dev.wagl.dns;

/** Numbers in network order within bytes (RFC 1035 2.3.2). */
public final class Octets {

    private Octets() {}

    public static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
    }

    public static long u32(byte[] bytes, int offset) {
        return (long) u16(bytes, offset) << 16 | u16(bytes, offset + 2);
    }

    public static void putU16(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >> 8);
        bytes[offset + 1] = (byte) value;
    }

    public static void putU32(byte[] bytes, int offset, long value) {
        putU16(bytes, offset, (int) (value >> 16));
        putU16(bytes, offset + 2, (int) value);
    }
}

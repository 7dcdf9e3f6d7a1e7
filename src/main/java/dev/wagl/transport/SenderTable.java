package dev.wagl.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The addresses of clients as Java has them, kept, so that one who asks again costs no object. Where two share a place the one that
 * asked last has it. Not thread-safe.
 *
 * <p>Read from the kernel's form, ip(7) and ipv6(7):
 *
 * <pre>
 *   sockaddr_in   0 family (2)   2 port (2)   4 address (4)
 *   sockaddr_in6  0 family (2)   2 port (2)   4 flow information (4)   8 address (16)   24 scope (4)
 * </pre>
 */
final class SenderTable {

    /** Octets of the longer one. */
    static final int NAME_SIZE = 28;

    private static final int PORT = 2;
    private static final int ADDRESS_4 = 4;
    private static final int ADDRESS_6 = 8;
    private static final int SCOPE = 24;

    /** Linux' AF_INET; the only other one that comes is AF_INET6. */
    private static final int FAMILY_4 = 2;

    /** What stands before an IPv4 address in the lower half of IPv6's form. */
    private static final long MAPPED = 0xffff_0000L;

    /** A power of two. */
    private static final int PLACES = 512;

    private final InetAddress[] addresses = new InetAddress[PLACES];

    /** The halves of each address in IPv6's form (RFC 4291 2.5.5.2), the last octet the most significant. */
    private final long[] upper = new long[PLACES];

    private final long[] lower = new long[PLACES];
    private final int[] scopes = new int[PLACES];

    static int port(ByteBuffer memory, int name) {
        return (memory.get(name + PORT) & 0xff) << 8 | memory.get(name + PORT + 1) & 0xff;
    }

    /** @param memory little-endian, as the machine is */
    InetAddress address(ByteBuffer memory, int name) {
        if (memory.getShort(name) == FAMILY_4) {
            return address(memory, name, 0, (long) memory.getInt(name + ADDRESS_4) << Integer.SIZE | MAPPED, 0);
        }
        return address(
                memory,
                name,
                memory.getLong(name + ADDRESS_6),
                memory.getLong(name + ADDRESS_6 + Long.BYTES),
                memory.getInt(name + SCOPE));
    }

    private InetAddress address(ByteBuffer memory, int name, long high, long low, int scope) {
        long mixed = (high ^ low ^ scope) * 0x9E3779B97F4A7C15L;
        int place = (int) (mixed >>> 32) & PLACES - 1;
        InetAddress known = addresses[place];
        if (known == null || upper[place] != high || lower[place] != low || scopes[place] != scope) {
            known = make(memory, name);
            addresses[place] = known;
            upper[place] = high;
            lower[place] = low;
            scopes[place] = scope;
        }
        return known;
    }

    /** An IPv4 address in IPv6's form, as a socket for both gets it, becomes one of IPv4. */
    private static InetAddress make(ByteBuffer memory, int name) {
        boolean short4 = memory.getShort(name) == FAMILY_4;
        byte[] octets = new byte[short4 ? 4 : 16];
        memory.get(name + (short4 ? ADDRESS_4 : ADDRESS_6), octets);
        int scope = short4 ? 0 : memory.getInt(name + SCOPE);
        try {
            return scope == 0 ? InetAddress.getByAddress(octets) : Inet6Address.getByAddress(null, octets, scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + octets.length + " octets", e);
        }
    }
}

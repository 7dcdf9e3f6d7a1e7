package dev.wagl.nameserver;

import dev.wagl.dns.Octets;
import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * The address of the client whose query is worked on, as numbers. One per event loop, used again for each query.
 *
 * <p>An IPv4 address lies in the lowest 32 bits. To read one allocates nothing; for one of IPv6 the JDK hands out a copy of
 * its octets and nothing else, so that it is read only where something hangs on it. One of IPv4 in the dress of IPv6 is
 * one of IPv4.
 */
public final class ClientAddress {

    private static final long MAPPED = 0xFFFFL << 32;

    private boolean v4;
    private long high;
    private long low;

    static ClientAddress of(InetAddress address) {
        ClientAddress client = new ClientAddress();
        client.set(address);
        return client;
    }

    /** Takes over an address. */
    public void set(InetAddress address) {
        if (address instanceof Inet4Address number) {
            v4 = true;
            high = 0;
            low = number(number) & 0xFFFF_FFFFL;
            return;
        }
        byte[] octets = address.getAddress();
        high = Octets.u32(octets, 0) << 32 | Octets.u32(octets, 4);
        low = Octets.u32(octets, 8) << 32 | Octets.u32(octets, 12);
        v4 = high == 0 && (low & ~0xFFFF_FFFFL) == MAPPED;
        if (v4) {
            low &= 0xFFFF_FFFFL;
        }
    }

    /** An IPv4 address as a number: its hash code, since JDK 1.0. {@code getAddress()} would copy it into an array. */
    private static int number(Inet4Address address) {
        return address.hashCode();
    }

    boolean sameAs(ClientAddress other) {
        return v4 == other.v4 && low == other.low && high == other.high;
    }

    /** Whether it is an IPv4 address. */
    boolean v4() {
        return v4;
    }

    /** The upper 64 bits; 0 for IPv4. */
    long high() {
        return high;
    }

    /** The lower 64 bits. */
    long low() {
        return low;
    }

    /**
     * Writes its 4 or 16 octets.
     *
     * @return the offset behind them
     */
    int write(byte[] to, int offset) {
        if (v4) {
            Octets.putU32(to, offset, low);
            return offset + 4;
        }
        Octets.putU32(to, offset, high >>> 32);
        Octets.putU32(to, offset + 4, high);
        Octets.putU32(to, offset + 8, low >>> 32);
        Octets.putU32(to, offset + 12, low);
        return offset + 16;
    }
}

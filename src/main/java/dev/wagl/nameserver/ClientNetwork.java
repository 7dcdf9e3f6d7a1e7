package dev.wagl.nameserver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The address that a client's shares are counted by. A /64 of the Internet's IPv6 addresses is one client, who may have as many
 * addresses as he likes (RFC 6177 2); a local one counts by itself, since its /64 may be a whole network of containers.
 */
public final class ClientNetwork {

    private ClientNetwork() {}

    /** The lowest address of the client's /64, or the address itself. */
    public static InetAddress of(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4 || (octets[0] & 0xE0) != 0x20) {
            return address;
        }
        Arrays.fill(octets, 8, 16, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 16 octets", e);
        }
    }
}

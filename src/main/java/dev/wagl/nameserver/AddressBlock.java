package dev.wagl.nameserver;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A block of addresses of one family: those that share the first bits with a prefix (RFC 4632 3.1). */
public final class AddressBlock {

    /** Words for blocks that need no looking up: RFC 1122 3.2.1.3, 4291 2.5.3, 3927, 4291 2.5.6, 1918, 4193. */
    private static final Map<String, List<String>> WORDS = Map.of(
            "loopback", List.of("127.0.0.0/8", "::1/128"),
            "link-local", List.of("169.254.0.0/16", "fe80::/10"),
            "private", List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"));

    private final byte[] prefix;
    private final int bits;

    /** The prefix as a {@link ClientAddress} has it, and which of its bits count. */
    private final boolean v4;

    private final long high;
    private final long low;
    private final long highMask;
    private final long lowMask;

    private AddressBlock(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
        ClientAddress first = ClientAddress.of(address(prefix));
        v4 = first.v4();
        high = first.high();
        low = first.low();
        highMask = v4 ? 0 : mask(bits);
        lowMask = v4 ? mask(bits) >>> 32 : mask(bits - 64);
    }

    /** The upper bits of 64; all where there are more. */
    private static long mask(int bits) {
        return bits <= 0 ? 0 : -1L << 64 - Math.min(bits, 64);
    }

    /**
     * Blocks by comma: {@code 10.0.0.0/8}, a single address, or one of the words {@code loopback}, {@code link-local},
     * {@code private}.
     *
     * @throws IllegalArgumentException the message is half a sentence that says what is wrong and what would be right
     */
    public static List<AddressBlock> parseList(String text) {
        List<AddressBlock> blocks = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            for (String block : WORDS.getOrDefault(item.strip(), List.of(item.strip()))) {
                blocks.add(parse(block));
            }
        }
        return blocks;
    }

    private static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpLiteral.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a block of addresses; write for example 10.0.0.0/8,"
                            + " 2001:db8::/32, or one of the words loopback, link-local, private");
        }
        byte[] octets = address.getAddress();
        int bits = slash < 0 ? octets.length * 8 : prefixLength(text, slash, octets.length * 8);
        byte[] prefix = masked(octets, bits);
        if (!Arrays.equals(prefix, octets)) {
            throw new IllegalArgumentException("'" + text + "' has bits set behind its first " + bits
                    + "; did you mean " + text(prefix) + "/" + bits + "?");
        }
        return new AddressBlock(prefix, bits);
    }

    private static int prefixLength(String text, int slash, int most) {
        String length = text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) {
            throw new IllegalArgumentException(
                    "'" + text + "' has a prefix length that is not a number from 0 to " + most);
        }
        return Integer.parseInt(length);
    }

    private static byte[] masked(byte[] octets, int bits) {
        byte[] masked = new byte[octets.length];
        for (int at = 0; at < octets.length; at++) {
            int kept = Math.max(0, Math.min(8, bits - 8 * at));
            masked[at] = (byte) (octets[at] & 0xFF << 8 - kept);
        }
        return masked;
    }

    /** Whether it is one of IPv4 addresses. */
    boolean v4() {
        return v4;
    }

    /** The lower half of the prefix, as a {@link ClientAddress} has it. */
    long low() {
        return low;
    }

    /** Which bits of {@link #low} count. */
    long lowMask() {
        return lowMask;
    }

    /** Whether the address lies in the block. It allocates nothing. */
    public boolean contains(ClientAddress client) {
        return client.v4() == v4 && (client.high() & highMask) == high && (client.low() & lowMask) == low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressBlock block && bits == block.bits && Arrays.equals(prefix, block.prefix);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(prefix) + bits;
    }

    @Override
    public String toString() {
        return text(prefix) + "/" + bits;
    }

    private static String text(byte[] octets) {
        return address(octets).getHostAddress();
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}

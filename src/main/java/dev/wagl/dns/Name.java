package dev.wagl.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A domain name that is owned: absolute, in wire form, in lower case. Used for configuration, zone and sync; the QNAME of
 * a query stays where it lies. Ordered canonically (RFC 4034 6.1).
 */
public final class Name implements Comparable<Name> {

    public static final Name ROOT = new Name(new byte[1]);

    private static final Name IN_ADDR_ARPA = parse("in-addr.arpa.");
    private static final Name IP6_ARPA = parse("ip6.arpa.");

    private final byte[] wire;
    private final int hash;

    private Name(byte[] wire) {
        this.wire = wire;
        this.hash = Labels.hash(wire, 0, wire.length);
    }

    /**
     * The name in presentation form, with or without the dot at its end; {@code \.} and {@code \DDD} are escapes (RFC 1035
     * 5.1). Any octet is allowed in a label.
     *
     * @throws IllegalArgumentException an empty label, a label over 63 or a name over 255 octets, a broken escape; the
     *     message is half a sentence that says which
     */
    public static Name parse(String text) {
        if (text.equals(".") || text.isEmpty()) {
            return text.isEmpty() ? fail("is empty") : new Name(new byte[1]);
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length + 2];
        int labelAt = 0;
        int at = 1;
        for (int i = 0; i < in.length; i++) {
            int octet = in[i];
            if (octet == '.') {
                closeLabel(out, labelAt, at);
                labelAt = at++;
                continue;
            }
            if (octet == '\\') {
                if (i + 1 >= in.length) {
                    fail("ends within an escape");
                }
                octet = in[++i];
                if (octet >= '0' && octet <= '9') {
                    octet = decimalEscape(in, i);
                    i += 2;
                }
            }
            out[at++] = Labels.lower((byte) octet);
        }
        if (at - labelAt > 1) {
            closeLabel(out, labelAt, at);
            at++;
        }
        if (at > Labels.MAX_NAME) {
            fail("is longer than 255 octets");
        }
        return new Name(Arrays.copyOf(out, at));
    }

    private static void closeLabel(byte[] out, int labelAt, int end) {
        int length = end - labelAt - 1;
        if (length == 0) {
            fail("has an empty label");
        }
        if (length > Labels.MAX_LABEL) {
            fail("has a label longer than 63 octets");
        }
        out[labelAt] = (byte) length;
    }

    private static int decimalEscape(byte[] in, int i) {
        if (i + 2 >= in.length) {
            fail("ends within an escape");
        }
        int value = 0;
        for (int digit = i; digit < i + 3; digit++) {
            if (in[digit] < '0' || in[digit] > '9') {
                fail("has an escape that is not \\DDD");
            }
            value = value * 10 + in[digit] - '0';
        }
        if (value > 255) {
            fail("has an escape over \\255");
        }
        return value;
    }

    private static Name fail(String reason) {
        throw new IllegalArgumentException(reason);
    }

    /** A copy of a name that lies in a message, without compression. */
    public static Name copyOf(byte[] message, int offset, int length) {
        byte[] wire = new byte[length];
        for (int at = 0; at < length; at++) {
            wire[at] = Labels.lower(message[offset + at]);
        }
        return new Name(wire);
    }

    /** The name under which the address's PTR record stands: {@code in-addr.arpa} or {@code ip6.arpa} (RFC 3596 2.5). */
    public static Name reverse(InetAddress address) {
        byte[] octets = address.getAddress();
        Name suffix = address instanceof Inet4Address ? IN_ADDR_ARPA : IP6_ARPA;
        byte[] labels = new byte[4 * octets.length];
        int length = 0;
        for (int at = octets.length - 1; at >= 0; at--) {
            int octet = octets[at] & 0xFF;
            if (address instanceof Inet4Address) {
                length = decimalLabel(octet, labels, length);
            } else {
                length = hexLabel(octet & 0xF, labels, length);
                length = hexLabel(octet >> 4, labels, length);
            }
        }
        byte[] wire = Arrays.copyOf(labels, length + suffix.wire.length);
        System.arraycopy(suffix.wire, 0, wire, length, suffix.wire.length);
        return new Name(wire);
    }

    private static int decimalLabel(int octet, byte[] labels, int at) {
        int digits = octet < 10 ? 1 : octet < 100 ? 2 : 3;
        labels[at] = (byte) digits;
        int rest = octet;
        for (int digit = at + digits; digit > at; digit--) {
            labels[digit] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + 1 + digits;
    }

    private static int hexLabel(int digit, byte[] labels, int at) {
        labels[at] = 1;
        labels[at + 1] = (byte) Character.forDigit(digit, 16);
        return at + 2;
    }

    /**
     * The name one label below this one. The label is taken as it is: a dot in it is data.
     *
     * @throws IllegalArgumentException an empty label, or the label or the name gets too long
     */
    public Name child(String label) {
        byte[] octets = label.getBytes(StandardCharsets.UTF_8);
        if (octets.length == 0) {
            fail("has an empty label");
        }
        if (octets.length > Labels.MAX_LABEL) {
            fail("has a label longer than 63 octets");
        }
        byte[] child = new byte[1 + octets.length + wire.length];
        if (child.length > Labels.MAX_NAME) {
            fail("is longer than 255 octets");
        }
        child[0] = (byte) octets.length;
        for (int at = 0; at < octets.length; at++) {
            child[1 + at] = Labels.lower(octets[at]);
        }
        System.arraycopy(wire, 0, child, 1 + octets.length, wire.length);
        return new Name(child);
    }

    /**
     * This name, taken as relative, below {@code suffix}.
     *
     * @throws IllegalArgumentException the name gets too long
     */
    public Name under(Name suffix) {
        byte[] joined = Arrays.copyOf(wire, wire.length - 1 + suffix.wire.length);
        if (joined.length > Labels.MAX_NAME) {
            fail("is longer than 255 octets");
        }
        System.arraycopy(suffix.wire, 0, joined, wire.length - 1, suffix.wire.length);
        return new Name(joined);
    }

    /** The name without its first label; of the root there is none. */
    public Name parent() {
        if (isRoot()) {
            throw new IllegalStateException("the root has no parent");
        }
        return new Name(Arrays.copyOfRange(wire, Labels.parent(wire, 0), wire.length));
    }

    public boolean isRoot() {
        return wire.length == 1;
    }

    /** How many labels it has, the root's not counted. */
    public int labels() {
        int labels = 0;
        for (int at = 0; wire[at] != 0; at = Labels.parent(wire, at)) {
            labels++;
        }
        return labels;
    }

    /** The first label, unescaped octets read as Latin-1; empty for the root. */
    public String firstLabel() {
        return new String(wire, 1, Math.max(0, wire[0]), StandardCharsets.ISO_8859_1);
    }

    /** Whether this is {@code ancestor} or a name below it. */
    public boolean isAtOrBelow(Name ancestor) {
        int start = wire.length - ancestor.wire.length;
        for (int at = 0; at <= start; at = Labels.parent(wire, at)) {
            if (at == start) {
                return Arrays.equals(wire, start, wire.length, ancestor.wire, 0, ancestor.wire.length);
            }
            if (wire[at] == 0) {
                return false;
            }
        }
        return false;
    }

    /** Whether a name in any case, at the beginning of an array, is this one or one below it. */
    public boolean isAtOrAbove(byte[] name, int length) {
        return Labels.ancestorAt(name, length, wire, wire.length) >= 0;
    }

    /** Octets in wire form, the root's zero included. */
    public int length() {
        return wire.length;
    }

    /** Writes the wire form; returns the offset behind it. */
    public int write(byte[] target, int offset) {
        System.arraycopy(wire, 0, target, offset, wire.length);
        return offset + wire.length;
    }

    /** A copy of the wire form. */
    public byte[] toWire() {
        return wire.clone();
    }

    /** Whether the name at {@code offset}, in any case, equals this one. */
    public boolean matches(byte[] message, int offset, int length) {
        return Labels.equal(message, offset, length, wire);
    }

    @Override
    public int compareTo(Name other) {
        int mine = labels();
        int others = other.labels();
        for (int depth = 1; depth <= Math.min(mine, others); depth++) {
            int order = compareLabel(skip(mine - depth), other, other.skip(others - depth));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(mine, others);
    }

    private int skip(int labels) {
        int at = 0;
        for (int label = 0; label < labels; label++) {
            at = Labels.parent(wire, at);
        }
        return at;
    }

    private int compareLabel(int at, Name other, int otherAt) {
        return Arrays.compareUnsigned(
                wire, at + 1, at + 1 + wire[at], other.wire, otherAt + 1, otherAt + 1 + other.wire[otherAt]);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Name name && hash == name.hash && Arrays.equals(wire, name.wire);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Presentation form with the dot at its end; octets that are not printable, and dots, are escaped. */
    @Override
    public String toString() {
        if (isRoot()) {
            return ".";
        }
        StringBuilder text = new StringBuilder(wire.length);
        for (int at = 0; wire[at] != 0; at = Labels.parent(wire, at)) {
            for (int i = at + 1; i <= at + wire[at]; i++) {
                appendEscaped(text, wire[i] & 0xFF);
            }
            text.append('.');
        }
        return text.toString();
    }

    private static void appendEscaped(StringBuilder text, int octet) {
        if (octet <= ' ' || octet >= 0x7F) {
            text.append('\\').append((char) ('0' + octet / 100));
            text.append((char) ('0' + octet / 10 % 10)).append((char) ('0' + octet % 10));
            return;
        }
        if (".\\\"();@$".indexOf(octet) >= 0) {
            text.append('\\');
        }
        text.append((char) octet);
    }
}

package dev.wagl.nameserver;

import dev.wagl.dns.Labels;
import dev.wagl.dns.Name;

/** The part of the name space where addresses have names: below {@code arpa.} */
final class ReverseNames {

    private static final byte[] ARPA = Name.parse("arpa.").toWire();

    private ReverseNames() {}

    /** Whether the name ends in {@code arpa.}; may err for a label that ends in the same octets, never the other way. */
    static boolean contains(byte[] message, int offset, int length) {
        return length > ARPA.length && Labels.equal(message, offset + length - ARPA.length, ARPA.length, ARPA);
    }
}

package dev.wagl.dns;

/** Kinds of query (RFC 1035 4.1.1). */
public final class Opcode {

    public static final int QUERY = 0;

    private Opcode() {}
}

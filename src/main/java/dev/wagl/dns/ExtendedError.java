package dev.wagl.dns;

/** Info-codes of Extended DNS Errors (RFC 8914 4). */
public final class ExtendedError {

    /** No extended error is told. */
    public static final int NONE = -1;

    /** Other: the text says it all. */
    public static final int OTHER = 0;

    public static final int STALE_ANSWER = 3;
    public static final int NOT_READY = 14;
    public static final int PROHIBITED = 18;
    public static final int STALE_NXDOMAIN_ANSWER = 19;
    public static final int NOT_AUTHORITATIVE = 20;
    public static final int NO_REACHABLE_AUTHORITY = 22;
    public static final int NETWORK_ERROR = 23;

    /** Longest text, in octets: an OPT record with one always leaves room for the question in 512 octets. */
    public static final int MAX_TEXT = 120;

    private ExtendedError() {}
}

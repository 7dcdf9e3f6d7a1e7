package dev.wagl.dns;

/** Codes of EDNS options (RFC 6891 6.1.2). */
public final class EdnsOption {

    /** The server's identifier (RFC 5001). */
    public static final int NSID = 3;

    /** The client's half of a cookie alone, or with a server's of 8 to 32 octets behind it (RFC 7873 4). */
    public static final int COOKIE = 10;

    /** How long the connection may be idle (RFC 7828). */
    public static final int KEEPALIVE = 11;

    /** See {@link ExtendedError} (RFC 8914 2). */
    public static final int EXTENDED_ERROR = 15;

    private EdnsOption() {}
}

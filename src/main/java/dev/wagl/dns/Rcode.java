package dev.wagl.dns;

/** Response codes (RFC 1035 4.1.1, RFC 6891 9). */
public final class Rcode {

    public static final int NOERROR = 0;
    public static final int FORMERR = 1;
    public static final int SERVFAIL = 2;
    public static final int NXDOMAIN = 3;
    public static final int NOTIMP = 4;
    public static final int REFUSED = 5;

    /** A name that a DNAME leads to is too long (RFC 6672 2.2). */
    public static final int YXDOMAIN = 6;

    /** Needs an OPT record for its upper bits. */
    public static final int BADVERS = 16;

    private static final String[] MNEMONICS = {
        "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN"
    };

    private Rcode() {}

    /** The IANA mnemonic; {@code RCODE<n>} where there is none here. */
    public static String mnemonic(int rcode) {
        if (rcode == BADVERS) {
            return "BADVERS";
        }
        return rcode >= 0 && rcode < MNEMONICS.length ? MNEMONICS[rcode] : "RCODE" + rcode;
    }
}

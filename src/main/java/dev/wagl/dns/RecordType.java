package dev.wagl.dns;

import java.util.Locale;
import java.util.Map;

/** Record types and query types that are known by name (IANA DNS parameters); any other 16-bit number is a type, too. */
public final class RecordType {

    public static final int A = 1;
    public static final int NS = 2;
    public static final int MD = 3;
    public static final int MF = 4;
    public static final int CNAME = 5;
    public static final int SOA = 6;
    public static final int MB = 7;
    public static final int MG = 8;
    public static final int MR = 9;
    public static final int PTR = 12;
    public static final int HINFO = 13;
    public static final int MINFO = 14;
    public static final int MX = 15;
    public static final int TXT = 16;
    public static final int RP = 17;
    public static final int AFSDB = 18;
    public static final int RT = 21;
    public static final int PX = 26;
    public static final int AAAA = 28;
    public static final int SRV = 33;
    public static final int NAPTR = 35;
    public static final int KX = 36;
    public static final int DNAME = 39;
    public static final int OPT = 41;
    public static final int DS = 43;
    public static final int RRSIG = 46;
    public static final int NSEC = 47;
    public static final int NSEC3 = 50;
    public static final int HTTPS = 65;
    public static final int IXFR = 251;
    public static final int AXFR = 252;
    public static final int ANY = 255;

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("A", A),
            Map.entry("NS", NS),
            Map.entry("CNAME", CNAME),
            Map.entry("SOA", SOA),
            Map.entry("PTR", PTR),
            Map.entry("HINFO", HINFO),
            Map.entry("MX", MX),
            Map.entry("TXT", TXT),
            Map.entry("AAAA", AAAA),
            Map.entry("SRV", SRV),
            Map.entry("NAPTR", NAPTR),
            Map.entry("OPT", OPT),
            Map.entry("DNAME", DNAME),
            Map.entry("DS", DS),
            Map.entry("RRSIG", RRSIG),
            Map.entry("NSEC", NSEC),
            Map.entry("DNSKEY", 48),
            Map.entry("NSEC3", NSEC3),
            Map.entry("SVCB", 64),
            Map.entry("HTTPS", HTTPS),
            Map.entry("IXFR", IXFR),
            Map.entry("AXFR", AXFR),
            Map.entry("ANY", ANY),
            Map.entry("CAA", 257));

    private RecordType() {}

    /**
     * The number of a mnemonic in any case, or of {@code TYPE<n>} (RFC 3597 5).
     *
     * @return -1 if it is neither
     */
    public static int parse(String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        Integer known = NUMBERS.get(upper);
        if (known != null) {
            return known;
        }
        if (!upper.matches("TYPE[0-9]{1,5}")) {
            return -1;
        }
        int number = Integer.parseInt(upper.substring(4));
        return number <= 0xFFFF ? number : -1;
    }

    /** The mnemonic, or {@code TYPE<n>}. */
    public static String mnemonic(int type) {
        for (Map.Entry<String, Integer> known : NUMBERS.entrySet()) {
            if (known.getValue() == type) {
                return known.getKey();
            }
        }
        return "TYPE" + type;
    }

    /**
     * Whether it can only be asked, never stand in a zone: OPT, and 128-255 (RFC 6895 3.1), of which ANY alone has an
     * answer here.
     */
    public static boolean isMeta(int type) {
        return type == OPT || type >= 128 && type <= 255;
    }
}

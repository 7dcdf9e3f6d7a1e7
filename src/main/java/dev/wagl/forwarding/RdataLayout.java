package dev.wagl.forwarding;

import dev.wagl.dns.RecordType;

/**
 * Where names lie in the RDATA of the types that may have compressed ones: so many octets before them, so many names, so many
 * octets behind. Of all other types, known or not, RDATA is octets (RFC 3597 3).
 *
 * @param before octets before the first name
 * @param names how many follow each other
 * @param behind octets behind the last
 * @param compressed whether they may be written compressed; those which RFC 1035 does not define may only be read so
 *     (RFC 3597 4)
 */
record RdataLayout(int before, int names, int behind, boolean compressed) {

    /** Octets of the five numbers of SOA, MINIMUM the last (RFC 1035 3.3.13). */
    static final int SOA_NUMBERS = 20;

    private static final RdataLayout NO_NAMES = new RdataLayout(0, 0, 0, false);
    private static final RdataLayout NAME = new RdataLayout(0, 1, 0, true);
    private static final RdataLayout TWO_NAMES = new RdataLayout(0, 2, 0, true);
    private static final RdataLayout MX = new RdataLayout(2, 1, 0, true);
    private static final RdataLayout SOA = new RdataLayout(0, 2, SOA_NUMBERS, true);
    private static final RdataLayout DNAME = new RdataLayout(0, 1, 0, false);
    private static final RdataLayout RP = new RdataLayout(0, 2, 0, false);
    private static final RdataLayout PREFERENCE_AND_NAME = new RdataLayout(2, 1, 0, false);
    private static final RdataLayout PX = new RdataLayout(2, 2, 0, false);
    private static final RdataLayout SRV = new RdataLayout(6, 1, 0, false);
    private static final int NAPTR_NUMBERS = 4;
    private static final int NAPTR_STRINGS = 3;

    /** Of a record's RDATA, which for NAPTR must be looked at. */
    static RdataLayout of(int type, byte[] message, int from, int to) {
        return switch (type) {
            case RecordType.NS,
                    RecordType.MD,
                    RecordType.MF,
                    RecordType.CNAME,
                    RecordType.MB,
                    RecordType.MG,
                    RecordType.MR,
                    RecordType.PTR -> NAME;
            case RecordType.MX -> MX;
            case RecordType.SOA -> SOA;
            case RecordType.MINFO -> TWO_NAMES;
            case RecordType.DNAME -> DNAME;
            case RecordType.RP -> RP;
            case RecordType.AFSDB, RecordType.RT, RecordType.KX -> PREFERENCE_AND_NAME;
            case RecordType.PX -> PX;
            case RecordType.SRV -> SRV;
            case RecordType.NAPTR -> new RdataLayout(naptrStringsEnd(message, from, to) - from, 1, 0, false);
            default -> NO_NAMES;
        };
    }

    /** Behind flags, services and regular expression (RFC 3403 4.1). */
    private static int naptrStringsEnd(byte[] message, int from, int to) {
        int at = from + NAPTR_NUMBERS;
        for (int string = 0; string < NAPTR_STRINGS && at < to; string++) {
            at += 1 + (message[at] & 0xFF);
        }
        return at;
    }
}

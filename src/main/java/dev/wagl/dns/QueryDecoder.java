package dev.wagl.dns;

/**
 * A view of a query in the bytes it came in: header, question and OPT record (RFC 1035 4.1, RFC 6891 6.1). One per event
 * loop, used again for each query; it allocates nothing and copies nothing. The work is bounded by the message's length:
 * compression pointers are passed over, not followed.
 *
 * <p>A bad packet is a value, not an exception. What was understood before the fault can be read, so that the response can
 * echo it.
 */
public final class QueryDecoder {

    /** What the message turned out to be. */
    public enum Status {
        /** A query to be answered. */
        QUERY,
        /** Too short for a header, or a response: no reply, ever. Two servers must not talk to each other for ever. */
        IGNORE,
        /** Not a well-formed message. */
        FORMERR,
        /** An opcode other than QUERY. */
        NOTIMP,
        /** An EDNS version above 0. */
        BADVERS
    }

    /** Octets of the client's half of a cookie, which comes first (RFC 7873 4). */
    public static final int CLIENT_COOKIE = 8;

    private static final int SHORTEST_WHOLE_COOKIE = CLIENT_COOKIE + 8;
    private static final int LONGEST_COOKIE = CLIENT_COOKIE + 32;

    /** Type, class, TTL and RDLENGTH of a record, behind its owner. */
    private static final int FIXED_PART = 10;

    private byte[] message;
    private int length;
    private int nameLength;
    private int nameHash;
    private int type;
    private int recordClass;
    private int questionEnd;
    private boolean edns;
    private int ednsVersion;
    private int udpSize;
    private boolean dnssecOk;
    private boolean nsid;
    private boolean keepalive;
    private boolean timeoutInQuery;
    private int cookieOffset;
    private int cookieLength;

    /**
     * Reads a message.
     *
     * @param bytes holds it in its first {@code size} octets; must not change while this view is used
     */
    public Status decode(byte[] bytes, int size) {
        message = bytes;
        length = size;
        questionEnd = Header.LENGTH;
        nameLength = 0;
        nameHash = 0;
        type = 0;
        recordClass = 0;
        edns = false;
        ednsVersion = 0;
        udpSize = 0;
        nsid = false;
        keepalive = false;
        timeoutInQuery = false;
        cookieLength = 0;
        dnssecOk = false;
        if (size < Header.LENGTH || Header.isResponse(bytes)) {
            return Status.IGNORE;
        }
        boolean wellFormed = readQuestion();
        if (wellFormed || Octets.u16(bytes, Header.QDCOUNT) == 0) {
            // Where no question is, there may be an OPT record, and then the response must have one (RFC 6891 6.1.1).
            wellFormed &= readRecords();
        }
        if (Header.opcode(bytes) != Opcode.QUERY) {
            return Status.NOTIMP;
        }
        if (!wellFormed) {
            return Status.FORMERR;
        }
        return ednsVersion == 0 ? Status.QUERY : Status.BADVERS;
    }

    private boolean readQuestion() {
        if (Octets.u16(message, Header.QDCOUNT) != 1) {
            return false;
        }
        int at = Header.LENGTH;
        int hash = Labels.HASH_SEED;
        while (true) {
            if (at >= length) {
                return false;
            }
            int label = message[at] & 0xFF;
            // The upper two bits mark a pointer or a label type that was never used (RFC 6891 5): neither may stand
            // here.
            if (label > Labels.MAX_LABEL || at + label >= length) {
                return false;
            }
            hash = Labels.hash(hash, message, at, label + 1);
            at += label + 1;
            if (label == 0) {
                break;
            }
        }
        int octets = at - Header.LENGTH;
        if (octets > Labels.MAX_NAME || at + 4 > length) {
            return false;
        }
        nameLength = octets;
        nameHash = Labels.finish(hash);
        type = Octets.u16(message, at);
        recordClass = Octets.u16(message, at + 2);
        questionEnd = at + 4;
        return true;
    }

    private boolean readRecords() {
        int before = Octets.u16(message, Header.ANCOUNT) + Octets.u16(message, Header.NSCOUNT);
        int additional = Octets.u16(message, Header.ARCOUNT);
        int at = questionEnd;
        for (int record = 0; record < before + additional; record++) {
            int ownerAt = at;
            at = Labels.skip(message, at, length);
            if (at == NameReader.MALFORMED || at + FIXED_PART > length) {
                return false;
            }
            int end = at + FIXED_PART + Octets.u16(message, at + 8);
            if (end > length) {
                return false;
            }
            if (Octets.u16(message, at) == RecordType.OPT) {
                boolean misplaced = record < before || message[ownerAt] != 0 || edns;
                if (misplaced || !readOpt(at, end)) {
                    return false;
                }
            }
            at = end;
        }
        return true;
    }

    /**
     * Reads the OPT record (RFC 6891 6.1.2): its class is the sender's UDP size, its TTL holds version and DO.
     *
     * @param at behind the owner
     */
    private boolean readOpt(int at, int end) {
        edns = true;
        udpSize = Octets.u16(message, at + 2);
        ednsVersion = message[at + 5] & 0xFF;
        dnssecOk = message[at + 6] < 0;
        int option = at + FIXED_PART;
        while (option < end) {
            if (option + 4 > end) {
                return false;
            }
            int code = Octets.u16(message, option);
            int optionLength = Octets.u16(message, option + 2);
            switch (code) {
                case EdnsOption.NSID -> nsid = true;
                case EdnsOption.COOKIE -> {
                    if (!readCookie(option + 4, optionLength)) {
                        return false;
                    }
                }
                case EdnsOption.KEEPALIVE -> {
                    keepalive = true;
                    timeoutInQuery |= optionLength != 0;
                }
                default -> {
                    // RFC 6891 6.1.2: what is not known is ignored.
                }
            }
            option += 4 + optionLength;
        }
        return option == end;
    }

    /** Of several, the first counts and the others are ignored (RFC 7873 4). What another version calls a cookie, we do not know. */
    private boolean readCookie(int at, int octets) {
        if (cookieLength != 0 || ednsVersion != 0) {
            return true;
        }
        cookieOffset = at;
        cookieLength = octets;
        return octets == CLIENT_COOKIE || octets >= SHORTEST_WHOLE_COOKIE && octets <= LONGEST_COOKIE;
    }

    /** Octets of the QNAME, the root's zero included; it begins behind the header. 0 if the question was not understood. */
    public int nameLength() {
        return nameLength;
    }

    /** {@link Labels#hash} of the QNAME. */
    public int nameHash() {
        return nameHash;
    }

    /** QTYPE. */
    public int type() {
        return type;
    }

    /** QCLASS. */
    public int recordClass() {
        return recordClass;
    }

    /** The offset behind the question; that behind the header if the question was not understood. */
    public int questionEnd() {
        return questionEnd;
    }

    /** Whether there is an OPT record. */
    public boolean edns() {
        return edns;
    }

    /** The largest UDP payload the sender takes, as it says. */
    public int udpSize() {
        return udpSize;
    }

    /** The DO bit (RFC 3225). */
    public boolean dnssecOk() {
        return dnssecOk;
    }

    /** Whether the server's identifier is asked for (RFC 5001). */
    public boolean nsid() {
        return nsid;
    }

    /** Whether the connection's idle time-out is asked for (RFC 7828); of no meaning over UDP. */
    public boolean keepalive() {
        return keepalive;
    }

    /** Whether it is asked for with a time-out, which only a response may tell (RFC 7828 3.2.1). */
    public boolean timeoutInQuery() {
        return timeoutInQuery;
    }

    /** Where the cookie begins, with the client's half. */
    public int cookieOffset() {
        return cookieOffset;
    }

    /** Octets of both halves of the cookie, 8 or 16 to 40; 0 if there is none. */
    public int cookieLength() {
        return cookieLength;
    }
}

package dev.wagl.dns;

/**
 * Writes one response after another into one buffer: header and question echoed from the query, then the sections in their
 * order, last the OPT record, the counts and TC. Room for the OPT record is put aside before any section is written, so
 * that it is never what has to go (RFC 6891 7).
 *
 * <p>Callers write records straight into {@link #buffer()} at {@link #position()} and tell it by {@link #wroteAnswers} and its like.
 */
public final class ResponseEncoder {

    /** The largest UDP payload that is sent or announced: it crosses today's networks without fragments (RFC 9715). */
    public static final int UDP_SIZE = 1232;

    /** The largest response to a query without EDNS (RFC 1035 4.2.1). */
    public static final int UDP_SIZE_WITHOUT_EDNS = 512;

    /** The largest message there is (RFC 1035 4.2.2). */
    public static final int TCP_SIZE = 65_535;

    /** Root owner, type, class, TTL, RDLENGTH. */
    private static final int OPT_LENGTH = 11;

    private static final int OPTION_HEADER = 4;
    private static final int DO = 0x8000;
    private static final byte[] NO_TEXT = new byte[0];
    private static final int NO_TIMEOUT = -1;

    private final byte[] buffer;
    private int questionEnd;
    private int position;
    private int limit;
    private boolean truncated;
    private int answers;
    private int authorities;
    private int additionals;

    private boolean edns;
    private boolean dnssecOk;
    private byte[] nsid;
    private int idleTimeout;
    private byte[] cookie;
    private int errorCode;
    private byte[] errorText;

    /**
     * @param size the largest response it will ever write
     */
    public ResponseEncoder(int size) {
        buffer = new byte[size];
    }

    /**
     * Begins a response: copies id, opcode, RD and the question, bit for bit.
     *
     * @param limit the largest this response may be, in octets
     */
    public void begin(byte[] query, QueryDecoder decoded, int limit) {
        questionEnd = decoded.questionEnd();
        System.arraycopy(query, 0, buffer, 0, questionEnd);
        position = questionEnd;
        this.limit = limit;
        truncated = false;
        answers = 0;
        authorities = 0;
        additionals = 0;
        edns = decoded.edns();
        dnssecOk = decoded.dnssecOk();
        nsid = null;
        idleTimeout = NO_TIMEOUT;
        cookie = null;
        errorCode = ExtendedError.NONE;
        if (edns) {
            this.limit -= OPT_LENGTH;
        }
    }

    /** The OPT record will tell the server's identifier (RFC 5001); nothing without EDNS. */
    public void identifier(byte[] identifier) {
        if (edns) {
            nsid = identifier;
            limit -= OPTION_HEADER + identifier.length;
        }
    }

    /** The OPT record will hold this cookie (RFC 7873); nothing without EDNS. */
    public void cookie(byte[] bothHalves) {
        if (edns) {
            cookie = bothHalves;
            limit -= OPTION_HEADER + bothHalves.length;
        }
    }

    /**
     * The OPT record will tell how long the connection may be idle (RFC 7828); nothing without EDNS.
     *
     * @param tenths of a second, at most 65,535; 0 asks the client to close
     */
    public void keepalive(int tenths) {
        if (edns) {
            idleTimeout = tenths;
            limit -= OPTION_HEADER + 2;
        }
    }

    /**
     * The OPT record will tell an extended error (RFC 8914), as far as there is room beside what is written already: it
     * never costs a record. Nothing without EDNS; of several the first is told.
     *
     * @param text UTF-8, at most {@link ExtendedError#MAX_TEXT} octets
     */
    public void extendedError(int code, byte[] text) {
        int option = OPTION_HEADER + 2;
        if (edns && errorCode == ExtendedError.NONE && room() >= option) {
            errorCode = code;
            errorText = room() >= option + text.length ? text : NO_TEXT;
            limit -= option + errorText.length;
        }
    }

    public byte[] buffer() {
        return buffer;
    }

    /** Where the next record goes. */
    public int position() {
        return position;
    }

    /** Octets left for records. */
    public int room() {
        return limit - position;
    }

    /** Tells of records of the answer section, written up to {@code end}. */
    public void wroteAnswers(int count, int end) {
        answers += count;
        position = end;
    }

    /** Tells of records of the authority section, written up to {@code end}. */
    public void wroteAuthorities(int count, int end) {
        authorities += count;
        position = end;
    }

    /** Tells of records of the additional section, written up to {@code end}. */
    public void wroteAdditionals(int count, int end) {
        additionals += count;
        position = end;
    }

    /** Whether the answer section is still empty. */
    public boolean withoutAnswers() {
        return answers == 0;
    }

    /** Takes everything back but the question and the OPT record with its cookie, and sets TC. */
    public void cut() {
        position = questionEnd;
        answers = 0;
        authorities = 0;
        additionals = 0;
        nsid = null;
        errorCode = ExtendedError.NONE;
        truncated = true;
    }

    /** A record of the answer or the authority section had no room: TC (RFC 2181 9). */
    public void truncate() {
        truncated = true;
    }

    /**
     * Closes the response.
     *
     * @param rcode see {@link Rcode}; its upper bits go to the OPT record
     * @param flags AA, RA, CD, or nothing
     * @return its length
     */
    public int finish(int rcode, int flags) {
        int copied = Octets.u16(buffer, Header.FLAGS) & (Header.OPCODE_MASK | Header.RD);
        int tc = truncated ? Header.TC : 0;
        Octets.putU16(buffer, Header.FLAGS, Header.QR | copied | flags | tc | rcode & Header.RCODE_MASK);
        Octets.putU16(buffer, Header.QDCOUNT, questionEchoed() ? 1 : 0);
        if (edns) {
            writeOpt(rcode >> 4);
            additionals++;
        }
        Octets.putU16(buffer, Header.ANCOUNT, answers);
        Octets.putU16(buffer, Header.NSCOUNT, authorities);
        Octets.putU16(buffer, Header.ARCOUNT, additionals);
        return position;
    }

    private boolean questionEchoed() {
        return position > Header.LENGTH;
    }

    private void writeOpt(int upperRcode) {
        buffer[position] = 0;
        Octets.putU16(buffer, position + 1, RecordType.OPT);
        Octets.putU16(buffer, position + 3, UDP_SIZE);
        Octets.putU16(buffer, position + 5, upperRcode << 8);
        Octets.putU16(buffer, position + 7, dnssecOk ? DO : 0);
        int lengthAt = position + 9;
        position += OPT_LENGTH;
        if (nsid != null) {
            writeOption(EdnsOption.NSID, nsid.length);
            writeOctets(nsid);
        }
        if (idleTimeout != NO_TIMEOUT) {
            writeOption(EdnsOption.KEEPALIVE, 2);
            Octets.putU16(buffer, position, idleTimeout);
            position += 2;
        }
        if (cookie != null) {
            writeOption(EdnsOption.COOKIE, cookie.length);
            writeOctets(cookie);
        }
        if (errorCode != ExtendedError.NONE) {
            writeOption(EdnsOption.EXTENDED_ERROR, 2 + errorText.length);
            Octets.putU16(buffer, position, errorCode);
            position += 2;
            writeOctets(errorText);
        }
        Octets.putU16(buffer, lengthAt, position - lengthAt - 2);
    }

    private void writeOption(int code, int length) {
        Octets.putU16(buffer, position, code);
        Octets.putU16(buffer, position + 2, length);
        position += OPTION_HEADER;
    }

    private void writeOctets(byte[] octets) {
        System.arraycopy(octets, 0, buffer, position, octets.length);
        position += octets.length;
    }
}

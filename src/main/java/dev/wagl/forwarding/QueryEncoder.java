package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.Octets;
import dev.wagl.dns.RecordClass;
import dev.wagl.dns.RecordType;
import dev.wagl.dns.ResponseEncoder;
import java.util.random.RandomGenerator;

/** Writes queries to upstreams. */
final class QueryEncoder {

    /** Type and class, behind the name. */
    private static final int TYPE_AND_CLASS = 4;

    /** Root owner, type, class, TTL, RDLENGTH. */
    private static final int OPT_LENGTH = 11;

    private static final int DO = 0x8000;
    private static final int CASE = 'a' - 'A';

    private final RandomGenerator random;

    /** @param random decides the case of letters; unpredictable, for that is a secret of 0x20 */
    QueryEncoder(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A query.
     *
     * @param id unpredictable, and never that of a client
     * @param mixedCase whether each letter of the name gets a case at random, which the response must repeat (0x20)
     * @param edns without it, nobody gets told of DO
     */
    byte[] encode(Question question, int id, boolean mixedCase, boolean edns) {
        Name name = question.name();
        int questionEnd = Header.LENGTH + name.length() + TYPE_AND_CLASS;
        byte[] query = new byte[edns ? questionEnd + OPT_LENGTH : questionEnd];
        Octets.putU16(query, 0, id);
        Octets.putU16(query, Header.FLAGS, question.checkingDisabled() ? Header.RD | Header.CD : Header.RD);
        Octets.putU16(query, Header.QDCOUNT, 1);
        int at = name.write(query, Header.LENGTH);
        if (mixedCase) {
            mixCase(query, Header.LENGTH, at);
        }
        Octets.putU16(query, at, question.type());
        Octets.putU16(query, at + 2, RecordClass.IN);
        if (edns) {
            Octets.putU16(query, Header.ARCOUNT, 1);
            Octets.putU16(query, questionEnd + 1, RecordType.OPT);
            Octets.putU16(query, questionEnd + 3, ResponseEncoder.UDP_SIZE);
            Octets.putU16(query, questionEnd + 7, question.dnssecOk() ? DO : 0);
        }
        return query;
    }

    /** Length octets, at most 63, are no letters. */
    private void mixCase(byte[] query, int from, int to) {
        long bits = 0;
        int left = 0;
        for (int at = from; at < to; at++) {
            if (query[at] >= 'a' && query[at] <= 'z') {
                if (left == 0) {
                    bits = random.nextLong();
                    left = Long.SIZE;
                }
                query[at] -= (byte) ((bits & 1) * CASE);
                bits >>>= 1;
                left--;
            }
        }
    }
}

package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.QueryDecoder;

/**
 * What an upstream is asked, always in class IN: the key of the cache, and of queries in flight.
 *
 * @param dnssecOk whether signatures and proofs are asked for, too (RFC 3225)
 * @param checkingDisabled whether data that failed an upstream's validation will do (RFC 4035 3.2.2)
 */
record Question(Name name, int type, boolean dnssecOk, boolean checkingDisabled) {

    /** The question of a query, a copy. */
    static Question of(byte[] query, QueryDecoder decoded) {
        Name name = Name.copyOf(query, Header.LENGTH, decoded.nameLength());
        return new Question(name, decoded.type(), decoded.dnssecOk(), Header.checkingDisabled(query));
    }

    static int hash(int nameHash, int type, boolean dnssecOk, boolean checkingDisabled) {
        int bits = type << 2 | (dnssecOk ? 2 : 0) | (checkingDisabled ? 1 : 0);
        return nameHash * 31 ^ bits * 0x9E3779B1;
    }

    /** The same that a {@link QuestionView} of it has. */
    @Override
    public int hashCode() {
        return hash(name.hashCode(), type, dnssecOk, checkingDisabled);
    }

    Question withType(int otherType) {
        return new Question(name, otherType, dnssecOk, checkingDisabled);
    }
}

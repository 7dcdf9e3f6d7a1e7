package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.QueryDecoder;

/**
 * A view of the question of a query in the bytes it came in, by which the cache can be asked without an object being made. One
 * per event loop, used again for each query.
 *
 * <p>It equals the {@link Question} it shows, though no Question equals it: intentional, not a bug. A hash table compares the
 * key it is asked for with those it holds, in this direction only. It must never be put into one.
 */
final class QuestionView {

    private byte[] query;
    private int nameLength;
    private int nameHash;
    private int type;
    private boolean dnssecOk;
    private boolean checkingDisabled;

    /** @param bytes must not change while the view is used */
    void set(byte[] bytes, QueryDecoder decoded) {
        query = bytes;
        nameLength = decoded.nameLength();
        nameHash = decoded.nameHash();
        type = decoded.type();
        dnssecOk = decoded.dnssecOk();
        checkingDisabled = Header.checkingDisabled(bytes);
    }

    int type() {
        return type;
    }

    /** Shows the same question with another type. */
    void type(int otherType) {
        type = otherType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Question question
                && type == question.type()
                && dnssecOk == question.dnssecOk()
                && checkingDisabled == question.checkingDisabled()
                && question.name().matches(query, Header.LENGTH, nameLength);
    }

    @Override
    public int hashCode() {
        return Question.hash(nameHash, type, dnssecOk, checkingDisabled);
    }

    @Override
    public String toString() {
        return "QuestionView[type=" + type + ", nameLength=" + nameLength + "]";
    }
}

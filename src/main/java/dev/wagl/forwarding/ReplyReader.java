package dev.wagl.forwarding;

import dev.wagl.dns.Header;
import dev.wagl.dns.Name;
import dev.wagl.dns.NameReader;
import dev.wagl.dns.Octets;
import dev.wagl.dns.Opcode;
import dev.wagl.dns.Rcode;
import dev.wagl.dns.RecordType;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Reads what comes from an upstream, and keeps of it what was asked for: nothing is passed on that was not decoded and encoded
 * again. One per event loop, used again for each message. The work is bounded by the message's length.
 *
 * <p>AD is not passed on: wagl checks no signatures, and what tells that somebody did comes over a way that nobody has checked either
 * (RFC 4035 4.9.3).
 */
final class ReplyReader {

    /** What a message turned out to be. */
    enum Verdict {
        /** Not the response to this query: ignored, and the wait goes on. */
        MISMATCH,
        /** As {@link #MISMATCH}, but all that differs is the case of letters in the question: forged, or an upstream that cannot do 0x20. */
        CASE_MISMATCH,
        /** Told to ask again over TCP. */
        TRUNCATED,
        /** The response to this query, and not well-formed. */
        MALFORMED,
        /** An error of the upstream's, see {@link #rcode()}: another one is asked. */
        SERVER_FAILURE,
        /** See {@link #reply()}. */
        REPLY
    }

    /** Type and class, behind the name of a question. */
    private static final int TYPE_AND_CLASS = 4;

    private static final int RA = 0x80;

    private final MessageRecords records;
    private final AliasChain chain;
    private final AuthorityRecords authority;
    private final ReplyWriter writer;

    private int rcode;
    private Reply reply;

    /** @param apex of our zone: no upstream has a say about names at or below it */
    ReplyReader(Name apex) {
        this(apex, new SecureRandom().nextInt());
    }

    /** @param seed unpredictable: names that share a hash cost time */
    ReplyReader(Name apex, int seed) {
        NameReader names = new NameReader();
        records = new MessageRecords(names, seed);
        chain = new AliasChain(apex, names);
        authority = new AuthorityRecords(apex, names);
        writer = new ReplyWriter(names, seed);
    }

    /**
     * Reads a message.
     *
     * @param message holds it in its first {@code length} octets
     * @param query what was sent, as {@link QueryEncoder} wrote it
     * @param question what was asked with it
     * @param now by a clock that only goes on, in nanoseconds
     */
    Verdict read(byte[] message, int length, byte[] query, Question question, long now) {
        rcode = Rcode.NOERROR;
        reply = null;
        Verdict mismatch = compareQuestion(message, length, query, question);
        if (mismatch != null) {
            return mismatch;
        }
        rcode = message[Header.FLAGS + 1] & Header.RCODE_MASK;
        boolean whole = records.index(message, length, questionEnd(question));
        if (whole) {
            rcode |= records.upperRcode() << 4;
        }
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN && rcode != Rcode.YXDOMAIN) {
            return Verdict.SERVER_FAILURE;
        }
        if ((Octets.u16(message, Header.FLAGS) & Header.TC) != 0) {
            return Verdict.TRUNCATED;
        }
        return whole ? compose(question, now) : Verdict.MALFORMED;
    }

    private static int questionEnd(Question question) {
        return Header.LENGTH + question.name().length() + TYPE_AND_CLASS;
    }

    /**
     * RFC 5452 9.1, all but the addresses. An error without a question is none either, though old servers send such: else one
     * forged packet that need not know the name would end the wait.
     */
    private static Verdict compareQuestion(byte[] message, int length, byte[] query, Question question) {
        int end = questionEnd(question);
        if (length < end
                || !Header.isResponse(message)
                || Header.opcode(message) != Opcode.QUERY
                || Octets.u16(message, 0) != Octets.u16(query, 0)
                || Octets.u16(message, Header.QDCOUNT) != 1) {
            return Verdict.MISMATCH;
        }
        int nameLength = question.name().length();
        int typeAt = Header.LENGTH + nameLength;
        if (!question.name().matches(message, Header.LENGTH, nameLength)
                || Octets.u32(message, typeAt) != Octets.u32(query, typeAt)) {
            return Verdict.MISMATCH;
        }
        boolean sameCase = Arrays.equals(message, Header.LENGTH, typeAt, query, Header.LENGTH, typeAt);
        return sameCase ? null : Verdict.CASE_MISMATCH;
    }

    private Verdict compose(Question question, long now) {
        writer.begin(question);
        AliasChain.End end = chain.follow(question, records, writer);
        writer.endAnswers();
        authority.begin(records);
        return switch (end) {
            case DATA -> positive(question, now);
            case NO_DATA -> negative(question, now);
            case CUT -> {
                // What its end has, nobody has said.
                rcode = Rcode.NOERROR;
                yield finish((int) Math.min(writer.lowestTtl(), chain.cutTtl()), true, now);
            }
            case MALFORMED -> Verdict.MALFORMED;
        };
    }

    /** With DO there may be proofs that a wildcard was meant (RFC 4035 3.1.3.3). */
    private Verdict positive(Question question, long now) {
        boolean proofs =
                !question.dnssecOk() || authority.writeProofs(chain, MessageRecords.NONE, writer, TimeToLive.LONGEST);
        if (rcode != Rcode.NOERROR || !proofs) {
            return Verdict.MALFORMED;
        }
        return finish((int) writer.lowestTtl(), false, now);
    }

    /** RFC 2308 2 and 5; of aliases, the RCODE and the SOA speak of the last (RFC 6604 3). */
    private Verdict negative(Question question, long now) {
        int soa = authority.above(RecordType.SOA, chain.end(), chain.endLength());
        if (soa == MessageRecords.NONE) {
            return isReferral() ? Verdict.SERVER_FAILURE : finish(0, false, now);
        }
        long ttl = authority.negativeTtl(soa);
        if (ttl < 0 || !authority.writeSoa(soa, writer, ttl)) {
            return Verdict.MALFORMED;
        }
        if (question.dnssecOk() && !authority.writeProofs(chain, soa, writer, ttl)) {
            return Verdict.MALFORMED;
        }
        return finish((int) writer.lowestTtl(), false, now);
    }

    /** No answer, and the upstream does not look for one: told as NODATA it would be a lie. */
    private boolean isReferral() {
        return rcode == Rcode.NOERROR
                && writer.count() == 0
                && (records.message()[Header.FLAGS + 1] & RA) == 0
                && authority.above(RecordType.NS, chain.end(), chain.endLength()) != MessageRecords.NONE;
    }

    private Verdict finish(int lifetime, boolean cut, long now) {
        reply = writer.reply(rcode, lifetime, cut, now);
        return Verdict.REPLY;
    }

    /** The RCODE, its upper bits included; NOERROR of a SERVER_FAILURE: a referral, the upstream does not resolve names. */
    int rcode() {
        return rcode;
    }

    /** The reply, if the verdict was REPLY. */
    Reply reply() {
        return reply;
    }
}

package dev.wagl.forwarding;

import dev.wagl.dns.Name;

/** Reads what comes from an upstream. One per event loop, used again for each message. */
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

    private final Name apex;

    /** @param apex of our zone: no upstream has a say about names at or below it */
    ReplyReader(Name apex) {
        this.apex = apex;
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
        return apex.isRoot() ? Verdict.MISMATCH : Verdict.MALFORMED;
    }

    /** The RCODE, its upper bits included; NOERROR of a SERVER_FAILURE: a referral, the upstream does not resolve names. */
    int rcode() {
        return 0;
    }

    /** The reply, if the verdict was REPLY. */
    Reply reply() {
        return new Reply(0);
    }
}

package dev.wagl.forwarding;

/**
 * What came of a question.
 *
 * @param reply what is answered; null: only the failure
 * @param stale whether the reply has expired, and does since upstreams fail or are slow
 * @param failure null if there is none
 */
record Outcome(Reply reply, boolean stale, Failure failure) {

    static Outcome of(Reply reply) {
        return new Outcome(reply, false, null);
    }

    /** @param stale null if there is nothing */
    static Outcome of(Failure failure, Reply stale) {
        return new Outcome(stale, stale != null, failure);
    }
}

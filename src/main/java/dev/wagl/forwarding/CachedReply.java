package dev.wagl.forwarding;

/** What the cache holds for a question: the last reply, the failures since, or both. */
final class CachedReply {

    /** What to do with it. */
    enum State {
        /** {@link #reply()} is the answer. */
        FRESH,
        /** {@link #reply()} has expired: it will do if no upstream helps (RFC 8767). */
        STALE,
        /** All upstreams have just failed, and are not asked again yet: a stale {@link #reply()}, or SERVFAIL (RFC 9520). */
        FAILED
    }

    /** By a clock that only goes on, in nanoseconds. */
    State state(long now) {
        return State.FAILED;
    }

    /** Null if there is none, which only FAILED allows. */
    Reply reply() {
        return null;
    }

    /** Of the extended error that tells how upstreams have failed. */
    int errorCode() {
        return 0;
    }
}

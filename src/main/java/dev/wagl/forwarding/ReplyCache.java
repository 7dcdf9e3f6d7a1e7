package dev.wagl.forwarding;

/** Replies by their questions. Thread-safe. */
final class ReplyCache {

    /** @param bytes of memory it may take, all told; 0 = off */
    ReplyCache(long bytes) {}

    /** What is known, or null. Makes no object. */
    CachedReply get(QuestionView question, long now) {
        return null;
    }

    /** What is known, or null; not counted as a hit or a miss. */
    CachedReply peek(Question question, long now) {
        return null;
    }

    /** Keeps a reply for its lifetime, if it has one. */
    void put(Question question, Reply reply) {}

    /** Notes that all upstreams have failed: for 1 s, twice as long each time it happens again, at most 30 s. */
    void putFailure(Question question, int errorCode, long now) {}

    /** Whether the caller, and no other, should ask again now for what is asked often and will soon expire. */
    boolean claimPrefetch(CachedReply fresh, long now) {
        return false;
    }
}

package dev.wagl.forwarding;

import java.util.concurrent.atomic.AtomicInteger;

/** What the cache holds for a question: the last reply, the failures since, or both. Immutable but for the count of its uses. */
final class CachedReply {

    /** What to do with it. */
    enum State {
        /** {@link #reply()} is the answer. */
        FRESH,
        /** {@link #reply()} has expired: it will do if no upstream helps (RFC 8767). */
        STALE,
        /** All upstreams have just failed, and are not asked again yet: a stale {@link #reply()}, or SERVFAIL (RFC 9520). */
        FAILED,
        /** Nothing: it is too old. */
        DEAD
    }

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** RFC 8767 5: from a day to three. */
    private static final long STALE_FOR = 86_400 * NANOS_PER_SECOND;

    private static final int FIRST_PAUSE = 1;

    /** Of what may be 5 minutes (RFC 9520 3.2): names must come back soon after their upstreams do. */
    private static final int LONGEST_PAUSE = 30;

    /** A failure so long after the last one is a first one again. */
    private static final long FORGOTTEN_AFTER = 2L * LONGEST_PAUSE * NANOS_PER_SECOND;

    /** Asked so often within its lifetime, it is worth a query that nobody waits for. */
    private static final int POPULAR = 3;

    private final Reply reply;
    private final int pause;
    private final long failedAt;
    private final int errorCode;

    /** Up to POPULAR, and one more once a prefetch is under way. */
    private final AtomicInteger uses = new AtomicInteger();

    private CachedReply(Reply reply, int pause, long failedAt, int errorCode) {
        this.reply = reply;
        this.pause = pause;
        this.failedAt = failedAt;
        this.errorCode = errorCode;
    }

    static CachedReply of(Reply reply) {
        return new CachedReply(reply, 0, 0, 0);
    }

    /**
     * What is held after all upstreams have failed.
     *
     * @param before what was held until then, or null
     * @param reply the last reply, or null
     */
    static CachedReply failed(CachedReply before, Reply reply, int errorCode, long now) {
        boolean again = before != null && before.pause > 0 && now - before.failedAt < FORGOTTEN_AFTER;
        int pause = again ? Math.min(2 * before.pause, LONGEST_PAUSE) : FIRST_PAUSE;
        return new CachedReply(usable(reply, now) ? reply : null, pause, now, errorCode);
    }

    private static boolean usable(Reply reply, long now) {
        return reply != null && reply.age(now) < reply.lifetime() * NANOS_PER_SECOND + STALE_FOR;
    }

    /** By a clock that only goes on, in nanoseconds. */
    State state(long now) {
        if (reply != null && reply.age(now) < reply.lifetime() * NANOS_PER_SECOND) {
            return State.FRESH;
        }
        if (isFailing(now)) {
            return State.FAILED;
        }
        return usable(reply, now) ? State.STALE : State.DEAD;
    }

    private boolean isFailing(long now) {
        return pause > 0 && now - failedAt < pause * NANOS_PER_SECOND;
    }

    /** Null if there is none, which only FAILED allows. */
    Reply reply() {
        return reply;
    }

    /** Of the extended error that tells how upstreams have failed. */
    int errorCode() {
        return errorCode;
    }

    /** Counts a use; true for one of those within the last tenth of its lifetime, if it is popular. */
    boolean claimPrefetch(long now) {
        int used = uses.get();
        if (used < POPULAR) {
            uses.incrementAndGet();
            return false;
        }
        return used == POPULAR
                && reply.age(now) >= reply.lifetime() * NANOS_PER_SECOND / 10 * 9
                && !isFailing(now)
                && uses.compareAndSet(POPULAR, POPULAR + 1);
    }
}

package dev.wagl.sync;

import java.time.Duration;

/**
 * How closely something that goes on is followed: less and less if it does not come to rest. What can never come to rest (a service
 * that does not start, one that crashes again and again) must not keep the pace up for ever.
 */
final class Attention {

    /** How closely. */
    enum Level {
        IDLE,
        CALM,
        ACTIVE;

        Level orMore(Level other) {
            return compareTo(other) >= 0 ? this : other;
        }
    }

    static final Duration CALM_AFTER = Duration.ofSeconds(10);

    static final Duration IDLE_AFTER = Duration.ofMinutes(1);

    /** A shorter rest is none: what crashes again and again runs in between. */
    static final Duration REST = Duration.ofSeconds(10);

    private long since;
    private boolean resting;
    private long restingSince;

    /** Something begins. Times are nanoseconds of a monotonic clock. */
    Attention(long now) {
        since = now;
    }

    /** It goes on, as before. */
    void goesOn(long now) {
        if (rested(now)) {
            since = now;
        }
        resting = false;
    }

    /** It goes on, and has come further: it deserves attention anew. */
    void moves(long now) {
        since = now;
        resting = false;
    }

    /** It does not go on now. */
    void rests(long now) {
        if (!resting) {
            resting = true;
            restingSince = now;
        }
    }

    boolean rested(long now) {
        return resting && now - restingSince >= REST.toNanos();
    }

    /** How closely it is followed while it goes on. */
    Level level(long now) {
        long age = now - since;
        return age < CALM_AFTER.toNanos() ? Level.ACTIVE : age < IDLE_AFTER.toNanos() ? Level.CALM : Level.IDLE;
    }
}

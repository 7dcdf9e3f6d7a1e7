package dev.wagl.sync;

import java.time.Duration;

/**
 * When the next refresh is due. Plain state without a clock of its own; times are nanoseconds of a monotonic clock, of which
 * only differences mean anything. The adaptive cycle (fingerprint, active pace, back-off from a slow manager) has its place here.
 */
final class Pace {

    /** From the start of one refresh to the start of one that a hint asked for: a burst of events is a handful of refreshes. */
    static final Duration HINT_GAP = Duration.ofMillis(200);

    /**
     * From a hint to the refreshes that see what it led to: the event of a container comes before the managers know of its
     * task's new state.
     */
    private static final long[] FOLLOW_UPS = {
        Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(3).toNanos()
    };

    /** To the first try after a failure; each further failure doubles it, up to the longest. */
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    static final Duration LONGEST_RETRY = Duration.ofSeconds(4);

    private final long idle;
    private long due;
    private long earliest;
    private long retry;
    private long hinted;
    private int followUp = FOLLOW_UPS.length;

    /**
     * @param refresh from one refresh to the next while nothing asks for one
     * @param now the first refresh is due at once
     */
    Pace(Duration refresh, long now) {
        idle = refresh.toNanos();
        due = now;
        earliest = now;
        retry = FIRST_RETRY.toNanos();
    }

    /** Nanoseconds; zero or less: it is due. */
    long untilDue(long now) {
        return due - now;
    }

    /** Something has changed: the next refresh is brought forward, never put off. */
    void hint(long now) {
        hinted = now;
        followUp = 0;
        long soonest = earliest - now > 0 ? earliest : now;
        if (soonest - due < 0) {
            due = soonest;
        }
    }

    /** A refresh begins. A hint from here on asks for another one after it. */
    void started(long now) {
        earliest = now + HINT_GAP.toNanos();
        due = now + idle;
        while (followUp < FOLLOW_UPS.length && hinted + FOLLOW_UPS[followUp] - now <= 0) {
            followUp++;
        }
        if (followUp < FOLLOW_UPS.length && hinted + FOLLOW_UPS[followUp] - due < 0) {
            due = hinted + FOLLOW_UPS[followUp];
        }
    }

    void succeeded() {
        retry = FIRST_RETRY.toNanos();
    }

    void failed(long now) {
        long next = now + retry;
        if (next - due < 0) {
            due = next;
        }
        retry = Math.min(LONGEST_RETRY.toNanos(), retry * 2);
    }
}

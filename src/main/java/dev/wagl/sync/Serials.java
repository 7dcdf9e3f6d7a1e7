package dev.wagl.sync;

import java.time.Clock;

/**
 * The SOA serials of this replica. They never go back, also where the Raft index does (a restored backup) or the clock (a plain
 * engine has no Raft): the next one is the larger of the last one and one, and the index. One step is below 2^31, so that a
 * secondary sees each as newer (RFC 1982 3.2).
 */
final class Serials {

    private static final long LONGEST_STEP = (1L << 31) - 1;

    private final Clock clock;
    private long last = -1;

    /** @param clock asked for its seconds where there is no index */
    Serials(Clock clock) {
        this.clock = clock;
    }

    /**
     * The serial that a zone published now would have; it is not taken yet.
     *
     * @param index the largest Raft index of the snapshot; 0 without Raft
     * @return not reduced modulo 2^32
     */
    long next(long index) {
        long wanted = index > 0 ? index : clock.instant().getEpochSecond();
        if (last < 0) {
            return wanted;
        }
        return Math.min(Math.max(last + 1, wanted), last + LONGEST_STEP);
    }

    /** A zone with this serial is published. */
    void take(long serial) {
        last = serial;
    }
}

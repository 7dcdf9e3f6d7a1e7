package dev.wagl.forwarding;

/**
 * Whether an upstream answers, and how fast, by what becomes of the queries it gets. Written by the forwarding loop, read by any
 * thread.
 *
 * <p>Times are nanoseconds of a clock that only goes on. Latency is estimated as TCP does it (RFC 6298): a mean and a deviation, each
 * moved a part of the way by every measurement.
 */
final class UpstreamHealth {

    private static final long MILLISECOND = 1_000_000;

    /** Until something is known. */
    private static final long FIRST_GUESS = 100 * MILLISECOND;

    /** Waiting less than this for the usual would ask twice for a hiccup; waiting more is felt by people. */
    private static final long SHORTEST_WAIT = 20 * MILLISECOND;

    private static final long LONGEST_WAIT = 400 * MILLISECOND;

    /** Silence to so many queries, for so long at least, is no accident. */
    private static final int SILENT_QUERIES = 3;

    private static final long SHORTEST_SILENCE = 250 * MILLISECOND;
    private static final long LONGEST_SILENCE = 1_200 * MILLISECOND;

    /** Errors in a row, for whatever names; fewer can be the names' fault. */
    private static final int ERRORS = 5;

    /** Measurements that it takes to believe them: the first ones are of connections and caches that are cold. */
    private static final int ENOUGH = 4;

    /** What was measured before that says little. */
    private static final long LONG_AGO = 5_000 * MILLISECOND;

    private long mean = FIRST_GUESS;
    private long deviation;
    private int measurements;
    private long lastMeasured;
    private long lastAsked;
    private boolean asked;
    private int unanswered;
    private long silentSince;
    private int timeouts;
    private int errors;
    private boolean refused;
    private volatile boolean up = true;

    void sent(long now) {
        if (unanswered++ == 0) {
            silentSince = now;
        }
    }

    /** What was to be {@link #sent} was not. */
    void notSent() {
        unanswered = Math.max(0, unanswered - 1);
    }

    /** It has said something to a query, if only that it does not know. */
    void answered(long now, long latency, boolean error) {
        unanswered = 0;
        timeouts = 0;
        refused = false;
        errors = error ? errors + 1 : 0;
        if (!error) {
            measure(now, latency);
        }
        up = !isErring();
    }

    /** Another upstream was faster, and nobody waits for this one any more. */
    void overtaken(long now, long waited) {
        if (measurements > 0 && waited > mean) {
            // It is slower than this, by how much nobody knows.
            measure(now, waited + waited / 2);
        }
    }

    /** The machine is there and wants no queries, or there is no way to it. */
    void unreachable() {
        refused = true;
        up = false;
    }

    /** To be called when a query got no answer in time. */
    void timedOut(long now) {
        timeouts++;
        if (isSilent(now)) {
            up = false;
        }
    }

    private void measure(long now, long latency) {
        if (measurements < ENOUGH || now - lastMeasured > LONG_AGO) {
            mean = latency;
            deviation = latency / 2;
        } else {
            deviation += (Math.abs(latency - mean) - deviation) / 4;
            mean += (latency - mean) / 8;
        }
        measurements++;
        lastMeasured = now;
    }

    /** How long its answers usually take at most: after that, another upstream is asked as well. */
    long usual() {
        return Math.max(SHORTEST_WAIT, Math.min(LONGEST_WAIT, mean + 4 * deviation));
    }

    long mean() {
        return mean;
    }

    /** Whether it is certain that it does not answer: queries in a row have waited for all the time there is. */
    boolean isDown() {
        return refused || timeouts >= SILENT_QUERIES;
    }

    /** Whether it seems to have stopped to answer; it could also be this process that was. */
    boolean isSilent(long now) {
        long silence = Math.max(SHORTEST_SILENCE, Math.min(LONGEST_SILENCE, 4 * (mean + 4 * deviation)));
        return refused || unanswered >= SILENT_QUERIES && now - silentSince > silence;
    }

    /** Whether it answers with nothing but errors. */
    boolean isErring() {
        return errors >= ERRORS;
    }

    /** 0: well, 1: errs, 2: silent. */
    int rank(long now) {
        return isSilent(now) ? 2 : isErring() ? 1 : 0;
    }

    /** Whether it is time to see how it does, since it failed, or is not asked because others are faster. */
    boolean isDue(long now, Patience patience) {
        long wait = (rank(now) == 0 && measurements >= ENOUGH
                        ? patience.betweenMeasurements()
                        : patience.betweenProbes())
                .toNanos();
        return !asked || now - lastAsked >= wait;
    }

    /** It gets a query that it may take its time for. */
    void probed(long now) {
        asked = true;
        lastAsked = now;
    }

    /**
     * Whether it is to be asked though nobody wants to know anything of it. Not where it has answered with errors: a resolver that is
     * cut off from the Internet has an answer to some questions still, and is of no more use for that.
     */
    boolean isToBeProbed() {
        return !up && !isErring();
    }

    boolean up() {
        return up;
    }
}

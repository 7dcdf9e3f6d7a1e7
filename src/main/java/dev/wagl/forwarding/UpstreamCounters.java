package dev.wagl.forwarding;

import dev.wagl.dns.Rcode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of what became of the queries to one upstream. Plain fields, written by the forwarding loop, read by any thread at a scrape. */
public final class UpstreamCounters {

    /** All that are counted by themselves; one more counts the rest, which only an upstream's OPT record can tell. */
    private static final int RCODES = Rcode.BADVERS + 1;

    /** Upper bounds of the buckets in nanoseconds: a quarter of a millisecond to 2 s, each twice the last. */
    private static final int BUCKETS = 14;

    private static final long FIRST_BOUND = 250_000;

    private final long[] rcodes = new long[RCODES + 1];
    private final long[] durations = new long[BUCKETS + 1];
    private long durationSum;
    private long timeouts;
    private long unreachable;
    private long noSocket;
    private long overtaken;

    void answered(int rcode, long nanos) {
        rcodes[Math.min(rcode, RCODES)]++;
        int bucket = 0;
        while (bucket < BUCKETS && nanos > FIRST_BOUND << bucket) {
            bucket++;
        }
        durations[bucket]++;
        durationSum += nanos;
    }

    void timedOut() {
        timeouts++;
    }

    void unreachable() {
        unreachable++;
    }

    void noSocket() {
        noSocket++;
    }

    void overtaken() {
        overtaken++;
    }

    /**
     * By RCODE, or by what happened instead of one: {@code timeout}, {@code unreachable}, {@code no_socket}, since this process had none
     * left, {@code overtaken} by another upstream.
     */
    public Map<String, Long> requests() {
        Map<String, Long> requests = new LinkedHashMap<>();
        for (int rcode = 0; rcode < RCODES; rcode++) {
            if (rcode <= Rcode.REFUSED || rcodes[rcode] != 0) {
                requests.put(Rcode.mnemonic(rcode), rcodes[rcode]);
            }
        }
        if (rcodes[RCODES] != 0) {
            requests.put("other", rcodes[RCODES]);
        }
        requests.put("timeout", timeouts);
        requests.put("unreachable", unreachable);
        requests.put("no_socket", noSocket);
        requests.put("overtaken", overtaken);
        return requests;
    }

    /** Upper bounds of the duration's buckets in nanoseconds, ascending; one more bucket holds what is above. */
    public static long[] durationBounds() {
        long[] bounds = new long[BUCKETS];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            bounds[bucket] = FIRST_BOUND << bucket;
        }
        return bounds;
    }

    /** A copy, not summed up. */
    public long[] durations() {
        return durations.clone();
    }

    public long durationSumNanos() {
        return durationSum;
    }
}

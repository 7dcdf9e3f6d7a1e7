package dev.wagl.sync;

import java.time.Duration;
import java.util.List;

/** Durations, counted in buckets. Few are added (some a second at most), any thread may read. */
public final class DurationHistogram {

    private final List<Duration> bounds;
    private final long[] counts;
    private long sumNanos;

    DurationHistogram(Duration... bounds) {
        this.bounds = List.of(bounds);
        this.counts = new long[bounds.length + 1];
    }

    /** @throws ArithmeticException if it is over 292 years; nothing of it is counted then */
    synchronized void add(Duration duration) {
        long nanos = duration.toNanos();
        int bucket = 0;
        while (bucket < bounds.size() && duration.compareTo(bounds.get(bucket)) > 0) {
            bucket++;
        }
        counts[bucket]++;
        sumNanos += nanos;
    }

    /** Upper bounds, inclusive; one more bucket takes what is above. */
    public List<Duration> bounds() {
        return bounds;
    }

    /** One count per bucket, not cumulative; a copy. */
    public synchronized long[] counts() {
        return counts.clone();
    }

    public synchronized long sumNanos() {
        return sumNanos;
    }
}

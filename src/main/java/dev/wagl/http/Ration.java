package dev.wagl.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How often the engine is asked for those who ask here: so many times at once, and then as the time goes by. The engine is not theirs. */
final class Ration {

    private final long most;
    private final long each;
    private final LongSupplier nanoClock;

    /** What is left, in nanoseconds. */
    private long left;

    private long countedAt;

    Ration(int most, Duration each) {
        this(most, each, System::nanoTime);
    }

    Ration(int most, Duration each, LongSupplier nanoClock) {
        this.each = each.toNanos();
        this.most = most * this.each;
        this.nanoClock = nanoClock;
        this.left = this.most;
        this.countedAt = nanoClock.getAsLong();
    }

    /** Takes one, if there is one. */
    synchronized boolean take() {
        long now = nanoClock.getAsLong();
        left = Math.min(most, left + now - countedAt);
        countedAt = now;
        if (left < each) {
            return false;
        }
        left -= each;
        return true;
    }
}

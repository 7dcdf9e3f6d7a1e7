package dev.wagl.fuzz;

import java.lang.management.ManagementFactory;

/** What the heap holds once the garbage is gone. */
public final class HeapInUse {

    private HeapInUse() {}

    /** Octets. */
    public static long now() {
        long least = Long.MAX_VALUE;
        // One collection may leave what the next one takes.
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}

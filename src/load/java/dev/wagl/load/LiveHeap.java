package dev.wagl.load;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much of the heap is alive at most while something runs: what a full collection leaves, one begun every few milliseconds. Nothing is
 * estimated, and garbage does not count; what lives shorter than the pause between two collections can be missed. It needs the serial
 * collector and {@code -XX:MarkSweepDeadRatio=0}, without which it leaves some garbage where it is.
 */
final class LiveHeap {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final List<MemoryPoolMXBean> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    private final Thread thread = new Thread(this::look, "live-heap");
    private volatile boolean ended;
    private long most;
    private int looks;

    private LiveHeap() {}

    /** Octets that are alive now. */
    static long now() {
        System.gc();
        return POOLS.stream()
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    /** Begins to look. */
    static LiveHeap watch() {
        LiveHeap heap = new LiveHeap();
        heap.thread.setDaemon(true);
        heap.thread.start();
        return heap;
    }

    private void look() {
        while (!ended) {
            most = Math.max(most, now());
            looks++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Octets that were alive at most; ends the looking. */
    long most() throws InterruptedException {
        ended = true;
        thread.join();
        return most;
    }

    int looks() {
        return looks;
    }
}

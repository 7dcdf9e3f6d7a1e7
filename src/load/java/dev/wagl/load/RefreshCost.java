package dev.wagl.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.wagl.sync.WholeRefresh;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The cost of a refresh by itself: a whole one, again and again without a pause, first of a state that is always the same and then of one in
 * which a thousand tasks were replaced each time. Told {@code cpu}, it prints the medians of CPU, of the whole process, and of the octets
 * that were allocated; told {@code heap}, how much more is alive while one runs than before it ({@link LiveHeap}).
 */
final class RefreshCost {

    private static final int WARM = 20;
    private static final int MEASURED = 20;
    private static final int HEAP_MEASURED = 3;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final URI burst;
    private final WholeRefresh refresh;

    private RefreshCost(String port) {
        burst = URI.create("http://127.0.0.1:" + port + "/load/burst");
        refresh = new WholeRefresh(port);
    }

    /** The double's loopback port, and what to measure. */
    public static void main(String[] args) throws Exception {
        // The log manager's own default takes all, and the HTTP client would tell each octet; of the zone it would tell
        // a line each time.
        Logger.getLogger("").setLevel(Level.INFO);
        Logger.getLogger(WholeRefresh.class.getName())
                .setFilter(line -> line.getLevel().intValue() > Level.INFO.intValue());
        RefreshCost cost = new RefreshCost(args[0]);
        try (cost.refresh) {
            for (boolean changes : new boolean[] {false, true}) {
                if (args[1].equals("heap")) {
                    cost.measureHeap(changes);
                } else {
                    cost.measureCpu(changes);
                }
            }
        }
    }

    private void measureCpu(boolean changes) throws IOException {
        long[] cpu = new long[MEASURED];
        long[] octets = new long[MEASURED];
        long[] wall = new long[MEASURED];
        warmUp(changes, WARM);
        for (int i = 0; i < MEASURED; i++) {
            prepare(changes);
            long cpuBefore = SYSTEM.getProcessCpuTime();
            long octetsBefore = allocated();
            long begun = System.nanoTime();
            refresh(changes);
            wall[i] = System.nanoTime() - begun;
            cpu[i] = SYSTEM.getProcessCpuTime() - cpuBefore;
            octets[i] = allocated() - octetsBefore;
        }
        System.out.printf(
                "Refresh, %s: %d ms of CPU (%d to %d), %d ms of time, %.1f MB allocated on the way%n",
                shown(changes),
                median(cpu) / 1_000_000,
                cpu[0] / 1_000_000,
                cpu[MEASURED - 1] / 1_000_000,
                median(wall) / 1_000_000,
                median(octets) / 1e6);
    }

    private void measureHeap(boolean changes) throws Exception {
        warmUp(changes, HEAP_MEASURED);
        long[] extra = new long[HEAP_MEASURED];
        long before = 0;
        int looks = 0;
        for (int i = 0; i < HEAP_MEASURED; i++) {
            prepare(changes);
            before = LiveHeap.now();
            LiveHeap heap = LiveHeap.watch();
            refresh(changes);
            extra[i] = heap.most() - before;
            looks += heap.looks();
        }
        Arrays.sort(extra);
        System.out.printf(
                "Refresh, %s: %.1f MB of heap are alive before it, and while it runs at most %.1f MB more (seen by %d full collections in %d refreshes)%n",
                shown(changes), before / 1e6, extra[HEAP_MEASURED - 1] / 1e6, looks, HEAP_MEASURED);
    }

    private static String shown(boolean changes) {
        return changes ? "1,000 tasks are others" : "nothing has changed";
    }

    private void warmUp(boolean changes, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            prepare(changes);
            refresh(changes);
        }
    }

    private void prepare(boolean changes) throws IOException {
        if (changes) {
            try (var answer = burst.toURL().openStream()) {
                answer.readAllBytes();
            }
        }
    }

    private void refresh(boolean changes) {
        long published = refresh.published();
        int services = refresh.run();
        if (services != Cluster.SERVICES || changes && refresh.published() == published) {
            throw new IllegalStateException(services + " services, " + refresh.published() + " zones");
        }
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(octets -> octets > 0)
                .sum();
    }

    /** Of values that are sorted in place. */
    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}

package dev.wagl.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.DockerSwarm;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The cost of a refresh by itself: a snapshot is read, and made a zone of if it is another one, again and again without a pause. It
 * prints the medians of CPU, of the whole process, and of the octets that were allocated.
 */
final class RefreshCost {

    private static final int WARM = 20;
    private static final int MEASURED = 20;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final URI burst;
    private final DockerSwarm docker;
    private final ZoneProjection projection =
            new ZoneProjection(new NamingConfig(Name.parse("swarm"), 1, null, List.of()));
    private Snapshot snapshot;
    private Projection projected;

    private RefreshCost(String port) {
        burst = URI.create("http://127.0.0.1:" + port + "/load/burst");
        docker = new DockerSwarm(
                new SwarmConfig(List.of("tcp://127.0.0.1:" + port), null, false, null, Duration.ofSeconds(60)));
    }

    /** The double's loopback port. */
    public static void main(String[] args) throws Exception {
        // The log manager's own default takes all, and the HTTP client would tell each octet.
        Logger.getLogger("").setLevel(Level.INFO);
        RefreshCost cost = new RefreshCost(args[0]);
        cost.measure("nothing has changed", false);
        cost.measure("1,000 tasks are others", true);
        cost.docker.close();
    }

    private void measure(String what, boolean changes) throws Exception {
        long[] cpu = new long[MEASURED];
        long[] octets = new long[MEASURED];
        long[] wall = new long[MEASURED];
        for (int i = -WARM; i < MEASURED; i++) {
            if (changes) {
                change();
            }
            long cpuBefore = SYSTEM.getProcessCpuTime();
            long octetsBefore = allocated();
            long begun = System.nanoTime();
            refresh();
            if (i >= 0) {
                wall[i] = System.nanoTime() - begun;
                cpu[i] = SYSTEM.getProcessCpuTime() - cpuBefore;
                octets[i] = allocated() - octetsBefore;
            }
        }
        System.out.printf(
                "Refresh, %s: %d ms of CPU, %d ms of time, %.1f MB allocated on the way%n",
                what, median(cpu) / 1_000_000, median(wall) / 1_000_000, median(octets) / 1e6);
    }

    private void refresh() throws Exception {
        Snapshot now = docker.snapshot();
        if (snapshot == null || !snapshot.sameState(now)) {
            projected = projection.project(now, now.index(), projected == null ? null : projected.zone());
        }
        snapshot = now;
        if (projected.services().size() != Cluster.SERVICES) {
            throw new IllegalStateException(projected.services().size() + " services");
        }
    }

    private void change() throws IOException {
        try (var answer = burst.toURL().openStream()) {
            answer.readAllBytes();
        }
    }

    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(octets -> octets > 0)
                .sum();
    }

    private static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}

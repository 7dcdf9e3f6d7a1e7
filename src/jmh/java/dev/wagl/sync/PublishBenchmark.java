package dev.wagl.sync;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import dev.wagl.zone.CurrentZone;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a snapshot to a zone: all of it, and a refresh in which some services have changed since the one before. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class PublishBenchmark {

    private static final Name APEX = Name.parse("swarm.");

    @Param({"1000", "10000"})
    int services;

    /** How many of them have changed. */
    @Param({"1", "100"})
    int changing;

    private final ZoneProjection projection = new ZoneProjection(new NamingConfig(APEX, 1, null, List.of()));
    private final CurrentZone current = new CurrentZone(APEX);
    private Snapshot snapshot;
    private Refresher refresher;

    @Setup
    public void prepare() {
        Logger log = Logger.getLogger(PublishBenchmark.class);
        ChangingSwarm swarm = new ChangingSwarm(services, changing);
        snapshot = swarm.snapshot();
        refresher = new Refresher(
                swarm,
                () -> projection,
                current,
                new SyncState(System::nanoTime, Duration.ofMinutes(1)),
                new SyncLog(log),
                new Guard(Duration.ofSeconds(15)),
                Clock.systemUTC());
        refresher.refresh();
    }

    @Benchmark
    public Projection full() {
        return projection.project(snapshot, 1);
    }

    @Benchmark
    public Outcome refresh() {
        Outcome outcome = refresher.refresh();
        if (!outcome.answered()) {
            throw new IllegalStateException("a refresh has failed");
        }
        return outcome;
    }
}

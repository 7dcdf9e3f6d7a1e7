package dev.wagl.jmh;

import dev.wagl.conformance.GoldenPackets;
import dev.wagl.conformance.GoldenPackets.Exchange;
import dev.wagl.conformance.ZoneText;
import dev.wagl.dns.Name;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.zone.CurrentZone;
import java.util.concurrent.TimeUnit;
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

/** What anybody may send, and what it costs: golden packets by their name, those of one file in turn. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketBenchmark {

    @Param({
        "answer-a",
        "truncated-1232",
        "nodata-reason",
        "nxdomain-below-reverse",
        "refused-outside",
        "edns-nsid",
        "cookie",
        "chaos-id",
        "notimp-opcodes",
        "formerr-counts",
        "formerr-name-too-long",
        "drop-response"
    })
    String behaviour;

    private QueryProcessor processor;
    private byte[][] queries;
    private int next;

    @Setup
    public void prepare() {
        CurrentZone zone = new CurrentZone(Name.parse("swarm."));
        zone.publish(ZoneText.parse(GoldenPackets.zone()));
        Exchange[] exchanges = GoldenPackets.named(behaviour).exchanges().toArray(new Exchange[0]);
        CookieSecrets secrets = CookieSecrets.parse(GoldenPackets.COOKIE_SECRET);
        processor = new QueryProcessor(zone, exchanges[0].transport(), "node-1", "2.0", 42, secrets, null);
        processor.tick(0, GoldenPackets.EPOCH_MILLIS);
        queries = new byte[exchanges.length][];
        for (int i = 0; i < queries.length; i++) {
            queries[i] = exchanges[i].query();
        }
    }

    @Benchmark
    public Verdict process() {
        next = next + 1 < queries.length ? next + 1 : 0;
        return processor.process(queries[next], queries[next].length, GoldenPackets.CLIENT);
    }
}

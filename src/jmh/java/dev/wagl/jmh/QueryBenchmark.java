package dev.wagl.jmh;

import dev.wagl.dns.Header;
import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.nameserver.RateLimitConfig;
import dev.wagl.nameserver.ResponseRateLimit;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Node;
import dev.wagl.zone.Zone;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
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

/** A query's way through {@code QueryProcessor}, whole and in parts; the baseline takes the next query and does nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class QueryBenchmark {

    /** So far apart, in nanoseconds, that nothing is over the limit. */
    private static final long BETWEEN_QUERIES = 20_000_000;

    /** Queries that come together, and have one look at the clock. */
    private static final int BATCH = 16;

    @Param
    Question question;

    @Param({"false", "true"})
    boolean edns;

    /** Near: has no limit. Far: is counted. */
    @Param({"10.9.8.7", "192.0.2.1"})
    String client;

    private InetAddress sender;
    private long now;
    private Zone zone;
    private QueryProcessor processor;
    private final QueryDecoder decoder = new QueryDecoder();
    private byte[][] queries;
    private int[] hashes;
    private int next;

    @Setup
    public void prepare() throws UnknownHostException {
        zone = Cluster.records().build();
        CurrentZone current = new CurrentZone(Cluster.APEX);
        current.publish(zone);
        sender = InetAddress.getByName(client);
        RateLimitConfig limits = new RateLimitConfig(100, AddressBlock.parseList("loopback,link-local,private"));
        ResponseRateLimit limit = new ResponseRateLimit(limits, List.of(), gateway -> {}, new Random(42));
        CookieSecrets secrets = CookieSecrets.random(new SecureRandom());
        processor = new QueryProcessor(current, Transport.UDP, "node-1", "2", 42, secrets, limit);
        queries = question.queries(edns);
        hashes = new int[queries.length];
        for (int i = 0; i < queries.length; i++) {
            decoder.decode(queries[i], queries[i].length);
            hashes[i] = decoder.nameHash();
        }
    }

    @Benchmark
    public byte[] baseline() {
        return nextQuery();
    }

    @Benchmark
    public QueryDecoder.Status decode() {
        byte[] query = nextQuery();
        return decoder.decode(query, query.length);
    }

    @Benchmark
    public Node find() {
        byte[] query = nextQuery();
        int behindName = query.length - (edns ? 15 : 4);
        return zone.find(query, Header.LENGTH, behindName - Header.LENGTH, hashes[next]);
    }

    @Benchmark
    public Verdict process() {
        byte[] query = nextQuery();
        if (next % BATCH == 0) {
            processor.tick(now += BATCH * BETWEEN_QUERIES, now / 1_000_000);
        }
        return processor.process(query, query.length, sender);
    }

    private byte[] nextQuery() {
        next = next + 1 < queries.length ? next + 1 : 0;
        return queries[next];
    }
}

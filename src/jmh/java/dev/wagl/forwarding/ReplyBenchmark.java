package dev.wagl.forwarding;

import dev.wagl.dns.QueryDecoder;
import dev.wagl.dns.ResponseEncoder;
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

/** What a reply costs to read, once, and to tell from the cache, often; the baseline decodes the query and writes an empty response. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplyBenchmark {

    /** How many addresses stand behind how many aliases. */
    @Param({"1", "8", "4000"})
    int addresses;

    @Param({"0", "2"})
    int aliases;

    private final QueryDecoder decoder = new QueryDecoder();
    private final ResponseEncoder encoder = new ResponseEncoder(ResponseEncoder.TCP_SIZE);
    private final QuestionView view = new QuestionView();
    private final ReplyReader reader = new ReplyReader(Asked.APEX);
    private final ReplyCache cache = new ReplyCache(10_000_000);
    private final SpecialNames special = new SpecialNames(java.util.List.of());
    private Asked asked;
    private byte[] message;
    private byte[] client;
    private byte[] other;

    @Setup
    public void prepare() {
        asked = Asked.of("www.example.com. A");
        String name = "www.example.com.";
        for (int alias = 0; alias < aliases; alias++) {
            String next = "edge" + alias + ".cdn.example.net.";
            asked.answer(name + " 300 IN CNAME " + next);
            name = next;
        }
        for (int n = 0; n < addresses; n++) {
            asked.answer("%s 300 IN A 10.0.%d.%d".formatted(name, n / 256, n % 256));
        }
        message = asked.octets();
        reader.read(message, message.length, asked.query, asked.question, 0);
        cache.put(asked.question, reader.reply());
        client = new QueryEncoder(new Random(2)).encode(asked.question, 1, false, true);
        other = new QueryEncoder(new Random(2)).encode(Asked.question("mail.example.com. A"), 1, false, true);
    }

    @Benchmark
    public int baseline() {
        decoder.decode(client, client.length);
        encoder.begin(client, decoder, ResponseEncoder.TCP_SIZE);
        return encoder.finish(0, 0);
    }

    @Benchmark
    public int hit() {
        decoder.decode(client, client.length);
        encoder.begin(client, decoder, ResponseEncoder.TCP_SIZE);
        special.answer(encoder, client, decoder);
        view.set(client, decoder);
        CachedReply cached = cache.get(view, 1);
        cache.claimPrefetch(cached, 1);
        cached.reply().write(encoder, 1);
        return encoder.finish(0, 0);
    }

    @Benchmark
    public CachedReply miss() {
        decoder.decode(other, other.length);
        view.set(other, decoder);
        return cache.get(view, 1);
    }

    @Benchmark
    public Reply read() {
        reader.read(message, message.length, asked.query, asked.question, 0);
        return reader.reply();
    }
}

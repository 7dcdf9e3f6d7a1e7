package dev.wagl.metrics;

import dev.wagl.forwarding.Forwarding;
import dev.wagl.forwarding.Forwarding.CacheStatus;
import dev.wagl.forwarding.Forwarding.UpstreamStatus;
import dev.wagl.forwarding.UpstreamCounters;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;

/**
 * Upstreams and the cache: {@code wagl_forward_*}, {@code wagl_cache_*}. Upstreams come and go with {@code /etc/resolv.conf}, which
 * Micrometer's meters do not, so these go to Prometheus' registry directly.
 */
final class ForwardingMetrics extends Collector {

    private static final double NANOS = 1e9;

    private final Forwarding forwarding;

    ForwardingMetrics(Forwarding forwarding) {
        this.forwarding = forwarding;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        CounterMetricFamily requests = new CounterMetricFamily(
                "wagl_forward_requests",
                "Queries to upstreams, by what they answered, or what happened instead",
                List.of("upstream", "rcode"));
        GaugeMetricFamily up =
                new GaugeMetricFamily("wagl_forward_upstream_up", "Whether the upstream answers", List.of("upstream"));
        List<MetricFamilySamples.Sample> durations = new ArrayList<>();
        for (UpstreamStatus upstream : forwarding.upstreams()) {
            upstream.counters()
                    .requests()
                    .forEach((rcode, count) -> requests.addMetric(List.of(upstream.name(), rcode), count));
            up.addMetric(List.of(upstream.name()), upstream.up() ? 1 : 0);
            addDurations(durations, upstream);
        }
        List<MetricFamilySamples> all = new ArrayList<>(List.of(
                requests,
                up,
                new MetricFamilySamples(
                        "wagl_forward_duration_seconds",
                        Type.HISTOGRAM,
                        "From a query to an upstream to its answer",
                        durations),
                new GaugeMetricFamily(
                        "wagl_forward_waiting", "Queries that wait for upstreams now", forwarding.waitingNow())));
        addCache(all, forwarding.cacheStatus());
        return all;
    }

    private static void addDurations(List<MetricFamilySamples.Sample> samples, UpstreamStatus upstream) {
        String name = "wagl_forward_duration_seconds";
        long[] bounds = UpstreamCounters.durationBounds();
        long[] counts = upstream.counters().durations();
        long upTo = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            upTo += counts[bucket];
            double bound = bucket < bounds.length ? bounds[bucket] / NANOS : Double.POSITIVE_INFINITY;
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket",
                    List.of("upstream", "le"),
                    List.of(upstream.name(), doubleToGoString(bound)),
                    upTo));
        }
        List<String> label = List.of("upstream");
        List<String> value = List.of(upstream.name());
        samples.add(new MetricFamilySamples.Sample(name + "_count", label, value, upTo));
        samples.add(new MetricFamilySamples.Sample(
                name + "_sum", label, value, upstream.counters().durationSumNanos() / NANOS));
    }

    private static void addCache(List<MetricFamilySamples> all, CacheStatus cache) {
        CounterMetricFamily requests = new CounterMetricFamily(
                "wagl_cache_requests",
                "Questions to the cache; what is stale was told after a miss or a failure, prefetches nobody waited for",
                List.of("result"));
        requests.addMetric(List.of("hit"), cache.hits());
        requests.addMetric(List.of("miss"), cache.misses());
        requests.addMetric(List.of("stale"), cache.stale());
        requests.addMetric(List.of("prefetch"), cache.prefetches());
        all.add(requests);
        all.add(new GaugeMetricFamily("wagl_cache_entries", "Replies and failures in the cache", cache.entries()));
        all.add(new GaugeMetricFamily("wagl_cache_bytes", "Memory that the cache takes", cache.bytes()));
    }
}

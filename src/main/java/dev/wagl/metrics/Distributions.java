package dev.wagl.metrics;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.sync.DurationHistogram;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.DnsServer;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.List;

/**
 * The histograms. Whoever measures counts into buckets of its own, and Micrometer has no meter for buckets that are filled already: these go to
 * Prometheus' registry directly, which is asked at the same scrape.
 */
final class Distributions extends Collector {

    private static final double NANOS = 1e9;

    private final DnsServer server;
    private final SyncState state;

    Distributions(DnsServer server, SyncState state) {
        this.server = server;
        this.state = state;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<QueryCounters> loops = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            loops.addAll(server.counters(transport));
        }
        return List.of(
                requestDuration(loops),
                responseSize(loops),
                histogram(
                        "wagl_sync_duration_seconds", "Refreshes, from the first call to the zone", state.durations()),
                histogram(
                        "wagl_sync_propagation_seconds",
                        "From the engine's time stamp of a task's change, or of the change of its service or node that had it"
                                + " leave, to the zone that shows it",
                        state.propagation()),
                histogram(
                        "wagl_sync_lead_seconds",
                        "From the zone without a task to the kill event of its container, on the engine whose events"
                                + " are read; 0: it was answered still",
                        state.lead()));
    }

    private static MetricFamilySamples requestDuration(List<QueryCounters> loops) {
        long[] nanos = QueryCounters.durationBounds();
        double[] bounds = new double[nanos.length];
        long[] counts = new long[nanos.length + 1];
        double sum = 0;
        for (int bucket = 0; bucket < bounds.length; bucket++) {
            bounds[bucket] = nanos[bucket] / NANOS;
        }
        for (QueryCounters loop : loops) {
            for (int bucket = 0; bucket < counts.length; bucket++) {
                counts[bucket] += loop.durations(bucket);
            }
            sum += loop.durationSumNanos() / NANOS;
        }
        return histogram(
                "wagl_dns_request_duration_seconds",
                "From a query's arrival to its response's sending, of a sample of the queries",
                bounds,
                counts,
                sum);
    }

    private static MetricFamilySamples responseSize(List<QueryCounters> loops) {
        long count = 0;
        long octets = 0;
        for (QueryCounters loop : loops) {
            octets += loop.responseOctets();
            count += responses(loop);
        }
        String name = "wagl_dns_response_size_bytes";
        return new MetricFamilySamples(
                name,
                Type.SUMMARY,
                "Octets of responses",
                List.of(sample(name + "_count", count), sample(name + "_sum", octets)));
    }

    private static long responses(QueryCounters loop) {
        long count = 0;
        for (QueryCounters.Source source : QueryCounters.Source.values()) {
            for (int rcode : DnsMetrics.RCODES) {
                count += loop.responses(rcode, source);
            }
        }
        return count;
    }

    private static MetricFamilySamples histogram(String name, String help, DurationHistogram histogram) {
        double[] bounds = histogram.bounds().stream()
                .mapToDouble(bound -> bound.toNanos() / NANOS)
                .toArray();
        return histogram(name, help, bounds, histogram.counts(), histogram.sumNanos() / NANOS);
    }

    /** @param counts not summed up; the last is what is above all bounds */
    private static MetricFamilySamples histogram(String name, String help, double[] bounds, long[] counts, double sum) {
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        long upTo = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            upTo += counts[bucket];
            double bound = bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
            samples.add(new MetricFamilySamples.Sample(
                    name + "_bucket", List.of("le"), List.of(doubleToGoString(bound)), upTo));
        }
        samples.add(sample(name + "_count", upTo));
        samples.add(sample(name + "_sum", sum));
        return new MetricFamilySamples(name, Type.HISTOGRAM, help, samples);
    }

    private static MetricFamilySamples.Sample sample(String name, double value) {
        return new MetricFamilySamples.Sample(name, List.of(), List.of(), value);
    }
}

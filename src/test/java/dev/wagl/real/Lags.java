package dev.wagl.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Times that changes took, by their kind. */
final class Lags {

    private final Map<String, List<Duration>> kinds = new TreeMap<>();

    void add(String kind, Duration lag) {
        kinds.computeIfAbsent(kind, name -> new ArrayList<>()).add(lag);
    }

    /** Of the kinds whose names begin so; sorted. */
    List<Duration> of(String beginning) {
        return kinds.entrySet().stream()
                .filter(kind -> kind.getKey().startsWith(beginning))
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .sorted()
                .toList();
    }

    /** The least that no more than {@code percent} of 100 are below or at: by nearest rank. */
    static Duration percentile(List<Duration> sorted, int percent) {
        return sorted.get((sorted.size() * percent + 99) / 100 - 1);
    }

    /** How many of 100 took no longer. */
    static double within(Duration limit, List<Duration> lags) {
        long within = lags.stream().filter(lag -> lag.compareTo(limit) <= 0).count();
        return 100.0 * within / lags.size();
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format(
                "%-24s %8s %8s %8s %8s %8s %12s%n", "ms", "samples", "median", "p95", "p99", "max", "within 1 s"));
        kinds.forEach((kind, lags) -> {
            List<Duration> sorted = new ArrayList<>(lags);
            Collections.sort(sorted);
            table.append(row(kind, sorted));
        });
        return table.toString();
    }

    static String row(String kind, List<Duration> sorted) {
        return String.format(
                "%-24s %8d %8d %8d %8d %8d %10.1f %%%n",
                kind,
                sorted.size(),
                percentile(sorted, 50).toMillis(),
                percentile(sorted, 95).toMillis(),
                percentile(sorted, 99).toMillis(),
                percentile(sorted, 100).toMillis(),
                within(Duration.ofSeconds(1), sorted));
    }
}

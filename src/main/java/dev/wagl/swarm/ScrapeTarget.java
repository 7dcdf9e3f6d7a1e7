package dev.wagl.swarm;

import java.io.IOException;
import java.util.Map;

/**
 * A target as Prometheus' {@code dockerswarm_sd} finds it.
 *
 * @param address host and port: {@code __address__}
 * @param labels all others, by their whole names
 */
public record ScrapeTarget(String address, Map<String, String> labels) {

    /** Takes targets, one by one. */
    @FunctionalInterface
    public interface Sink {
        void accept(ScrapeTarget target) throws IOException;
    }
}

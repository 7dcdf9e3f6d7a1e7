package dev.wagl.sync;

import java.time.Duration;

/**
 * How the Swarm is followed.
 *
 * @param refresh time between two full refreshes while nothing moves
 * @param refreshTimeout deadline of one refresh, less than {@code refresh}
 * @param staleness age of the last success at which the zone counts as stale
 * @param guard how long a mass disappearance is doubted; zero is off
 */
public record SyncConfig(
        Duration refresh, Duration refreshTimeout, Duration staleness, Duration guard, OnStale onStale) {

    /** What is done with a stale zone. */
    public enum OnStale {
        SERVE,
        SERVFAIL,
        EXIT
    }
}

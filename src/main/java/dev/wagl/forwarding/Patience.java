package dev.wagl.forwarding;

import java.time.Duration;

/**
 * How long forwarding waits for what.
 *
 * @param oneTry for one upstream's response to one query
 * @param inAll for a response, however many upstreams are tried
 * @param beforeStale until a client gets what has expired, where something has (RFC 8767 5: 1.8 s)
 * @param betweenProbes until an upstream that fails is asked again beside one that does not
 * @param betweenMeasurements until an upstream that is not asked, since another is faster, is asked beside it
 * @param betweenLooks from one look at {@code /etc/resolv.conf}, and at the upstreams that lead back to us, to the next
 */
record Patience(
        Duration oneTry,
        Duration inAll,
        Duration beforeStale,
        Duration betweenProbes,
        Duration betweenMeasurements,
        Duration betweenLooks) {

    static final Patience USUAL = new Patience(
            Duration.ofMillis(1_500),
            Duration.ofMillis(4_500),
            Duration.ofMillis(1_800),
            Duration.ofSeconds(1),
            Duration.ofSeconds(20),
            Duration.ofSeconds(3));
}

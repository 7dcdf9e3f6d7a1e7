package dev.wagl.swarm;

import java.time.Instant;

/**
 * What is known of one configured endpoint.
 *
 * @param endpoint as the user wrote it
 * @param current whether the last successful refresh was read from it
 * @param lastError why it failed when it was last asked; null if it answered, or was not asked yet
 * @param lastErrorAt when that was; null without an error
 */
public record EndpointStatus(String endpoint, boolean current, String lastError, Instant lastErrorAt) {}

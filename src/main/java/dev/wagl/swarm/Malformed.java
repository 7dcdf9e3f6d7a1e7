package dev.wagl.swarm;

/**
 * An element of the engine's answer that made no sense and was left out.
 *
 * @param kind {@code service}, {@code task}, {@code node}, {@code network} or {@code container}
 * @param id its id; empty where it has none
 * @param reason what is wrong with it, for a log line
 */
public record Malformed(String kind, String id, String reason) {}

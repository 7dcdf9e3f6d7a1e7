package dev.wagl.http;

import dev.wagl.forwarding.ForwardingConfig;

/**
 * What this server tells of itself.
 *
 * @param node its name, as NSID tells it
 * @param ttl seconds, of what no service has a TTL for
 */
public record About(String version, String node, int ttl, ForwardingConfig forwarding) {}

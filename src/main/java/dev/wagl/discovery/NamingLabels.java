package dev.wagl.discovery;

import java.util.List;

/**
 * The {@code dns.*} labels of one service, read and found right.
 *
 * @param names one per element of {@code dns.service}, at least one
 * @param network {@code dns.network} as written; null without it
 * @param ports {@code dns.port}; empty for the published ports
 * @param ttl seconds, 0 to 2^31-1
 * @param priority 0-65535
 * @param weight 0-65535; 0 is parked
 * @param notReady whether tasks that are not yet healthy are published too
 */
record NamingLabels(
        List<ServiceName> names,
        AddressView view,
        String network,
        List<NamedPort> ports,
        int ttl,
        int priority,
        int weight,
        boolean notReady) {

    NamingLabels {
        names = List.copyOf(names);
        ports = List.copyOf(ports);
    }
}

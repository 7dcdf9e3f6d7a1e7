package dev.wagl.metrics;

import dev.wagl.forwarding.Forwarding;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.DnsServer;
import io.prometheus.client.CollectorRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Prometheus' registry, with the histograms and what is known of upstreams in it; takes the place of the one that Quarkus would make. */
@Singleton
final class PrometheusSetup {

    @Produces
    @Singleton
    CollectorRegistry registry(DnsServer server, SyncState state, Forwarding forwarding) {
        CollectorRegistry registry = new CollectorRegistry(true);
        registry.register(new Distributions(server, state));
        registry.register(new ForwardingMetrics(forwarding));
        return registry;
    }
}

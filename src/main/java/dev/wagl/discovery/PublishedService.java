package dev.wagl.discovery;

import dev.wagl.dns.Name;
import java.util.List;

/**
 * A name that services publish, with everything that stands behind it. A service with aliases is published once per alias;
 * services with one name are published together.
 *
 * @param name the whole name, such as {@code api.billing.swarm.}
 * @param service the part of {@code dns.service}, which may hold dots
 * @param domain the part of {@code dns.domain}; empty without one
 * @param ttl seconds: the lowest of its sources
 * @param sources the services it comes from, sorted by name
 * @param endpoints sorted by source, slot and port
 * @param reason why the name has no addresses, such as {@code 0 of 3 tasks running}; null where it has some
 */
public record PublishedService(
        Name name,
        String service,
        String domain,
        int ttl,
        List<Source> sources,
        List<Endpoint> endpoints,
        String reason) {

    public PublishedService {
        sources = List.copyOf(sources);
        endpoints = List.copyOf(endpoints);
    }

    /**
     * A service that publishes the name.
     *
     * @param id the service's id; on a plain engine the container's
     * @param name the service's name
     * @param view which of its addresses are answered
     * @param network the network of its task addresses and of its virtual IP, by name; null where it is on none that counts
     */
    public record Source(String id, String name, AddressView view, String network) {}
}

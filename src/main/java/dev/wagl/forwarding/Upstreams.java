package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The upstreams there are now. Changed on the forwarding loop, read by any thread. */
final class Upstreams {

    private final ForwardingLoop loop;
    private volatile List<UpstreamServer> servers = List.of();

    Upstreams(ForwardingLoop loop) {
        this.loop = loop;
    }

    /** From now on it is these; what is known of those that stay is kept. */
    void set(List<Upstream> upstreams) {
        List<UpstreamServer> before = servers;
        List<UpstreamServer> now = new ArrayList<>();
        for (Upstream upstream : upstreams) {
            now.add(before.stream()
                    .filter(server -> server.upstream().equals(upstream))
                    .findFirst()
                    .orElseGet(() -> new UpstreamServer(loop, upstream)));
        }
        servers = List.copyOf(now);
        before.stream().filter(server -> !now.contains(server)).forEach(UpstreamServer::close);
    }

    List<UpstreamServer> all() {
        return servers;
    }

    /** Those for a name, the zone that is closest to it decides: the ones that are well before the others, the fastest first. */
    List<UpstreamServer> best(Name name, long now) {
        int closest = servers.stream()
                .map(server -> server.upstream().zone())
                .filter(name::isAtOrBelow)
                .mapToInt(Name::labels)
                .max()
                .orElse(0);
        return servers.stream()
                .filter(server -> !server.leadsBack())
                .filter(server -> server.upstream().zone().labels() == closest)
                .filter(server -> name.isAtOrBelow(server.upstream().zone()))
                .sorted(Comparator.comparingInt(
                                (UpstreamServer server) -> server.health().rank(now))
                        .thenComparingLong(server -> server.health().mean()))
                .toList();
    }

    boolean anyLeadsBack() {
        return servers.stream().anyMatch(UpstreamServer::leadsBack);
    }

    void close() {
        servers.forEach(UpstreamServer::close);
    }
}

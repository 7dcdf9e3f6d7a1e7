package dev.wagl.real;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.zone.Zone;
import java.util.List;

/** A Swarm that has one of everything, projected as in earnest: the zone that wagl and its peers answer from. */
final class PeerZone {

    private static final NamingConfig CONFIG = new NamingConfig(
            Name.parse("swarm."), 5, null, List.of(SwarmText.ip("192.0.2.53"), SwarmText.ip("2001:db8::53")));

    private static final String LABEL = "a-label-as-long-as-names-of-services-leave-room-for-12345678";

    private static final String SWARM = """
            network ingress ingress
            network backend
            node m1 leader 10.0.0.1
            node m2.example.com manager fd00::2
            node w1 worker 10.0.0.11
            node w2 worker fd00::12
            node gone worker 10.0.0.13 down

            service web desired=3 port=8080:80 port=8443:443 dns.service=web
            task web.1 m1 running ip=ingress:10.255.0.1
            task web.2 w1 running ip=ingress:10.255.0.2
            task web.3 w2 running ip=ingress:10.255.0.3

            service shop_api desired=2 port=8080:80/host net=backend dns.service=api dns.domain=billing
            task shop_api.1 w1 running port=8080:80 ip=backend:10.1.0.11,fd01::11
            task shop_api.2 w2 running port=8080:80 ip=backend:10.1.0.12,fd01::12

            service db net=backend dns.service=db dns.port=pg:5432 dns.ttl=30
            task db.1 w1 running ip=backend:10.1.0.20,fd01::20

            service down desired=3 port=9090:90 dns.service=down
            service below desired=1 net=backend dns.service=below dns.domain=down dns.port=80

            service blue desired=2 net=backend dns.service=weighted dns.port=80 dns.weight=9
            task blue.1 w1 running ip=backend:10.1.0.31 age=9
            task blue.2 w2 running ip=backend:10.1.0.32 age=9
            service green desired=1 net=backend dns.service=weighted dns.port=80 dns.weight=1 dns.ttl=0
            task green.1 w1 running ip=backend:10.1.0.33

            service cache desired=2 net=backend vip=backend:10.1.9.1 dns.service=cache dns.address=vip dns.port=6379
            task cache.1 w1 running ip=backend:10.1.0.41
            task cache.2 w2 running ip=backend:10.1.0.42

            service stats desired=1 port=8125:8125/udp/host port=8126:8126/host dns.service=stats dns.port=push:8125/udp,admin:8126
            task stats.1 w1 running port=8125:8125/udp port=8126:8126

            service red net=backend dns.service=red,crimson.colour dns.port=80
            task red.1 w1 running ip=backend:10.1.0.51

            service exporter mode=global net=host dns.service=exporter dns.address=node dns.port=metrics:9100
            task exporter.- w1 running
            task exporter.- w2 running
            """;

    private PeerZone() {}

    /**
     * The A records of {@code boundary} make a response of exactly 512 octets without EDNS, its SRV records one between 512
     * and 1232; the SRV records of the last service, whose names are as long as they get, do not fit into 1232.
     */
    static Zone build() {
        String boundary = many("boundary", 30, "dns.service=boundary");
        String longest =
                many("longest", 6, "dns.service=%1$s dns.domain=%1$s.%1$s.a-somewhat-shorter-one".formatted(LABEL));
        Projection projection = new ZoneProjection(CONFIG).project(SwarmText.snapshot(SWARM + boundary + longest), 42);
        if (!projection.leftOut().isEmpty()) {
            throw new IllegalStateException("left out: " + projection.leftOut());
        }
        return projection.zone();
    }

    private static String many(String name, int tasks, String labels) {
        StringBuilder text =
                new StringBuilder("service %s desired=%d net=backend dns.port=80 %s%n".formatted(name, tasks, labels));
        for (int slot = 1; slot <= tasks; slot++) {
            text.append("task %s.%d w1 running ip=backend:10.1.%d.%2$d%n".formatted(name, slot, tasks));
        }
        return text.toString();
    }
}

package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.dns.Name;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table "Records in the zone", row by row. */
class RecordsTest {

    private static final String NODES = """
            node m1 leader 10.0.0.1
            node w1 worker 10.0.0.11
            node w2 worker 10.0.0.12
            network backend
            """;

    private static final String BILLING = NODES + """
            service shop_api desired=2 port=8080:80/host net=backend dns.service=api dns.domain=billing
            task shop_api.1 w1 running port=8080:80 ip=backend:10.1.0.11
            task shop_api.2 w2 running port=8080:80 ip=backend:10.1.0.12
            """;

    @Test
    void theWholeZoneOfOneService() {
        Zones.assertWhole(Projected.of(BILLING), """
                1.api.billing.swarm. 1 IN A 10.0.0.11
                2.api.billing.swarm. 1 IN A 10.0.0.12
                _api._tcp.billing.swarm. 1 IN SRV 1 1 8080 1.api.billing.swarm.
                _api._tcp.billing.swarm. 1 IN SRV 1 1 8080 2.api.billing.swarm.
                api.billing.swarm. 1 IN A 10.0.0.11
                api.billing.swarm. 1 IN A 10.0.0.12
                tasks.api.billing.swarm. 1 IN A 10.1.0.11
                tasks.api.billing.swarm. 1 IN A 10.1.0.12
                0a000001.addr.swarm. 1 IN A 10.0.0.1
                0a00000b.addr.swarm. 1 IN A 10.0.0.11
                0a00000c.addr.swarm. 1 IN A 10.0.0.12
                0a01000b.addr.swarm. 1 IN A 10.1.0.11
                0a01000c.addr.swarm. 1 IN A 10.1.0.12
                m1.node.swarm. 1 IN A 10.0.0.1
                w1.node.swarm. 1 IN A 10.0.0.11
                w2.node.swarm. 1 IN A 10.0.0.12
                managers.swarm. 1 IN A 10.0.0.1
                workers.swarm. 1 IN A 10.0.0.11
                workers.swarm. 1 IN A 10.0.0.12
                leader.swarm. 1 IN A 10.0.0.1
                ns.swarm. 1 IN A 192.0.2.53
                1.0.0.10.in-addr.arpa. 1 IN PTR m1.node.swarm.
                11.0.0.10.in-addr.arpa. 1 IN PTR w1.node.swarm.
                12.0.0.10.in-addr.arpa. 1 IN PTR w2.node.swarm.
                11.0.1.10.in-addr.arpa. 1 IN PTR 1.api.billing.swarm.
                12.0.1.10.in-addr.arpa. 1 IN PTR 2.api.billing.swarm.
                """);
    }

    @Test
    void anEndpointTellsWhereItComesFrom() {
        PublishedService service = Projected.of(BILLING).service("api.billing");

        assertThat(service.service()).isEqualTo("api");
        assertThat(service.domain()).isEqualTo("billing");
        assertThat(service.ttl()).isEqualTo(1);
        assertThat(service.reason()).isNull();
        assertThat(service.sources())
                .containsExactly(new PublishedService.Source("s-shop_api", "shop_api", AddressView.NODE, "backend"));
        assertThat(service.endpoints()).hasSize(2);
        Endpoint first = service.endpoints().get(0);
        assertThat(first.target()).isEqualTo(Name.parse("1.api.billing.swarm."));
        assertThat(first.addresses()).containsExactly(SwarmText.ip("10.0.0.11"));
        assertThat(first.port()).isEqualTo(8080);
        assertThat(first.taskId()).isEqualTo("t-shop_api-1-w1");
        assertThat(first.sourceId()).isEqualTo("s-shop_api");
        assertThat(first.node()).isEqualTo("w1");
        assertThat(first.state()).isEqualTo(Endpoint.State.READY);
        assertThat(first.answered()).isTrue();
    }

    @Test
    void severalNames() {
        Projected.of(NODES + """
                service api desired=1 port=8080:80/host dns.service="API, v2.api,api" dns.domain=Billing.EU
                task api.1 w1 running port=8080:80
                """)
                .has("""
                api.billing.eu A 10.0.0.11
                _api._tcp.billing.eu SRV 1 1 8080 1.api.billing.eu.swarm.
                v2.api.billing.eu A 10.0.0.11
                _v2._tcp.api.billing.eu SRV 1 1 8080 1.v2.api.billing.eu.swarm.
                1.v2.api.billing.eu A 10.0.0.11
                """)
                .hasNothingAt("tasks.v2.api.billing.eu", "no task has an address on a network");
    }

    @Test
    void namedPortsHaveNamesOfTheirOwn() {
        Projected.of(NODES + """
                service api net=backend dns.service=api dns.port=http:80,metrics:9090/tcp,dns:53/udp dns.domain=billing
                task api.1 w1 running ip=backend:10.1.0.11
                """).has("""
                _api._tcp.billing SRV 1 1 80 1.api.billing.swarm.
                _api._tcp.billing SRV 1 1 9090 1.api.billing.swarm.
                _api._udp.billing SRV 1 1 53 1.api.billing.swarm.
                _http._tcp.api.billing SRV 1 1 80 1.api.billing.swarm.
                _metrics._tcp.api.billing SRV 1 1 9090 1.api.billing.swarm.
                _dns._udp.api.billing SRV 1 1 53 1.api.billing.swarm.
                """).hasNo("_dns._tcp.api.billing");
    }

    @Test
    void oneDistinctAddressOnceHoweverManyTasksAreThere() {
        Projected.of(NODES + """
                service api desired=2 port=0:80/host dns.service=api
                task api.1 w1 running port=32768:80
                task api.2 w1 running port=32769:80
                """).has("""
                api A 10.0.0.11
                _api._tcp SRV 1 1 32768 1.api.swarm.
                _api._tcp SRV 1 1 32769 2.api.swarm.
                """);
    }

    @Test
    void ipv6AddressesAreAaaaRecords() {
        Projected.of("""
                node w1 worker fd00::11
                network backend
                service api net=backend dns.service=api dns.port=80
                task api.1 w1 running ip=backend:10.1.0.11,fd00:1::11
                """).has("""
                api A 10.1.0.11
                api AAAA fd00:1::11
                1.api A 10.1.0.11
                1.api AAAA fd00:1::11
                _api._tcp SRV 1 1 80 1.api.swarm.
                w1.node AAAA fd00::11
                fd000001000000000000000000000011.addr AAAA fd00:1::11
                1.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.0.d.f.ip6.arpa. PTR 1.api.swarm.
                """);
    }

    @Test
    void ttlOfTheServiceAndOfTheServer() {
        NamingConfig config = new NamingConfig(Name.parse("swarm."), 5, null, List.of());
        Projected.of(SwarmText.snapshot(NODES + """
                        service a net=backend dns.service=a dns.ttl=0 dns.port=80
                        task a.1 w1 running ip=backend:10.1.0.11
                        service b net=backend dns.service=b
                        task b.1 w1 running ip=backend:10.1.0.12
                        """), config).has("""
                a 0 IN A 10.1.0.11
                _a._tcp 0 IN SRV 1 1 80 1.a.swarm.
                1.a 0 IN A 10.1.0.11
                11.0.1.10.in-addr.arpa. 0 IN PTR 1.a.swarm.
                b 5 IN A 10.1.0.12
                w1.node 5 IN A 10.0.0.11
                """);
    }

    @Test
    void aZoneOfSeveralLabels() {
        NamingConfig config = new NamingConfig(Name.parse("Prod.Example."), 1, null, List.of());
        Projected.of(SwarmText.snapshot(BILLING), config).has("""
                api.billing.prod.example. A 10.0.0.11
                api.billing.prod.example. A 10.0.0.12
                _api._tcp.billing.prod.example. SRV 1 1 8080 1.api.billing.prod.example.
                _api._tcp.billing.prod.example. SRV 1 1 8080 2.api.billing.prod.example.
                w1.node.prod.example. A 10.0.0.11
                """);
    }

    @Test
    void servicesWithoutTheLabelAreNotPublished() {
        Projected projected = Projected.of(NODES + """
                service api net=backend port=8080:80
                task api.1 w1 running ip=backend:10.1.0.11
                """).hasNo("api").leavesOut().warnsOfNothing();

        assertThat(projected.projection().services()).isEmpty();
    }

    @Test
    void globalServicesNameInstancesByNode() {
        Projected.of("""
                node W1 worker 10.0.0.11
                node w2.rack-3 worker 10.0.0.12
                network backend
                service exporter mode=global net=backend dns.service=exporter dns.port=9100
                task exporter.- W1 running ip=backend:10.1.0.11
                task exporter.- w2.rack-3 running ip=backend:10.1.0.12
                """).has("""
                w1.exporter A 10.1.0.11
                w2.rack-3.exporter A 10.1.0.12
                _exporter._tcp SRV 1 1 9100 w1.exporter.swarm.
                _exporter._tcp SRV 1 1 9100 w2.rack-3.exporter.swarm.
                """);
    }

    @Test
    void jobsArePublishedWhileTheyRun() {
        Projected.of(NODES + """
                service batch mode=job net=backend dns.service=batch
                task batch.1 w1 running desired=complete ip=backend:10.1.0.11
                task batch.2 w2 complete desired=complete ip=backend:10.1.0.12
                task batch.3 w2 starting desired=complete ip=backend:10.1.0.13
                """).has("batch A 10.1.0.11");
    }
}

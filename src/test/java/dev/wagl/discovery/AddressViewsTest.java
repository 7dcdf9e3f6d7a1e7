package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The table "Addresses": which address and which port each view answers. */
class AddressViewsTest {

    private static final String NODES = """
            node m1 leader 0.0.0.0 manager=10.0.0.1
            node w1 worker 10.0.0.11
            node w2 worker 10.0.0.12
            network ingress ingress
            network docker_gwbridge
            network backend
            """;

    @Test
    void hostModePortIsTheTasksOwnOnItsNode() {
        Projected.of(NODES + """
                service api desired=2 port=0:80/tcp/host port=0:53/udp/host dns.service=api
                task api.1 w1 running port=32768:80 port=32900:53/udp
                task api.2 w2 running port=40001:80 port=40002:53/udp
                """).has("""
                api A 10.0.0.11
                api A 10.0.0.12
                _api._tcp SRV 1 1 32768 1.api.swarm.
                _api._tcp SRV 1 1 40001 2.api.swarm.
                _api._udp SRV 1 1 32900 1.api.swarm.
                _api._udp SRV 1 1 40002 2.api.swarm.
                """).leavesOut().warnsOfNothing();
    }

    @Test
    void ingressPortIsOneSrvRecordPerNodeAndPortAndPointsToTheLowestSlotThere() {
        Projected projected = Projected.of(NODES + """
                service api desired=4 port=8080:80 port=8443:443 dns.service=api
                task api.4 w1 running ip=ingress:10.255.0.4
                task api.2 w1 running ip=ingress:10.255.0.2
                task api.3 w2 running ip=ingress:10.255.0.3
                task api.1 m1 starting ip=ingress:10.255.0.1
                """)
                .has("""
                api A 10.0.0.11
                api A 10.0.0.12
                _api._tcp SRV 1 1 8080 2.api.swarm.
                _api._tcp SRV 1 1 8443 2.api.swarm.
                _api._tcp SRV 1 1 8080 3.api.swarm.
                _api._tcp SRV 1 1 8443 3.api.swarm.
                2.api A 10.0.0.11
                4.api A 10.0.0.11
                3.api A 10.0.0.12
                """)
                .hasNothingAt("1.api", "instance 1 is not running")
                .hasNothingAt("tasks.api", "no task has an address");
        assertThat(projected.service("api").endpoints())
                .extracting(Endpoint::port)
                .containsExactly(8080, 8443, 8080, 8443);
    }

    @Test
    void ingressAndHostModePortsOfOneService() {
        Projected.of(NODES + """
                service api desired=2 port=8080:80 port=0:90/host dns.service=api
                task api.1 w1 running port=32768:90
                task api.2 w1 running port=32769:90
                """).has("""
                api A 10.0.0.11
                _api._tcp SRV 1 1 8080 1.api.swarm.
                _api._tcp SRV 1 1 32768 1.api.swarm.
                _api._tcp SRV 1 1 32769 2.api.swarm.
                """);
    }

    @Test
    void nodeViewWithoutAPortIsAddressesOnly() {
        Projected.of(NODES + """
                service api net=backend dns.service=api dns.address=node
                task api.1 w1 running ip=backend:10.1.0.11
                """)
                .has("""
                api A 10.0.0.11
                1.api A 10.0.0.11
                tasks.api A 10.1.0.11
                """)
                .hasNothingAt("_api._tcp", "publishes no port")
                .leavesOut();
    }

    @Test
    void nodeViewOfAServiceOnTheNodesOwnNetworkTakesDnsPortAtItsWord() {
        Projected.of(NODES + """
                service exporter mode=global net=host dns.service=exporter dns.address=node dns.port=metrics:9100
                task exporter.- w1 running
                task exporter.- w2 running
                """).has("""
                _exporter._tcp SRV 1 1 9100 w1.exporter.swarm.
                _exporter._tcp SRV 1 1 9100 w2.exporter.swarm.
                _metrics._tcp.exporter SRV 1 1 9100 w1.exporter.swarm.
                _metrics._tcp.exporter SRV 1 1 9100 w2.exporter.swarm.
                """).warnsOfNothing();
    }

    @Test
    void dnsPortSelectsAndNamesPublishedPortsByTheirTarget() {
        Projected.of(NODES + """
                service api port=8080:80 port=8443:443 port=0:9090/host dns.service=api dns.port=http:80,metrics:9090
                task api.1 w1 running port=32768:9090
                """).has("""
                _api._tcp SRV 1 1 8080 1.api.swarm.
                _api._tcp SRV 1 1 32768 1.api.swarm.
                _http._tcp.api SRV 1 1 8080 1.api.swarm.
                _metrics._tcp.api SRV 1 1 32768 1.api.swarm.
                """).warnsOfNothing();
    }

    @Test
    void dnsPortThatIsNotPublishedIsWarnedOfAndTheRestIsPublished() {
        Projected.of(NODES + """
                service api port=8080:80 dns.service=api dns.port=web:8080
                task api.1 w1 running
                """)
                .has("api A 10.0.0.11")
                .hasNothingAt("_api._tcp", "no endpoint has the port web:8080/tcp now")
                .hasNothingAt("_web._tcp.api", "no endpoint has the port web:8080/tcp now")
                .leavesOut()
                .warnsOf("service api: dns.port=\"web:8080\"", "[web:8080/tcp]", "does not publish", "[80/tcp]");
    }

    @Test
    void dynamicPortThatIsNotKnownYet() {
        Projected.of(NODES + """
                service api port=0:80/host dns.service=api
                task api.1 w1 running
                """)
                .has("api A 10.0.0.11")
                .hasNothingAt("_api._tcp", "no endpoint has the port 80/tcp now");
    }

    @Test
    void taskViewIsTheDefaultWithoutAPublishedPort() {
        Projected.of(NODES + """
                service db net=backend dns.service=db dns.port=5432
                task db.1 w1 running ip=backend:10.1.0.11
                """).has("""
                db A 10.1.0.11
                1.db A 10.1.0.11
                tasks.db A 10.1.0.11
                _db._tcp SRV 1 1 5432 1.db.swarm.
                11.0.1.10.in-addr.arpa. PTR 1.db.swarm.
                """);
    }

    @Test
    void taskViewWithoutAnyPortIsAddressesOnly() {
        Projected.of(NODES + """
                service db net=backend dns.service=db
                task db.1 w1 running ip=backend:10.1.0.11
                """)
                .has("db A 10.1.0.11")
                .hasNothingAt("_db._tcp", "dns.port")
                .leavesOut()
                .warnsOfNothing();
    }

    @Test
    void taskViewOfAPublishedServiceTakesTheTargetPort() {
        Projected.of(NODES + """
                service api port=8080:80 port=8443:443/udp net=backend dns.service=api dns.address=task
                task api.1 w1 running ip=ingress:10.255.0.4 ip=backend:10.1.0.11
                """).has("""
                api A 10.1.0.11
                _api._tcp SRV 1 1 80 1.api.swarm.
                _api._udp SRV 1 1 443 1.api.swarm.
                """).warnsOfNothing();
    }

    @Test
    void virtualIp() {
        Projected.of(NODES + """
                service api desired=2 port=8080:80 net=backend vip=ingress:10.255.0.9 vip=backend:10.1.0.2 \
                dns.service=api dns.address=vip
                task api.1 w1 running ip=backend:10.1.0.11
                task api.2 w2 running ip=backend:10.1.0.12
                """).has("""
                api A 10.1.0.2
                _api._tcp SRV 1 1 80 api.swarm.
                tasks.api A 10.1.0.11
                tasks.api A 10.1.0.12
                1.api A 10.1.0.11
                2.api A 10.1.0.12
                2.0.1.10.in-addr.arpa. PTR api.swarm.
                """);
    }

    @Test
    void virtualIpOfAServiceWithoutAReadyTaskIsNotAnswered() {
        Projected.of(NODES + """
                service api desired=2 port=8080:80 net=backend vip=backend:10.1.0.2 dns.service=api dns.address=vip
                """)
                .hasNothingAt("api", "0 of 2 tasks running")
                .hasNothingAt("_api._tcp", "0 of 2 tasks running");
    }

    @Test
    void twoVirtualIpsUnderOneNameAreTwoTargets() {
        Projected.of(NODES + """
                service blue net=backend vip=backend:10.1.0.2 dns.service=api dns.address=vip dns.port=80 dns.weight=9
                task blue.1 w1 running ip=backend:10.1.0.11
                service green net=backend vip=backend:10.1.0.3 dns.service=api dns.address=vip dns.port=80
                task green.1 w2 running ip=backend:10.1.0.12
                """).has("""
                api A 10.1.0.2
                api A 10.1.0.3
                _api._tcp SRV 1 9 80 0a010002.addr.swarm.
                _api._tcp SRV 1 1 80 0a010003.addr.swarm.
                """);
    }

    @Test
    void addressOfANode() {
        Projected.of("""
                node a leader 0.0.0.0 manager=10.0.0.1
                node b manager 10.0.0.2 manager=10.9.0.2
                node c worker 10.0.0.3 label=203.0.113.3
                node d worker 10.0.0.4 label=203.0.113.4,2001:db8::4
                """).has("""
                a.node A 10.0.0.1
                b.node A 10.0.0.2
                c.node A 203.0.113.3
                d.node A 203.0.113.4
                d.node AAAA 2001:db8::4
                """).leavesOut();
    }

    @Test
    void networkByLabelByNameAndTheOnlyOne() {
        Projected.of("""
                node w1 worker 10.0.0.11
                network ingress ingress
                network docker_gwbridge
                network backend
                network Frontend
                service a net=Frontend,backend dns.service=a
                task a.1 w1 running ip=backend:10.1.0.1 ip=Frontend:10.2.0.1 ip=docker_gwbridge:172.18.0.3
                service b net=Frontend,backend dns.service=b dns.network=frontend
                task b.1 w1 running ip=backend:10.1.0.2 ip=Frontend:10.2.0.2
                service c net=backend port=8080:80 vip=ingress:10.255.0.3 dns.service=c dns.address=task
                task c.1 w1 running ip=backend:10.1.0.3 ip=ingress:10.255.0.13
                service d net=Frontend,backend port=8081:80 dns.service=d
                task d.1 w1 running ip=backend:10.1.0.4 ip=Frontend:10.2.0.4
                """)
                .has("""
                a A 10.2.0.1
                tasks.a A 10.2.0.1
                b A 10.2.0.2
                c A 10.1.0.3
                tasks.d A 10.2.0.4
                """)
                .leavesOut()
                .warnsOf(
                        "service a: is on several networks (Frontend, backend) and Frontend is answered",
                        "dns.network");
    }

    @Test
    void onlyTheOneThatDidNotChooseIsWarned() {
        Projected.of(NODES + """
                network frontend
                service b net=frontend,backend dns.service=b dns.network=frontend
                service d net=frontend,backend port=8081:80 dns.service=d
                """).warnsOfNothing();
    }
}

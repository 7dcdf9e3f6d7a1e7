package dev.wagl.discovery;

import dev.wagl.dns.Name;
import dev.wagl.swarm.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Containers of a plain engine, and of the classic Swarm manager. */
class PlainEngineTest {

    private static final NamingConfig HOST =
            new NamingConfig(Name.parse("swarm."), 1, SwarmText.ip("192.0.2.1"), List.of());

    private static final String ENGINE = """
            node engine engine
            network bridge
            """;

    private static Projected onHost(String text) {
        return Projected.of(SwarmText.snapshot(ENGINE + text), HOST);
    }

    @Test
    void publishedOnEveryAddressIsTheHostsAddressOnce() {
        Zones.assertWhole(onHost("""
                container web id=4f5e6d7c8b9a0f port=0.0.0.0:8080:80 port=:::8080:80 ip=bridge:172.17.0.2 dns.service=web
                """), """
                web.swarm. 1 IN A 192.0.2.1
                4f5e6d7c8b9a.web.swarm. 1 IN A 192.0.2.1
                tasks.web.swarm. 1 IN A 172.17.0.2
                _web._tcp.swarm. 1 IN SRV 1 1 8080 4f5e6d7c8b9a.web.swarm.
                engine.node.swarm. 1 IN A 192.0.2.1
                c0000201.addr.swarm. 1 IN A 192.0.2.1
                ac110002.addr.swarm. 1 IN A 172.17.0.2
                1.2.0.192.in-addr.arpa. 1 IN PTR engine.node.swarm.
                2.0.17.172.in-addr.arpa. 1 IN PTR 4f5e6d7c8b9a.web.swarm.
                """);
    }

    @Test
    void publishedOnOneAddressIsUsedAsItIs() {
        onHost("""
                container web id=4f5e6d7c8b9a0f port=127.0.0.1:8080:80 dns.service=web
                """).has("""
                web A 127.0.0.1
                4f5e6d7c8b9a.web A 127.0.0.1
                _web._tcp SRV 1 1 8080 4f5e6d7c8b9a.web.swarm.
                1.0.0.127.in-addr.arpa. PTR 4f5e6d7c8b9a.web.swarm.
                """).leavesOut();
    }

    @Test
    void anInstanceIsOneSetOfAddressesHoweverItsPortsAreBound() {
        onHost("""
                container web id=4f5e6d7c8b9a0f port=127.0.0.1:8080:80 port=10.0.0.5:9090:90 dns.service=web
                """).has("""
                web A 127.0.0.1
                web A 10.0.0.5
                4f5e6d7c8b9a.web A 127.0.0.1
                _web._tcp SRV 1 1 8080 4f5e6d7c8b9a.web.swarm.
                _web._tcp SRV 1 1 9090 0a000005.addr.swarm.
                """);
    }

    @Test
    void withoutAKnownHostAddressThereIsNoRecordAndTheReasonNamesTheKey() {
        Projected.of(ENGINE + """
                container web port=0.0.0.0:8080:80 ip=bridge:172.17.0.2 dns.service=web
                container api port=10.0.0.9:8080:80 ip=bridge:172.17.0.3 dns.service=api
                """)
                .leavesOut("service web no-address", "node engine no-address")
                .says("service web: container on engine: ", "wagl.host-address")
                .says("node engine: ", "wagl.host-address")
                .hasNothingAt("web", "wagl.host-address")
                .hasNothingAt("_web._tcp", "wagl.host-address")
                .hasNothingAt("engine.node", "wagl.host-address")
                .hasNothingAt("web012345678.web", "1 of 1 tasks running; container on engine: set wagl.host-address")
                .has("api A 10.0.0.9\ntasks.web A 172.17.0.2");
    }

    @Test
    void containersWithOneNameAreOneService() {
        onHost("""
                container web-1 port=0.0.0.0:8081:80 dns.service=web dns.domain=shop
                container web-2 port=0.0.0.0:8082:80 dns.service=web dns.domain=shop
                container web-3 state=starting port=0.0.0.0:8083:80 dns.service=web dns.domain=shop
                """).has("""
                web.shop A 192.0.2.1
                _web._tcp.shop SRV 1 1 8081 web-10123456.web.shop.swarm.
                _web._tcp.shop SRV 1 1 8082 web-20123456.web.shop.swarm.
                """).leavesOut().warnsOfNothing();
    }

    @Test
    void containerWithoutAPortAnswersItsOwnAddress() {
        onHost("""
                container db ip=bridge:172.17.0.2 dns.service=db dns.port=5432
                """).has("""
                db A 172.17.0.2
                _db._tcp SRV 1 1 5432 db0123456789.db.swarm.
                """);
    }

    @Test
    void containerThatHasStopped() {
        onHost("""
                container db state=complete dns.service=db
                """).hasNothingAt("db", "0 of 1 tasks running").hasNothingAt("db0123456789.db", "is not running");
    }

    @Test
    void groupsOfNodesAreASwarms() {
        onHost("container db ip=bridge:172.17.0.2 dns.service=db").hasNo("managers", "workers", "leader");
    }

    @Test
    void classicSwarmTellsNodeAddressesInPorts() {
        Projected.of(SwarmText.snapshot("""
                        node engine engine
                        node node-1 engine
                        node node-2 engine
                        container web-1 node=node-1 port=10.0.0.1:32768:80 dns.service=web
                        container web-2 node=node-2 port=10.0.0.2:32768:80 dns.service=web
                        """), HOST)
                .has("""
                web A 10.0.0.1
                web A 10.0.0.2
                engine.node A 192.0.2.1
                """)
                .leavesOut("node node-1 no-address", "node node-2 no-address");
    }

    @Test
    void theEnginesOwnAddressStandsInUnlessOneIsConfigured() {
        String text = ENGINE + "container web port=0.0.0.0:8080:80 dns.service=web";
        Projected.of(withHint(text, "198.51.100.1"), Projected.CONFIG).has("web A 198.51.100.1");
        Projected.of(withHint(text, "198.51.100.1"), HOST).has("web A 192.0.2.1");
        Projected.of(withHint(text, "0.0.0.0"), Projected.CONFIG).hasNothingAt("web", "wagl.host-address");
    }

    private static Snapshot withHint(String text, String hint) {
        Snapshot read = SwarmText.snapshot(text);
        return new Snapshot(
                read.source(),
                read.endpoint(),
                read.clusterId(),
                read.index(),
                read.services(),
                read.tasks(),
                read.nodes(),
                read.networks(),
                read.malformed(),
                SwarmText.ip(hint));
    }
}

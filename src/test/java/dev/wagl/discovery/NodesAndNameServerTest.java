package dev.wagl.discovery;

import org.junit.jupiter.api.Test;

/** Names of nodes, and the name server's own. */
class NodesAndNameServerTest {

    @Test
    void nodesByHostNameAndByRole() {
        Projected.of("""
                node M1.example.com leader 10.0.0.1
                node m2 manager 10.0.0.2
                node w1 worker 10.0.0.11
                node w2 worker fd00::12
                """).has("""
                m1.example.com.node A 10.0.0.1
                m2.node A 10.0.0.2
                w2.node AAAA fd00::12
                managers A 10.0.0.1
                managers A 10.0.0.2
                workers A 10.0.0.11
                workers AAAA fd00::12
                leader A 10.0.0.1
                1.0.0.10.in-addr.arpa. PTR m1.example.com.node.swarm.
                0a00000b.addr A 10.0.0.11
                """);
    }

    @Test
    void twoNodesWithOneHostNameShareIt() {
        Projected.of("""
                node w1 worker 10.0.0.11 id=a
                node w1 worker 10.0.0.12 id=b
                """).has("""
                w1.node A 10.0.0.11
                w1.node A 10.0.0.12
                """);
    }

    @Test
    void aNodeThatLeftAndJoinedAgainIsTheOneThatIsUp() {
        Projected.of("""
                node w1 worker 10.0.0.11 id=a down
                node w1 worker 10.0.0.12 id=b
                """).has("w1.node A 10.0.0.12").hasNo("0a00000b.addr");
    }

    @Test
    void aNodeThatIsDownKeepsItsNameAndLeavesTheGroups() {
        Projected.of("""
                node m1 manager 10.0.0.1 down
                node w1 worker 10.0.0.11 down
                node w2 worker 10.0.0.12 unknown
                """)
                .has("""
                m1.node A 10.0.0.1
                w1.node A 10.0.0.11
                workers A 10.0.0.12
                """)
                .hasNothingAt("managers", "0 of 1 nodes up")
                .hasNothingAt("leader", "0 of 0 nodes up");
    }

    @Test
    void aServiceMayTakeTheGroupsNames() {
        Projected.of("""
                node m1 leader 10.0.0.1
                node w1 worker 10.0.0.11
                network backend
                service a net=backend dns.service=managers,leader
                task a.1 w1 running ip=backend:10.1.0.1
                """).has("""
                managers A 10.1.0.1
                leader A 10.1.0.1
                1.leader A 10.1.0.1
                workers A 10.0.0.11
                """).leavesOut();
    }

    @Test
    void twoNodesBehindOneAddressGiveOnePtrRecord() {
        Projected.of("""
                node w2 worker 10.0.0.11
                node w1 worker 10.0.0.11
                """).has("11.0.0.10.in-addr.arpa. PTR w1.node.swarm.");
    }

    @Test
    void nameServerWithoutAServiceIsWhereWaglIsBound() {
        Projected.of("node m1 leader 10.0.0.1")
                .has("ns A 192.0.2.53")
                .hasNo("53.2.0.192.in-addr.arpa.", "c0000235.addr");
    }

    private static final String STACK = """
            node m1 leader 10.0.0.1
            node m2 manager 10.0.0.2
            node m3 manager 10.0.0.3
            network backend
            """;

    @Test
    void nameServerIsTheNodesOfTheServiceLabelledNs() {
        Projected.of(STACK + """
                service wagl desired=3 port=53:53/udp/host port=53:53/tcp/host dns.service=ns
                task wagl.1 m1 running port=53:53/udp port=53:53/tcp
                task wagl.2 m2 running port=53:53/udp port=53:53/tcp
                task wagl.3 m3 starting port=53:53/udp port=53:53/tcp
                """).has("""
                ns A 10.0.0.1
                ns A 10.0.0.2
                _ns._udp SRV 1 1 53 1.ns.swarm.
                _ns._udp SRV 1 1 53 2.ns.swarm.
                swarm. NS ns.swarm.
                """.lines()
                .filter(line -> !line.startsWith("swarm."))
                .reduce("", (all, line) -> all + line + "\n"));
    }

    @Test
    void nameServerIsItsNodesWhateverTheView() {
        Projected.of(STACK + """
                service wagl net=backend vip=backend:10.1.0.99 dns.service=ns dns.address=vip dns.port=53/udp
                task wagl.1 m1 running ip=backend:10.1.0.1
                """).has("""
                ns A 10.0.0.1
                1.ns A 10.1.0.1
                _ns._udp SRV 1 1 53 0a010063.addr.swarm.
                """);
    }

    @Test
    void nameServerWhoseTasksAreNotReadyYetIsWhereWaglIsBound() {
        Projected.of(STACK + """
                service wagl desired=3 port=53:53/udp/host dns.service=ns
                task wagl.1 m1 starting port=53:53/udp
                """).has("ns A 192.0.2.53").hasNothingAt("_ns._udp", "0 of 3 tasks running");
    }

    @Test
    void nsBelowADomainIsAnOrdinaryName() {
        Projected.of(STACK + """
                service dns net=backend dns.service=ns dns.domain=billing
                task dns.1 m1 running ip=backend:10.1.0.1
                """).has("ns.billing A 10.1.0.1\nns A 192.0.2.53");
    }
}

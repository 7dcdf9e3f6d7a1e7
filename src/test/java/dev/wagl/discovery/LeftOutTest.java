package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is left out says why, and everything else is published. */
class LeftOutTest {

    private static final String SWARM = """
            node w1 worker 10.0.0.11
            network ingress ingress
            network backend
            network other
            service good net=backend dns.service=good
            task good.1 w1 running ip=backend:10.1.0.2
            """;

    private static Projected with(String labels) {
        return Projected.of(SWARM + """
                        service bad port=8080:80 net=backend vip=ingress:10.255.0.2 %s
                        task bad.1 w1 running ip=backend:10.1.0.3
                        """.formatted(labels)).has("good A 10.1.0.2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dns.service="a b"                            | illegal-name   | dns.service="a b" holds ' '
            dns.service=a..b                             | illegal-name   | has an empty label
            dns.service=.a                               | illegal-name   | has an empty label
            dns.service=a.                               | illegal-name   | has an empty label
            dns.service="a,,b"                           | illegal-name   | is empty
            dns.service="a,"                             | illegal-name   | dns.service="a," is empty
            dns.service="good,b!"                        | illegal-name   | holds '!'
            dns.service="*"                              | illegal-name   | holds '*'
            dns.service=größe                            | illegal-name   | holds U+00F6
            dns.service=\u212Aelvin                      | illegal-name   | holds U+212A
            dns.service=a234567890123456789012345678901234567890123456789012345678901234 | illegal-name | longer than 63
            dns.service=api dns.domain=a_b.c/d           | illegal-name   | dns.domain="a_b.c/d" holds '/'
            dns.service=api dns.domain=.                 | illegal-name   | dns.domain="." has an empty label
            dns.service=node                             | reserved-name  | node.swarm.
            dns.service=Addr                             | reserved-name  | addr.swarm.
            dns.service=x.addr                           | reserved-name  | x.addr.swarm.
            dns.service=api dns.domain=node              | reserved-name  | api.node.swarm.
            dns.service=api dns.domain=eu.node           | reserved-name  | api.eu.node.swarm.
            dns.service=api dns.ttl=5s                   | bad-number     | dns.ttl="5s" is not a whole number of seconds from 0 to 2147483647
            dns.service=api dns.ttl=-1                   | bad-number     | dns.ttl="-1"
            dns.service=api dns.ttl=2147483648           | bad-number     | dns.ttl
            dns.service=api dns.priority=65536           | bad-number     | dns.priority="65536" is not a whole number from 0 to 65535
            dns.service=api dns.priority=+1              | bad-number     | dns.priority
            dns.service=api dns.weight=heavy             | bad-number     | dns.weight="heavy"
            dns.service=api dns.weight=99999999999999999999 | bad-number  | dns.weight
            dns.service=api dns.weight=٣                 | bad-number     | dns.weight
            dns.service=api dns.address=foo              | unknown-word   | dns.address="foo" is none of node, task, vip
            dns.service=api dns.publish=always           | unknown-word   | dns.publish="always" is none of ready, not-ready
            dns.service=api dns.port=http                | bad-port       | "http" where a port from 1 to 65535 belongs
            dns.service=api dns.port=0                   | bad-port       | "0" where a port
            dns.service=api dns.port=65536               | bad-port       | "65536"
            dns.service=api dns.port=80/icmp             | bad-port       | protocol "icmp", which is none of tcp, udp, sctp
            dns.service=api dns.port=80/                 | bad-port       | protocol ""
            dns.service=api dns.port="80,"               | bad-port       | "" where a port
            dns.service=api dns.port=:80                 | bad-port       | port name that is empty
            dns.service=api dns.port=a.b:80              | bad-port       | port name that has a dot
            dns.service=api dns.port=8080:80             | bad-port       | name:target/protocol
            dns.service=api dns.port=a:b:80              | bad-port       | "b:80" where a port
            dns.service=api dns.port=a234567890123456789012345678901234567890123456789012345678901b3:80 | bad-port | longer than 62
            dns.service=api dns.network=nowhere          | unknown-network | dns.network="nowhere" is not a network; it is on backend
            dns.service=api dns.network=other            | wrong-network  | dns.network="other" is a network the service is not on; it is on backend
            dns.service=api dns.network=ingress          | wrong-network  | dns.network="ingress" has no addresses that can be answered
            """)
    void labelsThatCannotBeFollowed(String labels, String reason, String text) {
        with(labels)
                .leavesOut("service bad " + reason)
                .says("service bad: ", text)
                .hasNo("api", "a", "b");
    }

    @ParameterizedTest
    @CsvSource({
        "dns.service, 'a,'",
        "dns.service, ab",
        "dns.domain,  'a.'",
        "dns.port,    '80,'",
        "dns.port,    x",
        "dns.network, n",
        "dns.address, n",
        "dns.ttl,     1",
        "dns.weight,  0",
        "dns.publish, r",
    })
    void aLabelOfAHundredKilobytes(String key, String piece) {
        String value = piece.repeat(100_000 / piece.length());
        Projected projected = with((key.equals("dns.service") ? "" : "dns.service=api ") + key + "=" + value)
                .leavesOut("service bad label-too-long")
                .says("service bad: " + key + "=", "characters, and more than 4096 mean nothing")
                .hasNo("api", "a");
        assertThat(projected.projection().leftOut().get(0).toString()).hasSizeLessThan(300);
    }

    @Test
    void aLabelThatIsAsLongAsItMayBe() {
        with("dns.service=api dns.port=" + "80,".repeat(4095 / 3) + "8")
                .leavesOut()
                .has("api A 10.0.0.11");
    }

    @Test
    void labelsOfAHundredKilobytesThatMeanNothing() {
        String much = "k".repeat(100_000);
        Projected projected =
                with("dns.service=api dns." + much + "=" + much).leavesOut().has("api A 10.0.0.11");
        assertThat(projected.projection().warnings()).singleElement().asString().hasSizeLessThan(500);
        Projected.of("""
                node w1 worker 10.0.0.11 label=%s
                node w2 worker 10.0.0.12
                """.formatted(much)).leavesOut("node w1 illegal-address").has("w2.node A 10.0.0.12");
    }

    @Test
    void anEmptyNameIsSaidToBeEmpty() {
        with("dns.service=\"\"").leavesOut("service bad illegal-name").says("dns.service=\"\" is empty");
    }

    @Test
    void whatTheUserWroteNeverBreaksTheLogLine() {
        String value = "a\nfatal: \u202E" + "x".repeat(500);
        assertThat(Unpublishable.written("dns.service", value))
                .hasSizeLessThan(110)
                .doesNotContain("\n", "\u202E");
        assertThat(new LeftOut(LeftOut.Kind.NODE, "w1\nfatal: ", Reason.NO_ADDRESS, "x").toString())
                .doesNotContain("\n");
    }

    @Test
    void emptyLabelsCountAsAbsent() {
        with("dns.service=api dns.domain= dns.ttl= dns.port= dns.address=\"\" dns.weight= dns.network= dns.publish=")
                .leavesOut()
                .warnsOfNothing()
                .has("api A 10.0.0.11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "docker_gwbridge", "none"})
    void networksThatNeverCount(String network) {
        Projected.of("""
                node w1 worker 10.0.0.11
                network %s
                service a net=%s dns.service=a dns.network=%s
                """.formatted(network, network, network)).leavesOut("service a wrong-network");
        Projected.of("""
                node w1 worker 10.0.0.11
                network %s
                service a net=%s dns.service=a dns.port=80
                task a.1 w1 running ip=%s:172.18.0.2
                """.formatted(network, network, network))
                .leavesOut("service a no-network")
                .says("service a: it is on no network whose addresses can be answered", "dns.address=node")
                .hasNothingAt("a", "1 of 1 tasks running; it is on no network")
                .hasNothingAt("_a._tcp", "is on no network")
                .hasNothingAt("tasks.a", "");
    }

    @Test
    void noVirtualIp() {
        Projected.of(SWARM + """
                service a net=backend dns.service=a dns.address=vip
                task a.1 w1 running ip=backend:10.1.0.9
                """)
                .leavesOut("service a no-virtual-ip")
                .says("it has no virtual IP on the network backend", "dns.address=task")
                .hasNothingAt("a", "no virtual IP")
                .has("tasks.a A 10.1.0.9");
    }

    @Test
    void taskWithoutAnAddressOnTheNetwork() {
        Projected.of(SWARM + """
                service a desired=2 net=backend dns.service=a
                task a.1 w1 running ip=backend:10.1.0.9
                task a.2 w1 running
                """)
                .leavesOut("service a no-address")
                .says("slot 2 on w1: no address on the network backend")
                .has("a A 10.1.0.9")
                .hasNothingAt("2.a", "2 of 2 tasks running; slot 2 on w1: no address on the network backend");
    }

    @Test
    void nodesWithoutAnAddress() {
        Projected.of("""
                node m1 leader 0.0.0.0 manager=::
                node w1 worker
                node w2 worker 10.0.0.12 label=w2.example.com
                node w3 worker 10.0.0.13 label=0.0.0.0
                node w4 worker 10.0.0.14 label=10.0.0.999
                node w5 worker 10.0.0.15 label=224.0.0.1
                service a desired=5 port=8080:80 dns.service=a
                task a.1 w1 running
                task a.2 w2 running
                """)
                .leavesOut(
                        "node m1 no-address",
                        "node w1 no-address",
                        "node w2 illegal-address",
                        "node w3 illegal-address",
                        "node w4 illegal-address",
                        "node w5 illegal-address",
                        "service a no-address")
                .says("node m1: ", "set the node label dns.address")
                .says("node w2: dns.address=\"w2.example.com\" is not the address of a machine")
                .says("service a: slot 1 on w1 and 1 more: the node has no address that can be published")
                .hasNothingAt("a", "2 of 5 tasks running; slot 1 on w1")
                .hasNothingAt("w1.node", "no address that can be published; set its node label dns.address")
                .hasNothingAt("managers", "1 of 1 nodes up, none with an address");
    }

    @Test
    void hostNamesThatCannotBeNames() {
        String longName = "a2345678.".repeat(28) + "x";
        Projected.of("""
                node under_score worker 10.0.0.1
                node "bad!name" worker 10.0.0.2
                node %s worker 10.0.0.3
                service a net=backend mode=global dns.service=a dns.port=80 dns.address=node
                task a.- under_score running
                """.formatted(longName))
                .has("under_score.node A 10.0.0.1\nworkers A 10.0.0.1\nworkers A 10.0.0.2\nworkers A 10.0.0.3")
                .has("2.0.0.10.in-addr.arpa. PTR 0a000002.addr.swarm.")
                .leavesOut("node \"bad!name\" illegal-host-name", "node " + longName + " illegal-host-name");
    }

    @Test
    void taskOnANodeThatIsNotListed() {
        Projected.of("""
                network backend
                service a port=8080:80 net=backend dns.service=a
                task a.1 gone running ip=backend:10.1.0.9
                """)
                .leavesOut("service a no-address")
                .says("slot 1: its node is not in the engine's list")
                .has("tasks.a A 10.1.0.9");
    }

    @Test
    void warnings() {
        with("dns.service=api dns.ttl=30 dns.colour=red")
                .leavesOut()
                .has("api 30 IN A 10.0.0.11")
                .warnsOf("service bad: dns.ttl=\"30\" outlives the 2 s")
                .warnsOf("service bad: dns.colour=\"red\" has no meaning; known are dns.address, dns.domain");
        with("dns.service=api dns.ttl=2").warnsOfNothing();
        with("dns.domain=x dns.port=80").warnsOf("service bad: has dns.domain, dns.port but no dns.service");
    }

    @Test
    void namesOfTheLargestSizes() {
        String label = "a".repeat(63);
        Projected.of(SWARM + """
                service a net=backend dns.service=%s dns.port=80
                task a.1 w1 running ip=backend:10.1.0.9
                """.formatted(label))
                .leavesOut()
                .has(label + " A 10.1.0.9\n1." + label + " A 10.1.0.9")
                .warnsOf("service a: " + label, "too long", "SRV");
        String longest = (label + ".").repeat(3) + "b".repeat(54);
        assertThat(longest.length() + ".swarm.".length() + 1).isEqualTo(254);
        Projected.of(SWARM + """
                service a net=backend dns.service=%sc dns.port=80
                task a.1 w1 running ip=backend:10.1.0.9
                """.formatted(longest))
                .leavesOut()
                .has(longest + "c A 10.1.0.9")
                .warnsOf("service a: ", "too long");
        Projected.of(SWARM + """
                service a net=backend dns.service=%scc dns.port=80
                """.formatted(longest))
                .leavesOut("service a illegal-name")
                .says("longer than 255 octets");
    }

    @Test
    void reasonsAreMetricLabels() {
        assertThat(Arrays.stream(Reason.values()).map(Reason::metricLabel))
                .doesNotHaveDuplicates()
                .allMatch(label -> label.matches("[a-z]+(-[a-z]+)+"))
                .allMatch(label -> label.equals(label.toLowerCase(Locale.ROOT)));
    }
}

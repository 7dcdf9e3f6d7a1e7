package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.discovery.Endpoint.State;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which tasks are answered: ready ones, starting ones where asked for, and the last one until it has stopped. */
class ReadinessTest {

    private static final String SWARM = """
            node w1 worker 10.0.0.11
            node w2 worker 10.0.0.12
            node w3 worker 10.0.0.13 down
            network backend
            """;

    @Test
    void onlyTasksThatRunAndAreDesiredToRun() {
        Projected.of(SWARM + """
                service a desired=6 net=backend dns.service=a dns.port=80
                task a.1 w1 running ip=backend:10.1.0.1
                task a.2 w1 starting ip=backend:10.1.0.2
                task a.3 w1 running desired=shutdown ip=backend:10.1.0.3
                task a.4 w1 running desired=remove ip=backend:10.1.0.4
                task a.5 w1 failed ip=backend:10.1.0.5
                task a.6 - pending
                """)
                .has("""
                a A 10.1.0.1
                _a._tcp SRV 1 1 80 1.a.swarm.
                tasks.a A 10.1.0.1
                """)
                .hasNothingAt("2.a", "instance 2 is not running")
                .hasNothingAt("3.a", "instance 3 is not running")
                .hasNothingAt("6.a", "instance 6 is not running")
                .hasNo("7.a", "0a010003.addr", "3.0.1.10.in-addr.arpa.")
                .leavesOut();
    }

    @Test
    void aNameExistsAsLongAsItsService() {
        Projected projected = Projected.of(SWARM + """
                        service a desired=3 net=backend port=8080:80 port=53:53/udp dns.service=a dns.port=web:80,53/udp
                        task a.1 w1 starting ip=backend:10.1.0.2
                        service b desired=0 net=backend dns.service=b dns.port=80
                        service c mode=global desired=-1 net=backend dns.service=c dns.domain=x
                        task c.- w2 preparing
                        """)
                .hasNothingAt("a", "0 of 3 tasks running")
                .hasNothingAt("_a._tcp", "0 of 3 tasks running")
                .hasNothingAt("_a._udp", "0 of 3 tasks running")
                .hasNothingAt("_web._tcp.a", "0 of 3 tasks running")
                .hasNothingAt("tasks.a", "0 of 3 tasks running")
                .hasNothingAt("3.a", "instance 3 is not running; 0 of 3 tasks running")
                .hasNo("4.a", "_a._sctp", "_web._udp.a")
                .hasNothingAt("b", "0 of 0 tasks running")
                .hasNothingAt("c.x", "0 tasks running")
                .hasNothingAt("w2.c.x", "instance w2 is not running")
                .leavesOut();
        assertThat(projected.service("a").reason()).isEqualTo("0 of 3 tasks running");
        assertThat(projected.service("a").endpoints()).isEmpty();
    }

    @Test
    void aReplicaCountThatIsASlipDoesNotFillTheZone() {
        Projected projected = Projected.of(SWARM + "service a desired=2000000000 net=backend dns.service=a");

        assertThat(projected.zone().names()).isBetween(1000, 1020);
        projected.hasNothingAt("1000.a", "").hasNo("1001.a");
    }

    @Test
    void notReadyPublishesStartingOnesToo() {
        Projected projected = Projected.of(SWARM + """
                service a desired=2 net=backend dns.service=a dns.publish=not-ready
                task a.1 w1 running ip=backend:10.1.0.1
                task a.2 w2 starting ip=backend:10.1.0.2
                task a.3 w2 preparing ip=backend:10.1.0.3
                """).has("""
                a A 10.1.0.1
                a A 10.1.0.2
                2.a A 10.1.0.2
                tasks.a A 10.1.0.1
                tasks.a A 10.1.0.2
                """);
        assertThat(projected.service("a").endpoints())
                .extracting(Endpoint::state)
                .containsExactly(State.READY, State.STARTING);
    }

    @Test
    void theLastOneStaysUntilItHasStopped() {
        Projected projected = Projected.of(SWARM + """
                service a net=backend dns.service=a dns.port=80
                task a.1 w1 running desired=shutdown ip=backend:10.1.0.1
                """).has("""
                a A 10.1.0.1
                1.a A 10.1.0.1
                tasks.a A 10.1.0.1
                _a._tcp SRV 1 1 80 1.a.swarm.
                """);
        assertThat(projected.service("a").endpoints())
                .extracting(Endpoint::state)
                .containsExactly(State.DRAINING);
    }

    @Test
    void theLastOneStaysOnItsVirtualIpAndOnItsNode() {
        Projected.of(SWARM + """
                service a net=backend vip=backend:10.1.0.2 dns.service=a dns.address=vip dns.port=80
                task a.1 w1 running desired=shutdown ip=backend:10.1.0.1
                service b port=8080:80 dns.service=b
                task b.1 w1 running desired=shutdown
                """).has("""
                a A 10.1.0.2
                _a._tcp SRV 1 1 80 a.swarm.
                b A 10.0.0.11
                _b._tcp SRV 1 1 8080 1.b.swarm.
                """);
    }

    /** Docker empties {@code PortStatus} when a task is to be stopped, seconds before the task has stopped. */
    @Test
    void theLastOneStaysOnItsHostPortsThoughDockerForgetsThem() {
        Projected.of(SWARM + """
                service a port=8080:80/tcp/host dns.service=a
                task a.1 w1 running desired=shutdown
                service b port=0:80/tcp/host dns.service=b
                task b.1 w2 running desired=shutdown
                """).has("""
                a A 10.0.0.11
                _a._tcp SRV 1 1 8080 1.a.swarm.
                b A 10.0.0.12
                """).hasNothingAt("_b._tcp", "");
    }

    @Test
    void noOneDrainsWhileAnotherServiceOfTheNameIsReady() {
        String services = """
                service blue net=backend dns.service=api,blue
                task blue.1 w1 running desired=shutdown ip=backend:10.1.0.1
                service green net=backend dns.service=api,green
                task green.2 w2 running ip=backend:10.1.0.2
                """;
        Projected.of(SWARM + services).has("""
                api A 10.1.0.2
                blue A 10.1.0.1
                green A 10.1.0.2
                """);
    }

    @Test
    void startingOnesAreNotReadySoTheLastOneStaysBesideThem() {
        Projected.of(SWARM + """
                service a net=backend dns.service=a dns.publish=not-ready
                task a.1 w1 running desired=shutdown ip=backend:10.1.0.1
                task a.1 w2 starting ip=backend:10.1.0.2
                """).has("""
                a A 10.1.0.1
                a A 10.1.0.2
                1.a A 10.1.0.2
                """);
    }

    @Test
    void nothingOnANodeThatIsDownIsAnswered() {
        Projected.of(SWARM + """
                service a desired=2 net=backend dns.service=a
                task a.1 w3 running ip=backend:10.1.0.1
                task a.2 w1 running ip=backend:10.1.0.2
                service b net=backend dns.service=b
                task b.1 w3 running desired=shutdown ip=backend:10.1.0.3
                """).has("a A 10.1.0.2").hasNothingAt("b", "0 of 1 tasks running");
    }

    @Test
    void unknownIsNotDown() {
        Projected.of("""
                node w1 worker 10.0.0.11 unknown
                network backend
                service a net=backend dns.service=a
                task a.1 w1 running ip=backend:10.1.0.1
                """).has("a A 10.1.0.1");
    }

    /** Two hundred names, each with a thousand instances that never run, would be as many names as fill a small heap. */
    @Test
    void namesOfWhatNeverRunsHaveABound() {
        StringBuilder swarm = new StringBuilder(
                "node w1 worker 10.0.0.11\nnetwork backend\nservice api desired=1000 net=backend dns.service=");
        swarm.append(IntStream.range(0, 200).mapToObj(name -> "n" + name).collect(Collectors.joining(",")));
        for (int slot = 1; slot < 1000; slot++) {
            swarm.append("\ntask api.").append(slot).append(" - pending");
        }
        swarm.append("\ntask api.1000 w1 running ip=backend:10.1.0.1");

        Projected projected = Projected.of(swarm.toString());

        assertThat(projected.zone().names()).isLessThan(12_000);
        projected.has("1000.n7 A 10.1.0.1").hasNothingAt("1.n199", "");
    }
}

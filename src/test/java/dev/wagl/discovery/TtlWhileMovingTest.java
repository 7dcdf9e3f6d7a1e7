package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While a service is being updated or has tasks that drain, none of its records may be kept for more than a second. */
class TtlWhileMovingTest {

    private static final String SWARM = """
            node w1 worker 10.0.0.11
            node w2 worker 10.0.0.12
            node w3 worker 10.0.0.13 down
            network backend
            """;

    @Test
    void everyRecordOfAServiceThatIsBeingUpdated() {
        Projected projected = Projected.of(SWARM + """
                service a updating running=1 net=backend dns.service=a dns.port=80 dns.ttl=30
                task a.1 w1 running ip=backend:10.1.0.1
                service b running=1 net=backend dns.service=b dns.port=80 dns.ttl=30
                task b.1 w1 running ip=backend:10.1.0.2
                """).has("""
                a 1 IN A 10.1.0.1
                1.a 1 IN A 10.1.0.1
                tasks.a 1 IN A 10.1.0.1
                _a._tcp 1 IN SRV 1 1 80 1.a.swarm.
                1.0.1.10.in-addr.arpa. 1 IN PTR 1.a.swarm.
                b 30 IN A 10.1.0.2
                _b._tcp 30 IN SRV 1 1 80 1.b.swarm.
                2.0.1.10.in-addr.arpa. 30 IN PTR 1.b.swarm.
                """);
        assertThat(projected.service("a").ttl()).isEqualTo(1);
    }

    @Test
    void theTargetInHexToo() {
        Projected.of(SWARM + """
                service a updating net=backend dns.service=a dns.port=80 dns.ttl=30
                task a.1 w1 running ip=backend:10.1.0.1 age=9
                task a.1 w2 running ip=backend:10.1.0.2
                """).has("""
                _a._tcp 1 IN SRV 1 1 80 1.a.swarm.
                _a._tcp 1 IN SRV 1 1 80 0a010002.addr.swarm.
                0a010002.addr 1 IN A 10.1.0.2
                """);
    }

    /** Of a service with ready tasks those that drain are not listed: they are what runs and is not listed. */
    @Test
    void whatRunsAndIsNotListedDrains() {
        Projected.of(SWARM + """
                service a desired=1 running=2 net=backend dns.service=a dns.ttl=30
                task a.1 w1 running ip=backend:10.1.0.1
                """).has("a 1 IN A 10.1.0.1");
    }

    @Test
    void theLastOneThatDrains() {
        Projected.of(SWARM + """
                service a desired=0 net=backend dns.service=a dns.ttl=30
                task a.1 w1 running desired=shutdown ip=backend:10.1.0.1
                """).has("a 1 IN A 10.1.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "running=2, all that run are listed",
        "running=1, one has begun to run since the services were listed",
        "'',        an engine that does not count",
    })
    void aServiceAtRestKeepsItsTtl(String running, String why) {
        Projected.of(SWARM + """
                service a desired=3 %s net=backend dns.service=a dns.ttl=30
                task a.1 w1 running ip=backend:10.1.0.1
                task a.2 w2 running ip=backend:10.1.0.2
                task a.3 w2 starting ip=backend:10.1.0.3
                """.formatted(running)).has("a 30 IN A 10.1.0.1\na 30 IN A 10.1.0.2");
    }

    @Test
    void aJobThatRunsDoesNotDrain() {
        Projected.of(SWARM + """
                service a mode=job running=1 net=backend dns.service=a dns.ttl=30
                task a.1 w1 running desired=complete ip=backend:10.1.0.1
                """).has("a 30 IN A 10.1.0.1");
    }

    @Test
    void aNodeThatIsDownButWhoseTasksAreStillWantedChangesNothing() {
        Projected.of(SWARM + """
                service a desired=2 running=2 net=backend dns.service=a dns.ttl=30
                task a.1 w1 running ip=backend:10.1.0.1
                task a.2 w3 running ip=backend:10.1.0.2
                """).has("a 30 IN A 10.1.0.1");
    }

    @Test
    void ofServicesWithOneNameEitherOne() {
        Projected.of(SWARM + """
                service blue updating net=backend dns.service=api,blue dns.ttl=30
                task blue.1 w1 running ip=backend:10.1.0.1
                service green net=backend dns.service=api,green dns.ttl=30
                task green.2 w2 running ip=backend:10.1.0.2
                """).has("""
                api 1 IN A 10.1.0.1
                api 1 IN A 10.1.0.2
                blue 1 IN A 10.1.0.1
                green 30 IN A 10.1.0.2
                """);
    }

    @Test
    void aTtlOfZeroStaysZero() {
        Projected.of(SWARM + """
                service a updating net=backend dns.service=a dns.ttl=0
                task a.1 w1 running ip=backend:10.1.0.1
                """).has("a 0 IN A 10.1.0.1");
    }
}

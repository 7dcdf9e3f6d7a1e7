package dev.wagl.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Several services with one name, several tasks in one slot, priorities and weights. */
class MergedServicesTest {

    private static final String SWARM = """
            node w1 worker 10.0.0.11
            node w2 worker 10.0.0.12
            network ingress ingress
            network backend
            """;

    private static final String BLUE_GREEN = SWARM + """
            service blue desired=2 net=backend dns.service=api dns.port=80 %s
            task blue.1 w1 running age=100 ip=backend:10.1.0.1
            task blue.2 w2 running age=100 ip=backend:10.1.0.2
            service green desired=1 net=backend dns.service=api dns.port=80 %s
            task green.1 w1 running age=10 ip=backend:10.1.0.3
            """;

    @Test
    void theOldestReadyOneHasTheInstanceName() {
        Projected projected =
                Projected.of(BLUE_GREEN.formatted("", "")).has("""
                api A 10.1.0.1
                api A 10.1.0.2
                api A 10.1.0.3
                1.api A 10.1.0.1
                2.api A 10.1.0.2
                tasks.api A 10.1.0.1
                tasks.api A 10.1.0.2
                tasks.api A 10.1.0.3
                _api._tcp SRV 1 1 80 1.api.swarm.
                _api._tcp SRV 1 1 80 2.api.swarm.
                _api._tcp SRV 1 1 80 0a010003.addr.swarm.
                0a010003.addr A 10.1.0.3
                3.0.1.10.in-addr.arpa. PTR 0a010003.addr.swarm.
                1.0.1.10.in-addr.arpa. PTR 1.api.swarm.
                """).leavesOut().warnsOfNothing();
        assertThat(projected.service("api").sources())
                .extracting(PublishedService.Source::name)
                .containsExactly("blue", "green");
        assertThat(projected.service("api").endpoints())
                .extracting(endpoint -> endpoint.target().toString())
                .containsExactly("1.api.swarm.", "2.api.swarm.", "0a010003.addr.swarm.");
    }

    @Test
    void startFirstHasTwoTasksInOneSlot() {
        Projected.of(SWARM + """
                service a net=backend dns.service=a dns.port=80
                task a.1 w1 running age=10 ip=backend:10.1.0.7
                task a.1 w2 running age=500 ip=backend:10.1.0.9
                """).has("""
                1.a A 10.1.0.9
                _a._tcp SRV 1 1 80 1.a.swarm.
                _a._tcp SRV 1 1 80 0a010007.addr.swarm.
                """);
    }

    @Test
    void startFirstBehindTheRoutingMesh() {
        Projected.of(SWARM + """
                service a port=8080:80 dns.service=a
                task a.1 w1 running age=10
                task a.1 w2 running age=500
                """).has("""
                1.a A 10.0.0.12
                _a._tcp SRV 1 1 8080 1.a.swarm.
                _a._tcp SRV 1 1 8080 0a00000b.addr.swarm.
                """);
    }

    @Test
    void lowestTtlOfAll() {
        Projected.of(BLUE_GREEN.formatted("dns.ttl=2", "dns.ttl=0")).has("""
                2.api 0 IN A 10.1.0.2
                _api._tcp 0 IN SRV 1 1 80 1.api.swarm.
                _api._tcp 0 IN SRV 1 1 80 2.api.swarm.
                _api._tcp 0 IN SRV 1 1 80 0a010003.addr.swarm.
                """);
    }

    @Test
    void weightsAreInSrvRecords() {
        Projected.of(BLUE_GREEN.formatted("dns.weight=90", "dns.weight=10")).has("""
                _api._tcp SRV 1 90 80 1.api.swarm.
                _api._tcp SRV 1 90 80 2.api.swarm.
                _api._tcp SRV 1 10 80 0a010003.addr.swarm.
                """);
    }

    @Test
    void parkedOnesAreLeftOutWhileAnotherHasMore() {
        Projected projected = Projected.of(BLUE_GREEN.formatted("dns.weight=0", "dns.weight=10"))
                .has("""
                api A 10.1.0.3
                _api._tcp SRV 1 10 80 1.api.swarm.
                1.api A 10.1.0.3
                2.api A 10.1.0.2
                tasks.api A 10.1.0.1
                tasks.api A 10.1.0.2
                tasks.api A 10.1.0.3
                """);
        assertThat(projected.service("api").endpoints())
                .extracting(Endpoint::answered)
                .containsExactly(false, false, true);
    }

    @Test
    void allParkedAreAllAnswered() {
        Projected.of(BLUE_GREEN.formatted("dns.weight=0", "dns.weight=0")).has("""
                api A 10.1.0.1
                api A 10.1.0.2
                api A 10.1.0.3
                _api._tcp SRV 1 0 80 1.api.swarm.
                _api._tcp SRV 1 0 80 2.api.swarm.
                _api._tcp SRV 1 0 80 0a010003.addr.swarm.
                """);
    }

    @Test
    void parkedOnesStandInWhenTheOthersAreGone() {
        Projected.of(SWARM + """
                service blue net=backend dns.service=api dns.weight=0
                task blue.1 w1 running ip=backend:10.1.0.1
                service green net=backend dns.service=api
                """).has("api A 10.1.0.1");
    }

    @Test
    void addressesOfTheBestPriorityThatIsReadyAndSrvRecordsOfAll() {
        Projected.of(BLUE_GREEN.formatted("dns.priority=2", "dns.priority=1")).has("""
                api A 10.1.0.3
                _api._tcp SRV 2 1 80 1.api.swarm.
                _api._tcp SRV 2 1 80 2.api.swarm.
                _api._tcp SRV 1 1 80 0a010003.addr.swarm.
                """);
        Projected.of(SWARM + """
                service primary net=backend dns.service=db dns.priority=0
                task primary.1 w1 starting ip=backend:10.1.0.1
                service standby net=backend dns.service=db dns.priority=7
                task standby.1 w1 running ip=backend:10.1.0.2
                """).has("db A 10.1.0.2");
        Projected.of(SWARM + """
                service primary net=backend dns.service=db dns.priority=0 dns.port=1 dns.publish=not-ready
                task primary.1 w1 starting ip=backend:10.1.0.1
                service standby net=backend dns.service=db dns.priority=7 dns.port=1
                task standby.1 w1 running ip=backend:10.1.0.2
                """).has("""
                db A 10.1.0.2
                _db._tcp SRV 0 1 1 0a010001.addr.swarm.
                _db._tcp SRV 7 1 1 1.db.swarm.
                """);
    }

    @Test
    void aParkedPrimaryGivesWayToTheNextPriority() {
        Projected.of(SWARM + """
                service primary net=backend dns.service=db dns.priority=1 dns.weight=0
                task primary.1 w1 running ip=backend:10.1.0.1
                service standby net=backend dns.service=db dns.priority=2
                task standby.1 w1 running ip=backend:10.1.0.2
                """).has("db A 10.1.0.2");
    }

    @Test
    void absenceCountsAllServicesOfTheName() {
        Projected.of(SWARM + """
                service blue desired=2 net=backend dns.service=api
                service green desired=3 net=backend dns.service=api
                """).hasNothingAt("api", "0 of 5 tasks running");
    }

    @Test
    void onePartThatCannotBeFollowedDoesNotHinderTheOther() {
        Projected.of(SWARM + """
                service blue net=backend dns.service=api dns.weight=much
                task blue.1 w1 running ip=backend:10.1.0.1
                service green net=backend dns.service=api
                task green.1 w1 running ip=backend:10.1.0.2
                """).has("api A 10.1.0.2").leavesOut("service blue bad-number");
    }

    @Test
    void aServicesOwnNameIsNeverAnInstanceOfAnother() {
        Projected.of(SWARM + """
                service a net=backend dns.service=api dns.port=80
                task a.1 w1 running ip=backend:10.1.0.1
                service b net=backend dns.service=1.api
                task b.1 w1 running ip=backend:10.1.0.2
                service c net=backend dns.service=tasks.api
                task c.1 w1 running ip=backend:10.1.0.3
                """).has("""
                1.api A 10.1.0.2
                tasks.api A 10.1.0.3
                api A 10.1.0.1
                _api._tcp SRV 1 1 80 0a010001.addr.swarm.
                """);
    }

    @Test
    void aNodeCalledTasksTakesNothingAway() {
        Projected.of("""
                node tasks worker 10.0.0.11
                node w2 worker 10.0.0.12
                network backend
                service a mode=global net=backend dns.service=a dns.port=80
                task a.- tasks running ip=backend:10.1.0.1
                task a.- w2 running ip=backend:10.1.0.2
                """).has("""
                tasks.a A 10.1.0.1
                tasks.a A 10.1.0.2
                _a._tcp SRV 1 1 80 0a010001.addr.swarm.
                _a._tcp SRV 1 1 80 w2.a.swarm.
                """);
    }

    @Test
    void anotherServicesSrvNameIsNoPortName() {
        Projected.of(SWARM + """
                service a net=backend dns.service=api dns.domain=billing dns.port=80
                task a.1 w1 running ip=backend:10.1.0.1
                service b net=backend dns.service=billing dns.port=api:8080,web:8081
                task b.1 w1 running ip=backend:10.1.0.2
                """)
                .has("""
                _api._tcp.billing SRV 1 1 80 1.api.billing.swarm.
                _web._tcp.billing SRV 1 1 8081 1.billing.swarm.
                _billing._tcp SRV 1 1 8080 1.billing.swarm.
                _billing._tcp SRV 1 1 8081 1.billing.swarm.
                """)
                .leavesOut()
                .warnsOf("service b: its port api would be _api._tcp.billing.swarm.", "SRV name of api.billing.swarm.");
    }
}

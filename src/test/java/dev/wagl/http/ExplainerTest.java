package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.Projection;
import dev.wagl.discovery.Reason;
import dev.wagl.discovery.SwarmText;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.http.ExplanationView.ExplainedTaskView;
import dev.wagl.http.ExplanationView.ReasonView;
import dev.wagl.swarm.Malformed;
import dev.wagl.swarm.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every reason there is for not being in DNS, and every word by which one may ask. */
class ExplainerTest {

    /** Each service is out of it, or not wholly in it, for the reason it is called by. */
    private static final String CLUSTER = """
            network backend
            network frontend
            network ingress ingress
            node m1 leader 10.0.0.11
            node w1 worker 10.0.0.12
            node w2 worker 10.0.0.13 down
            node w-4! worker 10.0.0.14
            node w5 worker 0.0.0.0
            node w6 worker 10.0.0.16 label=nowhere
            service api desired=2 port=8080:80 dns.service=api dns.domain=billing
            task api.1 m1 running
            task api.2 w1 running
            service no-label desired=1
            task no-label.1 m1 running
            service label-too-long desired=1 dns.service=TOO_LONG
            service illegal-name desired=1 dns.service="not a name!"
            service reserved-name desired=1 dns.service=x.node
            service bad-number desired=1 dns.service=number dns.ttl=soon
            service unknown-word desired=1 dns.service=word dns.address=somewhere
            service bad-port desired=1 dns.service=port dns.port=0
            service unknown-network desired=1 dns.service=net dns.network=nowhere net=backend
            service wrong-network desired=1 dns.service=wrong dns.network=frontend net=backend
            service no-network desired=1 dns.service=nonet dns.address=task
            task no-network.1 m1 running
            service no-virtual-ip desired=1 dns.service=novip dns.address=vip net=backend
            task no-virtual-ip.1 m1 running ip=backend:10.1.0.9
            service no-address desired=1 dns.service=noaddress dns.address=task net=backend
            task no-address.1 m1 running
            service not-ready desired=2 dns.service=notready dns.address=task net=backend
            task not-ready.1 m1 starting ip=backend:10.1.0.11
            task not-ready.2 m1 preparing
            service draining desired=1 running=2 dns.service=draining dns.address=task net=backend
            task draining.1 m1 running ip=backend:10.1.0.21
            task draining.2 m1 running desired=shutdown ip=backend:10.1.0.22
            service node-down desired=1 dns.service=nodedown dns.address=task net=backend
            task node-down.1 w2 running ip=backend:10.1.0.31
            service node-unknown desired=1 port=9000:90 dns.service=nodeunknown
            task node-unknown.1 gone running
            service job mode=job desired=1 dns.service=job dns.address=task net=backend
            task job.1 m1 running desired=complete ip=backend:10.1.0.51
            service ended desired=1 dns.service=over dns.address=task net=backend
            task ended.1 m1 failed
            service job-over mode=job desired=1 dns.service=jobover dns.address=task net=backend
            service no-tasks-wanted desired=0 dns.service=none
            service no-port desired=2 dns.service=portless dns.address=task net=backend
            task no-port.1 m1 running ip=backend:10.1.0.61
            service other-port desired=1 port=8083:83 dns.service=otherport dns.port=http:83,admin:84
            task other-port.1 m1 running
            service blue desired=1 dns.service=colour dns.address=task net=backend
            task blue.1 m1 running ip=backend:10.1.0.71
            service green desired=1 dns.service=colour dns.address=task dns.port=80 net=backend
            task green.1 m1 running ip=backend:10.1.0.72
            service parked desired=1 dns.service=weighted dns.address=task dns.weight=0 net=backend
            task parked.1 m1 running ip=backend:10.1.0.41
            service weighted desired=1 dns.service=weighted dns.address=task dns.weight=1 net=backend
            task weighted.1 m1 running ip=backend:10.1.0.42
            """.replace("TOO_LONG", "x".repeat(20_000));

    private static final Snapshot SNAPSHOT = SwarmText.snapshot(CLUSTER);

    private static final Projection PROJECTION = project(SNAPSHOT);

    private static Projection project(Snapshot snapshot) {
        return new ZoneProjection(new NamingConfig(Name.parse("swarm."), 1, null, List.of())).project(snapshot, 1);
    }

    private static ExplanationView explain(String asked) {
        return Explainer.explain(asked, SNAPSHOT, PROJECTION, Set.of());
    }

    @ParameterizedTest
    @CsvSource({
        "no-label",
        "label-too-long",
        "illegal-name",
        "reserved-name",
        "bad-number",
        "unknown-word",
        "bad-port",
        "unknown-network",
        "wrong-network",
        "no-network",
        "no-virtual-ip",
        "no-address",
        "not-ready",
        "node-down",
        "node-unknown",
        "ended",
        "no-tasks-wanted",
    })
    void aServiceThatIsNotInDnsSaysWhy(String service) {
        ExplanationView explained = explain(service);
        assertThat(explained.kind()).isEqualTo("service");
        assertThat(explained.inDns()).isFalse();
        assertThat(explained.reasons()).extracting(ReasonView::reason).contains(service);
        assertThat(explained.reasons())
                .allSatisfy(reason -> assertThat(reason.text()).isNotBlank());
        assertThat(explained.services()).extracting("name").containsExactly(service);
    }

    @ParameterizedTest
    @CsvSource({"w-4!, illegal-host-name", "w5, no-address", "w6, illegal-address", "w2, node-down"})
    void aNodeThatIsNotInDnsSaysWhy(String node, String reason) {
        ExplanationView explained = explain(node);
        assertThat(explained.kind()).isEqualTo("node");
        assertThat(explained.inDns()).isFalse();
        assertThat(explained.reasons()).extracting(ReasonView::reason).contains(reason);
    }

    /** A reason that is added to the projection and to no row above shows here. */
    @Test
    void everyReasonOfTheProjectionIsOneOfThese() {
        Set<String> explained = new TreeSet<>();
        SNAPSHOT.services()
                .forEach(
                        service -> explain(service.name()).reasons().forEach(reason -> explained.add(reason.reason())));
        SNAPSHOT.nodes()
                .forEach(node -> explain(node.hostName()).reasons().forEach(reason -> explained.add(reason.reason())));
        for (Reason reason : Reason.values()) {
            assertThat(explained).contains(reason.metricLabel());
        }
    }

    @Test
    void aTaskThatDrainsIsNoMoreAnswered() {
        ExplanationView explained = explain("draining");
        assertThat(explained.inDns()).isTrue();
        assertThat(task(explained, "t-draining-1-m1").answered()).isTrue();
        assertThat(task(explained, "t-draining-2-m1").answered()).isFalse();
        assertThat(task(explained, "t-draining-2-m1").reason()).isEqualTo("draining");
    }

    @Test
    void aTaskThatIsParkedSaysSo() {
        assertThat(task(explain("parked"), "t-parked-1-m1").reason()).isEqualTo("parked");
        assertThat(task(explain("weighted"), "t-weighted-1-m1").answered()).isTrue();
    }

    /** It is desired to complete from its first moment on, and that is no reason. */
    @Test
    void aTaskOfAJobIsAnsweredWhileItRuns() {
        assertThat(task(explain("job"), "t-job-1-m1").answered()).isTrue();
        assertThat(task(explain("job"), "t-job-1-m1").reason()).isNull();
    }

    @Test
    void aJobThatIsOverSaysSo() {
        assertThat(explain("job-over").reasons())
                .containsExactly(new ReasonView(
                        "not-ready", "service job-over", "a job is answered while it runs, and no task of it does"));
    }

    @Test
    void aTaskThatTheGuardHoldsIsAnsweredAndSaysSo() {
        ExplanationView explained = Explainer.explain("api", SNAPSHOT, PROJECTION, Set.of("t-api-1-m1"));
        assertThat(task(explained, "t-api-1-m1").answered()).isTrue();
        assertThat(task(explained, "t-api-1-m1").reason()).isEqualTo("held-by-guard");
        assertThat(task(explained, "t-api-2-w1").reason()).isNull();
    }

    @Test
    void anElementThatMakesNoSenseSaysSo() {
        Snapshot snapshot = new Snapshot(
                SNAPSHOT.source(),
                "test:",
                "engine",
                1,
                SNAPSHOT.services(),
                SNAPSHOT.tasks(),
                SNAPSHOT.nodes(),
                SNAPSHOT.networks(),
                List.of(new Malformed("task", "broken12345", "has the unknown state 'odd'")));
        ExplanationView explained = Explainer.explain("broken123", snapshot, PROJECTION, Set.of());
        assertThat(explained.kind()).isEqualTo("task");
        assertThat(explained.reasons())
                .containsExactly(new ReasonView("malformed", "task broken12345", "has the unknown state 'odd'"));
    }

    @ParameterizedTest
    @CsvSource({
        "api.billing.swarm.,            name,    true",
        "api.billing.swarm,             name,    true",
        "API.Billing,                   name,    true",
        "_api._tcp.billing.swarm.,      name,    true",
        "1.api.billing,                 name,    true",
        "tasks.api.billing.swarm.,      name,    false",
        "notready.swarm.,               name,    false",
        "word,                          name,    false",
        "api,                           service, true",
        "t-api-1-m1,                    task,    true",
        "t-api-2,                       task,    true",
        "t-draining-2-m1,               task,    false",
        "m1,                            node,    true",
        "w1.node.swarm.,                node,    true",
        "managers,                      name,    true",
        "swarm.,                        name,    true",
        "11.0.0.10.in-addr.arpa.,       name,    true",
        "example.org.,                  name,    false",
        "nothing,                       unknown, false",
        "a..b,                          unknown, false",
    })
    void oneMayAskByAnyWord(String asked, String kind, boolean inDns) {
        ExplanationView explained = explain(asked);
        assertThat(explained.kind()).isEqualTo(kind);
        assertThat(explained.inDns()).as(explained.toString()).isEqualTo(inDns);
        assertThat(explained.asked()).isEqualTo(asked);
        assertThat(explained.text()).isNotBlank();
        if (!inDns) {
            assertThat(explained.reasons()).as("why it is not in DNS").isNotEmpty();
        }
    }

    /** Of a name that is made from a service's, what DNS says with its negative answer, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    _portless._tcp          | no-port    | it publishes no port and dns.port names none
                    _portless._udp          | no-port    | it publishes no port and dns.port names none
                    _admin._tcp.otherport   | no-port    | no endpoint has the port admin:84/tcp now
                    _odd._tcp.otherport     | no-port    | otherport.swarm. has no such port
                    _otherport._udp         | no-port    | otherport.swarm. has no such port
                    _notready._tcp          | no-records | 0 of 2 tasks running
                    2.portless              | no-records | instance 2 is not running
                    3.portless              | unknown    | portless.swarm. has no such instance
                    tasks.otherport         | no-records | no task has an address on a network
                    billing                 | no-records | nothing is published here, only below it
                    """)
    void aNameWithoutRecordsSaysWhy(String asked, String reason, String text) {
        ExplanationView explained = explain(asked);
        assertThat(explained.kind()).isEqualTo("name");
        assertThat(explained.inDns()).isFalse();
        assertThat(explained.reasons()).as(explained.toString()).anySatisfy(one -> {
            assertThat(one.reason()).isEqualTo(reason);
            assertThat(one.text()).contains(text);
        });
    }

    @Test
    void aServiceWithoutAPortSaysSoOnce() {
        for (String asked : List.of("no-port", "portless", "_portless._tcp")) {
            assertThat(explain(asked).reasons())
                    .as(asked)
                    .containsExactly(new ReasonView(
                            "no-port",
                            "service no-port",
                            "it publishes no port and dns.port names none, so it has addresses and no SRV record"));
        }
        assertThat(explain("other-port").reasons()).isEmpty();
        assertThat(explain("colour").reasons())
                .extracting(ReasonView::reason, ReasonView::about)
                .containsExactly(tuple("no-port", "service blue"));
    }

    /** Where its name has an SRV record of no other port either. */
    @Test
    void aServiceWhosePortsAreOthersSaysSo() {
        Snapshot snapshot = SwarmText.snapshot("""
                node m1 leader 10.0.0.11
                service api desired=1 port=8080:80 dns.service=api dns.port=81
                task api.1 m1 running
                """);
        assertThat(Explainer.explain("api", snapshot, project(snapshot), Set.of())
                        .reasons())
                .singleElement()
                .satisfies(reason -> {
                    assertThat(reason.reason()).isEqualTo("no-port");
                    assertThat(reason.text()).startsWith("no endpoint of it has one of its ports now");
                });
    }

    /** It may go a moment before its tasks do. */
    @Test
    void aTaskWhoseServiceIsGoneSaysSo() {
        Snapshot snapshot = SwarmText.snapshot("""
                node m1 leader 10.0.0.11
                task orphan.1 m1 running
                """);
        ExplanationView explained = Explainer.explain("t-orphan-1-m1", snapshot, project(snapshot), Set.of());
        assertThat(explained.inDns()).isFalse();
        assertThat(explained.reasons()).extracting(ReasonView::reason).containsExactly("service-unknown");
    }

    /** Over everything there is to ask for. */
    @Test
    void whatIsNotInDnsHasAReason() {
        List<String> all = new ArrayList<>();
        SNAPSHOT.services().forEach(service -> all.add(service.name()));
        SNAPSHOT.tasks().forEach(task -> all.add(task.id()));
        SNAPSHOT.nodes().forEach(node -> all.add(node.hostName()));
        PROJECTION
                .zone()
                .owners()
                .forEach(owner -> all.addAll(List.of(owner.toString(), "no." + owner, "_no._tcp." + owner)));
        PROJECTION.zone().shown().forEach(node -> all.add(node.owner().toString()));
        assertThat(all.stream().map(ExplainerTest::explain).filter(explained -> !explained.inDns()))
                .hasSizeGreaterThan(100)
                .allSatisfy(explained -> assertThat(explained.reasons()).isNotEmpty());
    }

    @Test
    void aContainerOfAPlainEngineIsExplained() {
        Snapshot snapshot = SwarmText.snapshot("""
                node engine engine 10.0.0.5
                container web port=10.0.0.5:8080:80 dns.service=web state=running
                container ill port=10.0.0.5:8081:80 dns.service=ill state=starting
                container plain state=running
                """);
        Projection projection = project(snapshot);
        assertThat(Explainer.explain("web", snapshot, projection, Set.of()).inDns())
                .isTrue();
        assertThat(Explainer.explain("ill", snapshot, projection, Set.of()).reasons())
                .extracting(ReasonView::reason)
                .contains("not-ready");
        assertThat(Explainer.explain("plain", snapshot, projection, Set.of()).reasons())
                .extracting(ReasonView::reason, ReasonView::about)
                .contains(tuple("no-label", "container plain"));
    }

    private static ExplainedTaskView task(ExplanationView explained, String id) {
        return explained.services().stream()
                .flatMap(service -> service.tasks().stream())
                .filter(task -> task.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}

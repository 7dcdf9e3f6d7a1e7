package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An endpoint that fails in whatever way: the next one is read, the reason is kept and told, and nothing is mixed. */
class FailoverTest {

    private static final Duration YEAR = Duration.ofDays(365);

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path certificates;

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** How the manager that is read goes away, and what is said of it. */
    enum Failure {
        REFUSED("connection refused") {
            @Override
            void strike(FakeSwarm manager) {
                manager.close();
            }
        },
        RESET("closed before an answer came") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/services", Fault.raw(""));
            }
        },
        RESET_IN_A_BODY("its answer to /tasks") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/tasks", Fault.reset(40));
            }
        },
        NEVER_ANSWERS("no complete answer in time") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/nodes", Fault.never());
            }
        },
        STOPS_IN_A_BODY("no complete answer in time") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/networks", Fault.drip(10, Duration.ofMinutes(1)));
            }
        },
        INTERNAL_ERROR("500: rpc error: code = DeadlineExceeded desc = context deadline exceeded") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault(
                        "/services",
                        Fault.status(500, "rpc error: code = DeadlineExceeded desc = context deadline exceeded"));
            }
        },
        TOO_LARGE("500: rpc error: received message larger than max") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/tasks", Fault.status(500, "rpc error: received message larger than max (5 vs. 4)"));
            }
        },
        NO_LEADER("503: rpc error: The swarm does not have a leader.") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/tasks", Fault.status(503, "rpc error: The swarm does not have a leader."));
            }
        },
        LOCKED("503: Swarm is encrypted and needs to be unlocked") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/services", Fault.status(503, "Swarm is encrypted and needs to be unlocked"));
            }
        },
        NO_MANAGER_ANY_MORE("503: This node is not a swarm manager.") {
            @Override
            void strike(FakeSwarm manager) {
                manager.swarmState("active", false);
            }
        },
        HALF_A_BODY("its answer to /services ends in the middle") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/services", Fault.untilClose(100));
            }
        },
        NOT_DOCKER("is not Docker's JSON") {
            @Override
            void strike(FakeSwarm manager) {
                manager.fault("/services", Fault.body(200, "text/html", "<html>Log in</html>"));
            }
        };

        private final String reason;

        Failure(String reason) {
            this.reason = reason;
        }

        abstract void strike(FakeSwarm manager);
    }

    @ParameterizedTest
    @EnumSource(Failure.class)
    void theNextEndpointIsReadAndTheReasonIsKept(Failure failure) throws Exception {
        FakeSwarm first = manager();
        FakeSwarm second = manager();
        second.add(service("only-there"));
        DockerSwarm docker = docker(null, Duration.ofSeconds(30), first, second);
        assertThat(docker.snapshot().endpoint()).isEqualTo(first.endpoint());
        assertThat(docker.warnings()).isEmpty();

        failure.strike(first);

        Snapshot snapshot = docker.snapshot();
        assertThat(snapshot.endpoint()).isEqualTo(second.endpoint());
        assertThat(snapshot.services()).extracting(Service::name).contains("only-there");
        assertThat(docker.endpoints()).extracting(EndpointStatus::current).containsExactly(false, true);
        assertThat(docker.endpoints().get(0).lastError()).contains(failure.reason);
        assertThat(docker.warnings())
                .containsExactly(first.endpoint() + ": "
                        + docker.endpoints().get(0).lastError() + "; " + second.endpoint() + " is read instead");

        first.forgetRequests();
        assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        assertThat(docker.fingerprint()).isEqualTo(Fingerprint.of(snapshot));
        assertThat(first.requests())
                .as("not asked again while the other answers")
                .isEmpty();
    }

    /** A look comes first, and its failure costs the refresh nothing. */
    @ParameterizedTest
    @EnumSource(
            value = Failure.class,
            names = {"REFUSED", "RESET", "NEVER_ANSWERS", "INTERNAL_ERROR", "NO_MANAGER_ANY_MORE"})
    void aLookThatMeetsItFailsAndTheNextEndpointIsRead(Failure failure) throws Exception {
        FakeSwarm first = manager();
        FakeSwarm second = manager();
        DockerSwarm docker = docker(null, Duration.ofSeconds(5), first, second);
        docker.snapshot();
        failure.strike(first);

        assertThatThrownBy(docker::fingerprint).isInstanceOf(SwarmException.class);
        first.forgetRequests();

        assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        // Whoever connects anew asks for that first. What the look has asked may be noted late.
        assertThat(first.requests()).doesNotContain("GET /info");
    }

    @Test
    void aCertificateOfAnotherCaIsAFailureLikeAnyOther() throws Exception {
        TestCertificates right = new TestCertificates("Right CA");
        TestCertificates wrong = new TestCertificates("Wrong CA");
        right.write(certificates, right.client("EC", YEAR), TestCertificates.KeyForm.PKCS8);
        FakeSwarm first = cluster(FakeSwarm.builder().tls(wrong.serverContext(wrong.server("127.0.0.1"))));
        FakeSwarm second = cluster(FakeSwarm.builder().tls(right.serverContext(right.server("127.0.0.1"))));
        DockerSwarm docker = docker(certificates, Duration.ofSeconds(10), first, second);

        assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        assertThat(docker.endpoints().get(0).lastError()).startsWith("TLS: ").contains("not signed by the CA");
    }

    @Test
    void whenTheOtherFailsInItsTurnTheFirstIsReadAgain() throws Exception {
        FakeSwarm first = manager();
        FakeSwarm second = manager();
        DockerSwarm docker = docker(null, Duration.ofSeconds(5), first, second);
        docker.snapshot();
        first.fault("/tasks", Fault.status(503, "The swarm does not have a leader"));
        docker.snapshot();
        first.heal();

        second.close();

        assertThat(docker.snapshot().endpoint()).isEqualTo(first.endpoint());
        assertThat(docker.endpoints().get(0).lastError()).isNull();
        assertThat(docker.warnings())
                .containsExactly(second.endpoint() + ": connection refused; " + first.endpoint() + " is read instead");
    }

    @Test
    void whenAllFailEachIsNamedAndTheFirstThatIsWellIsReadNextTime() throws Exception {
        FakeSwarm first = manager();
        FakeSwarm second = manager();
        FakeSwarm third = manager();
        DockerSwarm docker = docker(null, Duration.ofSeconds(5), first, second, third);
        docker.snapshot();
        for (FakeSwarm one : List.of(first, second, third)) {
            one.fault("/services", Fault.status(503, "The swarm does not have a leader"));
        }

        assertThatThrownBy(docker::snapshot)
                .hasMessageContaining(first.endpoint())
                .hasMessageContaining(second.endpoint())
                .hasMessageContaining(third.endpoint());
        assertThat(docker.fingerprint()).as("of what is not known").isNull();
        third.heal();
        assertThat(docker.snapshot().endpoint()).isEqualTo(third.endpoint());
    }

    /** A way that was cut is open again while the last endpoint, that is asked with all the time there is, hangs. */
    @Test
    void whileTheLastSaysNothingTheOthersAreAskedAgain() throws Exception {
        FakeSwarm first = manager();
        FakeSwarm second = manager();
        FakeSwarm last = manager();
        DockerSwarm docker = docker(null, Duration.ofSeconds(50), first, second, last);
        first.fault("/services", Fault.status(503, "The swarm does not have a leader"));
        second.faultOnce("/services", Fault.status(503, "The swarm does not have a leader"));
        last.fault("/services", Fault.never());

        assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        assertThat(docker.endpoints()).extracting(EndpointStatus::current).containsExactly(false, true, false);
        assertThat(docker.interruptions()).as("it had failed").isEqualTo(1);
        last.forgetRequests();
        assertThat(docker.snapshot().endpoint()).isEqualTo(second.endpoint());
        assertThat(last.requests()).isEmpty();
        assertThat(docker.interruptions()).isEqualTo(1);
    }

    @Test
    void theLastMayBeSlowThoughTheOthersAreAskedAgain() throws Exception {
        FakeSwarm first = manager();
        FakeSwarm last = manager();
        DockerSwarm docker = docker(null, Duration.ofSeconds(50), first, last);
        first.fault("/services", Fault.status(503, "The swarm does not have a leader"));
        last.fault("/nodes", Fault.late(Duration.ofSeconds(2)));

        assertThat(docker.snapshot().endpoint()).isEqualTo(last.endpoint());
        assertThat(first.requests().stream().filter(request -> request.contains("/services")))
                .hasSizeGreaterThan(1);
        assertThat(docker.endpoints().get(0).lastError()).contains("does not have a leader");
    }

    private FakeSwarm manager() {
        return cluster(FakeSwarm.builder());
    }

    private FakeSwarm cluster(FakeSwarm.Builder builder) {
        FakeSwarm manager = builder.start();
        open.add(manager);
        return manager.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("ingress"))
                .add(service("api").label("dns.service", "api").ingressPort(8080, 80))
                .add(task("t1", "api", 1, "n1"));
    }

    private DockerSwarm docker(Path certPath, Duration timeout, FakeSwarm... managers) {
        List<String> endpoints =
                List.of(managers).stream().map(FakeSwarm::endpoint).toList();
        DockerSwarm docker = new DockerSwarm(new SwarmConfig(endpoints, certPath, certPath != null, null, timeout));
        open.add(docker);
        return docker;
    }
}

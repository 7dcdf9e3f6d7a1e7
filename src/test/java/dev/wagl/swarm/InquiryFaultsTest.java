package dev.wagl.swarm;

import static dev.wagl.swarm.SwarmJson.network;
import static dev.wagl.swarm.SwarmJson.node;
import static dev.wagl.swarm.SwarmJson.service;
import static dev.wagl.swarm.SwarmJson.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An engine that answers half, or something else, where it is asked beside the refreshes: that is a failure, and never a shorter
 * list. Prometheus would drop what is missing in one.
 */
class InquiryFaultsTest {

    private final FakeSwarm fake = FakeSwarm.builder().start();
    private final DockerSwarm docker =
            new DockerSwarm(new SwarmConfig(List.of(fake.endpoint()), null, false, null, Duration.ofSeconds(5)));

    @BeforeEach
    void aSwarmThatIsWell() throws Exception {
        fake.add(node("n1", "10.0.0.11").manager(true, "10.0.0.11"))
                .add(network("ingress"))
                .add(service("api").label("dns.service", "api").ingressPort(8080, 80))
                .add(task("t1", "api", 1, "n1"))
                .add(task("t2", "api", 2, "n1"));
        docker.snapshot();
    }

    @AfterEach
    void end() {
        docker.close();
        fake.close();
    }

    private void targets() throws SwarmException {
        docker.scrapeTargets(ScrapeRole.TASKS, 80, target -> {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"/networks", "/nodes", "/services", "/tasks"})
    void aBodyThatEndsAnywhereIsNoListOfTargets(String call) throws Exception {
        targets();
        // The shortest body has more octets than that.
        for (int length = 0; length < 70; length += 3) {
            fake.fault(call, Fault.untilClose(length));
            assertThatThrownBy(this::targets)
                    .as("%s octets", length)
                    .isInstanceOf(SwarmException.class)
                    .hasMessageContaining(call);
        }
        fake.heal();
        targets();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/tasks | 200 | null | is not a list",
                "/tasks | 200 | {} | is not a list",
                "/nodes | 200 | {\"message\": \"no\"} | is not a list",
                "/services | 200 | <html> | is not Docker's JSON",
                "/networks | 503 | {\"message\": \"The swarm does not have a leader\"} | does not have a leader"
            })
    void somethingElseIsNoListOfTargets(String call, int status, String body, String reason) {
        fake.fault(call, Fault.body(status, "application/json", body));

        assertThatThrownBy(this::targets).isInstanceOf(SwarmException.class).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "", "[{\"ID\": \"t1\"", "7"})
    void somethingElseAreNoTasksOfAService(String body) throws Exception {
        Service api = docker.snapshot().services().get(0);
        assertThat(docker.tasks(api)).hasSize(2);
        fake.fault("/tasks", Fault.body(200, "application/json", body));

        assertThatThrownBy(() -> docker.tasks(api)).isInstanceOf(SwarmException.class);
    }
}

package dev.wagl;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.wagl.swarm.FakeSwarm;
import dev.wagl.swarm.SwarmJson;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.DnsServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Nobody answers at the configured endpoint when wagl starts; later somebody does. */
@QuarkusTest
@TestProfile(UnreachableEngineTest.NobodyThere.class)
class UnreachableEngineTest {

    @Inject
    DnsServer server;

    @Inject
    SyncState state;

    @Inject
    Settings settings;

    @Test
    void servesServfailUntilTheEngineComes() throws IOException {
        Questions questions = new Questions(server.binds().get(0).port());
        await().atMost(Duration.ofSeconds(20)).until(() -> state.failures() >= 2);

        Questions.Answer answer = questions.ask("api.swarm.", Type.A);
        assertThat(answer.rcode()).isEqualTo(Rcode.SERVFAIL);
        assertThat(answer.extendedError()).isEqualTo(ExtendedErrorCodeOption.NOT_READY);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body("status", equalTo("DOWN"))
                .body("checks[0].data.synced", equalTo(false))
                .body("checks[0].data.generation", nullValue());
        String error = given().get("/q/health/ready").path("checks[0].data.lastError");
        assertThat(error).contains(settings.swarm().endpoints().get(0));
        assertThat(given().accept("text/plain").get("/q/metrics").asString()).contains("wagl_zone_names 0.0");

        int port = Integer.parseInt(settings.swarm().endpoints().get(0).replaceAll(".*:", ""));
        try (FakeSwarm swarm = FakeSwarm.builder().port(port).start()) {
            swarm.add(SwarmJson.node("n1", "10.0.0.11"))
                    .add(SwarmJson.service("api").label("dns.service", "api").hostPort(8080, 80))
                    .add(SwarmJson.task("t1", "api", 1, "n1").hostPort(8080, 80));
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
            assertThat(questions.ask("api.swarm.", Type.A).texts(Section.ANSWER))
                    .containsExactly("10.0.0.11");
        }
    }

    /** A profile, since the meters of one application stay with the next one of the same profile. */
    public static final class NobodyThere implements QuarkusTestProfile {

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(SilentEndpoint.class));
        }
    }
}

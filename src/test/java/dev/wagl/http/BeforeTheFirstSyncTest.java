package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.dns.Name;
import dev.wagl.sync.SyncState;
import dev.wagl.zone.CurrentZone;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Where nothing is known, nothing is said to be missing: DNS says SERVFAIL then. */
class BeforeTheFirstSyncTest {

    private final SyncState state = new SyncState(System::nanoTime, Duration.ofSeconds(60));
    private final CurrentZone current = new CurrentZone(Name.parse("swarm."));
    private final Knowledge known = new Knowledge(current, state);
    private final ObjectMapper json = new ObjectMapper();
    private final MesosResource mesos =
            new MesosResource(current, known, null, json, null, null, null, null, null, 8080);
    private final ServicesResource services = new ServicesResource(known, null, json);

    private static void isUnavailable(ThrowingCallable question) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, question);
        assertThat(problem).hasMessage("no successful sync with Docker yet");
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.retryAfter()).isPositive();
    }

    @Test
    void noHostIsMissed() {
        isUnavailable(() -> mesos.host("api.billing.swarm"));
    }

    @Test
    void noServiceIsMissed() {
        isUnavailable(() -> services.service("_api._tcp.billing.swarm", null));
        isUnavailable(() -> services.service("api.billing", null));
    }
}

package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.sync.SyncState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Vertx vertx = Vertx.vertx();
    private final Followers followers = new Followers(new SyncState(System::nanoTime, Duration.ofSeconds(60)), vertx);
    private final HttpMetrics metrics = new HttpMetrics(followers);
    private final Problems problems = new Problems(metrics);

    @BeforeEach
    void bind() {
        metrics.bindTo(registry);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoIsToComeBackLaterIsCounted() {
        assertThat(unavailable()).isZero();
        problems.problem(ProblemException.badRequest("not this"));
        problems.problem(ProblemException.notFound("nor this"));
        assertThat(unavailable()).isZero();
        problems.problem(ProblemException.busy("others are served"));
        problems.problem(ProblemException.unavailable("stale", 10));
        assertThat(unavailable()).isEqualTo(2);
    }

    private double unavailable() {
        return registry.get("wagl.http.unavailable").functionCounter().count();
    }

    @Test
    void whoFollowsIsCountedUntilHeLeaves() {
        assertThat(following()).isZero();
        Follower one = followers.add(null, () -> {});
        followers.add(null, () -> {});
        assertThat(following()).isEqualTo(2);
        one.cancel();
        assertThat(following()).isEqualTo(1);
    }

    private double following() {
        return registry.get("wagl.http.followers").gauge().value();
    }
}

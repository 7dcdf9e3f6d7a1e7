package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a turn, and who is sent away at once. */
class TurnsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Turns turns = new Turns(vertx, Duration.ofMinutes(1));
    private final Turns impatient = new Turns(vertx, Duration.ofMillis(200));
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve() {
        Turns.Turn turn = turns.await(null);
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        served.incrementAndGet();
        atOnce.decrementAndGet();
        turn.end();
    }

    @Test
    void fourWaitAndOthersAreSentAway() throws Exception {
        Turns.Turn first = turns.await(null);
        List<Thread> four = IntStream.range(0, 4)
                .mapToObj(client -> new Thread(this::serve, "client " + client))
                .toList();
        four.forEach(Thread::start);
        await().until(() -> four.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        ProblemException sentAway = catchThrowableOfType(ProblemException.class, () -> turns.await(null));
        assertThat(sentAway.status()).isEqualTo(503);
        assertThat(sentAway.retryAfter()).isEqualTo(1);
        assertThat(four).as("who is sent away does not wait for that").allMatch(Thread::isAlive);
        assertThat(served).hasValue(0);
        first.end();
        for (Thread thread : four) {
            thread.join(60_000);
        }
        assertThat(served).hasValue(4);
        assertThat(mostAtOnce).hasValue(1);
    }

    @Test
    void whoWaitsForLongIsSentAway() {
        Turns.Turn first = impatient.await(null);
        ProblemException sentAway = catchThrowableOfType(ProblemException.class, () -> impatient.await(null));
        assertThat(sentAway.status()).isEqualTo(503);
        first.end();
        awaitTurn().end();
    }

    @Test
    void aTurnThatEndsTwiceIsOneTurn() {
        Turns.Turn first = impatient.await(null);
        first.end();
        first.end();
        Turns.Turn second = awaitTurn();
        assertThat(catchThrowableOfType(ProblemException.class, () -> impatient.await(null)))
                .isNotNull();
        second.end();
    }

    /** Between two there is a rest. */
    private Turns.Turn awaitTurn() {
        return await().ignoreExceptions().until(() -> impatient.await(null), turn -> true);
    }
}

package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a call that meets a fault of ours, or of the machine, not of the engine. */
@Timeout(30)
class DockerEndpointTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void anErrorIsToldAtOnceAndTheNextCallGoesAhead() throws Exception {
        DockerEndpoint endpoint = endpoint(threads);

        assertThatThrownBy(() -> endpoint.call(Duration.ofHours(1), engine -> {
                    throw new NoClassDefFoundError("a/b/C");
                }))
                .isInstanceOf(EndpointException.class)
                .hasMessage("internal error: java.lang.NoClassDefFoundError: a/b/C");

        int answer = endpoint.call(Duration.ofHours(1), engine -> 7);
        assertThat(answer).isEqualTo(7);
    }

    @Test
    void aThreadThatCannotBeStartedDoesNotBlockTheNextCall() throws Exception {
        boolean[] full = {true};
        DockerEndpoint endpoint = endpoint(new StartingNone(threads, full));

        assertThatThrownBy(() -> endpoint.call(Duration.ofHours(1), engine -> 7))
                .isInstanceOf(OutOfMemoryError.class);

        full[0] = false;
        int answer = endpoint.call(Duration.ofHours(1), engine -> 7);
        assertThat(answer).isEqualTo(7);
    }

    @Test
    void aResultThatComesTooLateIsDropped() throws Exception {
        DockerEndpoint endpoint = endpoint(threads);
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        // What is loaded for the first connection may take longer than the call below has time for.
        endpoint.call(Duration.ofHours(1), engine -> "first");

        // Long enough for the call's thread to have begun.
        assertThatThrownBy(() -> endpoint.call(Duration.ofSeconds(1), engine -> {
                    awaitWhateverHappens(late);
                    ended.countDown();
                    return "old";
                }))
                .isInstanceOf(EndpointException.class)
                .hasMessageContaining("no complete answer in time");
        Future<String> next = threads.submit(
                () -> endpoint.call(Duration.ofHours(1), engine -> ended.getCount() == 0 ? "new" : "too early"));

        assertThatThrownBy(() -> next.get(200, TimeUnit.MILLISECONDS))
                .as("it waits for the thread of the one before")
                .isInstanceOf(TimeoutException.class);
        late.countDown();
        assertThat(next.get()).isEqualTo("new");
        assertThat(endpoint.lastError()).isNull();
    }

    /** As a thread that an interrupt does not end: one in the name service, or just past its last read. */
    private static void awaitWhateverHappens(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static DockerEndpoint endpoint(ExecutorService threads) {
        return new DockerEndpoint(
                EndpointAddress.parse("tcp://127.0.0.1:1"), null, Duration.ofHours(1), new Allowance(1 << 20), threads);
    }

    /** A machine that has no threads left. */
    private static final class StartingNone extends AbstractExecutorService {

        private final ExecutorService threads;
        private final boolean[] full;

        StartingNone(ExecutorService threads, boolean[] full) {
            this.threads = threads;
            this.full = full;
        }

        @Override
        public void execute(Runnable task) {
            if (full[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            threads.execute(task);
        }

        @Override
        public void shutdown() {
            threads.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return threads.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return threads.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return threads.isTerminated();
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
            return threads.awaitTermination(time, unit);
        }
    }
}

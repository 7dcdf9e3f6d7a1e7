package dev.wagl.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What several endpoints answer at the same time is held against one limit, and the youngest gives way. */
@Timeout(60)
class AllowanceTest {

    private static final int HALF = 600 << 10;
    private static final int REST = 300 << 10;
    private static final String TOO_MUCH = "more in it than there is memory for, which is 1 MB";

    private final Allowance all = new Allowance(1 << 20);

    @Test
    void theYoungerGivesWayWhenItFindsNoRoom() throws Exception {
        Allowance one = all.part(() -> {});
        Allowance other = all.part(() -> {});

        one.text(HALF);
        assertThatThrownBy(() -> other.text(HALF)).isInstanceOf(NoRoomException.class);
        assertThat(other.gaveWay()).isTrue();
        assertThat(one.gaveWay()).isFalse();
        other.close();
        assertThatCode(() -> one.text(REST)).as("it is the other that goes").doesNotThrowAnyException();
    }

    @Test
    void theYoungerGivesWayWhenTheOlderFindsNoRoom() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        Allowance one = all.part(() -> {});
        Allowance other = all.part(left::countDown);
        other.text(HALF);

        CompletableFuture<Void> taken = inItsThread(one, HALF);
        left.await();
        assertThat(taken).as("what the other has is in memory still").isNotDone();
        assertThatThrownBy(() -> other.text(1)).isInstanceOf(NoRoomException.class);
        other.close();
        taken.get();
        assertThat(one.gaveWay()).isFalse();
    }

    @Test
    void asManyGiveWayAsItTakesTheYoungestFirst() throws Exception {
        CountDownLatch secondLeft = new CountDownLatch(1);
        CountDownLatch thirdLeft = new CountDownLatch(1);
        Allowance first = all.part(() -> {});
        Allowance second = all.part(secondLeft::countDown);
        Allowance third = all.part(thirdLeft::countDown);
        second.text(REST);
        third.text(REST);

        CompletableFuture<Void> taken = inItsThread(first, 3 * REST);
        thirdLeft.await();
        assertThat(second.gaveWay()).isFalse();
        third.close();
        secondLeft.await();
        second.close();
        taken.get();
    }

    /** Nobody waits for it any more, as when the time is up. */
    @Test
    void anInterruptEndsTheWait() throws Exception {
        CompletableFuture<Thread> waiting = new CompletableFuture<>();
        Allowance one = all.part(() -> {});
        Allowance other = all.part(() -> waiting.complete(Thread.currentThread()));
        other.text(HALF);

        CompletableFuture<Void> taken = inItsThread(one, HALF);
        waiting.get().interrupt();

        assertThatThrownBy(taken::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedIOException.class);
    }

    @Test
    void aloneItIsRefusedOnlyWhatIsTooMuch() throws Exception {
        Allowance one = all.part(() -> {});
        Allowance other = all.part(() -> {});

        one.text(HALF);
        one.close();
        other.text(HALF);
        assertThatThrownBy(() -> other.text(HALF))
                .isInstanceOf(BodyException.class)
                .hasMessageContaining(TOO_MUCH);
        assertThat(other.gaveWay()).isFalse();
    }

    /** As one whose connection has not come about. */
    @Test
    void whatHasTakenNothingIsInNobodysWay() throws Exception {
        all.part(() -> {});
        CountDownLatch left = new CountDownLatch(1);
        Allowance one = all.part(() -> {});
        Allowance other = all.part(left::countDown);
        Allowance hangs = all.part(() -> {});
        assertThatThrownBy(() -> one.text(2 * HALF))
                .isInstanceOf(BodyException.class)
                .hasMessageContaining(TOO_MUCH);
        one.close();

        Allowance again = all.part(() -> {});
        other.text(HALF);
        assertThatThrownBy(() -> again.text(HALF)).isInstanceOf(NoRoomException.class);
        again.close();
        assertThat(hangs.gaveWay()).isFalse();
        assertThat(left.getCount()).isOne();
    }

    @Test
    void theYoungestThatHasTakenAnythingGivesWay() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        Allowance one = all.part(() -> {});
        Allowance other = all.part(left::countDown);
        Allowance hangs = all.part(() -> {});
        other.text(HALF);

        CompletableFuture<Void> taken = inItsThread(one, HALF);
        left.await();
        other.close();
        taken.get();
        assertThat(hangs.gaveWay()).isFalse();
    }

    @Test
    void whatIsGivenBackIsThereAgain() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (Allowance part = all.part(() -> {})) {
                part.text(HALF);
                assertThatThrownBy(() -> part.text(HALF)).isInstanceOf(BodyException.class);
            }
        }
    }

    private static CompletableFuture<Void> inItsThread(Allowance part, int length) {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                part.text(length);
                taken.complete(null);
            } catch (Exception e) {
                taken.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return taken.orTimeout(50, TimeUnit.SECONDS);
    }
}

package dev.wagl.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wagl.http.Follower.Message;
import dev.wagl.sync.Publication;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** What a follower is told, and what becomes of one that does not take it. */
class FollowerTest {

    private int aborted;
    private int gone;
    private final Follower follower = new Follower(() -> aborted++, () -> gone++);
    private final Connection connection = new Connection();

    /** Takes messages only when it is told to. */
    private static final class Connection implements Flow.Subscriber<Message> {

        private final List<Message> taken = new ArrayList<>();
        private Flow.Subscription subscription;
        private boolean completed;

        void take(int messages) {
            subscription.request(messages);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Message message) {
            taken.add(message);
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onComplete() {
            completed = true;
        }
    }

    private static Message publication(int number, int names) {
        return new Message.Published(new Publication(
                "%016x".formatted(number),
                number,
                names,
                Collections.nCopies(names, "name.swarm."),
                List.of(),
                List.of(),
                0));
    }

    @Test
    void messagesAreTakenInTheirOrderAsTheConnectionAsks() {
        follower.tell(publication(1, 1));
        follower.subscribe(connection);
        follower.tell(publication(2, 1));
        assertThat(connection.taken).isEmpty();
        connection.take(1);
        assertThat(connection.taken).containsExactly(publication(1, 1));
        connection.take(5);
        follower.tell(publication(3, 1));
        assertThat(connection.taken).containsExactly(publication(1, 1), publication(2, 1), publication(3, 1));
    }

    @Test
    void whoTakesNothingIsCutOffAndToldSo() {
        follower.subscribe(connection);
        connection.take(1);
        for (int number = 1; number <= Follower.MOST_WAITING + 10; number++) {
            follower.tell(publication(number, 1));
        }
        assertThat(connection.taken).hasSize(1);
        connection.take(100);
        assertThat(connection.taken).containsExactly(publication(1, 1), new Message.CutOff());
        assertThat(connection.completed).isTrue();
        assertThat(gone).isOne();
    }

    @Test
    void whatWaitsIsBoundedInNamesToo() {
        follower.subscribe(connection);
        for (int number = 1; number <= 1 + Follower.MOST_NAMES_WAITING / 1_000; number++) {
            follower.tell(publication(number, 1_000));
        }
        connection.take(100);
        assertThat(connection.taken).containsExactly(new Message.CutOff());
    }

    @Test
    void aConnectionThatTakesNothingIsEnded() {
        follower.subscribe(connection);
        connection.take(1);
        follower.tell(publication(1, 1));
        follower.beat(System.nanoTime());
        assertThat(aborted).isZero();
        follower.beat(System.nanoTime() + Follower.STUCK.toNanos());
        assertThat(aborted).isOne();
        assertThat(gone).isOne();
        follower.tell(publication(2, 1));
        connection.take(1);
        assertThat(connection.taken).hasSize(1);
    }

    /** It was closed right after the request, and the answer never began. */
    @Test
    void aConnectionThatNeverBeginsToTakeIsForgotten() {
        follower.beat(System.nanoTime());
        assertThat(gone).isZero();
        follower.beat(System.nanoTime() + Follower.STUCK.toNanos());
        assertThat(gone).isOne();
        follower.subscribe(connection);
        connection.take(1);
        follower.tell(publication(1, 1));
        assertThat(connection.taken).isEmpty();
    }

    /** What it has not taken by then is not told any more: it was told that it is cut off, to nobody. */
    @Test
    void aConnectionThatNeverBeginsToTakeMayMissAnyNumber() {
        for (int number = 1; number <= Follower.MOST_WAITING + 10; number++) {
            follower.tell(publication(number, 1));
        }
        assertThat(gone).isZero();
        follower.beat(System.nanoTime() + Follower.STUCK.toNanos());
        assertThat(gone).isOne();
    }

    @Test
    void aConnectionOnWhichNothingHappensHearsThatWeAreStillHere() {
        follower.subscribe(connection);
        connection.take(1);
        follower.beat(System.nanoTime());
        assertThat(connection.taken).containsExactly(new Message.StillHere());
        follower.beat(System.nanoTime());
        assertThat(connection.taken).hasSize(1);
    }

    /** It has taken everything, and nothing was published since. */
    @Test
    void aConnectionOnWhichNothingHappensForLongIsNoDeadOne() {
        follower.subscribe(connection);
        connection.take(2);
        follower.beat(System.nanoTime() + Follower.STUCK.toNanos());
        assertThat(aborted).isZero();
        assertThat(connection.taken).containsExactly(new Message.StillHere());
    }

    @Test
    void whoLeavesIsGoneOnce() {
        follower.subscribe(connection);
        connection.subscription.cancel();
        connection.subscription.cancel();
        assertThat(gone).isOne();
    }
}

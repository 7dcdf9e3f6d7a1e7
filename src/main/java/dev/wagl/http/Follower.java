package dev.wagl.http;

import dev.wagl.sync.Publication;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;

/**
 * One who follows: a queue between the publications and a connection, which takes the next message when it has sent the last.
 * The queue has an end: who does not keep up is told that it is cut off, and that is the last it is told. Any thread.
 */
final class Follower implements Flow.Publisher<Follower.Message>, Flow.Subscription {

    /** What it may have missed at its beginning, and a quarter of a minute of more: four a second are the most there are. */
    static final int MOST_WAITING = 320;

    /** In what waits; with the above, what a slow one costs. */
    static final int MOST_NAMES_WAITING = 16_000;

    /** A connection that takes nothing for so long is ended. */
    static final Duration STUCK = Duration.ofSeconds(30);

    private final Runnable abort;
    private final Runnable left;
    private final Queue<Message> waiting = new ArrayDeque<>();
    private Flow.Subscriber<? super Message> connection;
    private int namesWaiting;
    private long demand;
    private long takenAt = System.nanoTime();
    private boolean handingOver;
    private boolean lastIsTold;
    private boolean ended;

    /** What is told. The publications are shared by all who wait for them. */
    sealed interface Message {

        /** How many names it tells. */
        default int names() {
            return 0;
        }

        /** Where the follower stands, at its beginning; null where there is no zone yet. */
        record Current(Publication last) implements Message {}

        /** A zone was published. */
        record Published(Publication publication) implements Message {

            @Override
            public int names() {
                return publication.told();
            }
        }

        /** Not all that was missed is known. */
        record ReadAnew(Publication last) implements Message {}

        /** The follower does not keep up. */
        record CutOff() implements Message {}

        /** Nothing has happened. */
        record StillHere() implements Message {}
    }

    /**
     * @param abort ends the connection as it is
     * @param left called once, when the follower is gone
     */
    Follower(Runnable abort, Runnable left) {
        this.abort = abort;
        this.left = left;
    }

    /** Has the message told as soon as the connection takes it; does not wait for that. */
    void tell(Message message) {
        synchronized (this) {
            if (ended || lastIsTold) {
                return;
            }
            namesWaiting += message.names();
            if (waiting.size() >= MOST_WAITING || namesWaiting > MOST_NAMES_WAITING) {
                waiting.clear();
                namesWaiting = 0;
                waiting.add(new Message.CutOff());
                lastIsTold = true;
            } else {
                waiting.add(message);
            }
        }
        handOver();
    }

    /** To be called now and then: finds connections that are gone, and ends those that take nothing. */
    void beat(long nanoTime) {
        boolean stuck;
        boolean idle;
        synchronized (this) {
            // One that is gone before its answer has begun is never subscribed.
            stuck = !ended && demand == 0 && nanoTime - takenAt >= STUCK.toNanos();
            idle = demand > 0 && waiting.isEmpty();
        }
        if (stuck) {
            cancel();
            abort.run();
        } else if (idle) {
            tell(new Message.StillHere());
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message> subscriber) {
        synchronized (this) {
            connection = subscriber;
            takenAt = System.nanoTime();
        }
        subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        synchronized (this) {
            demand += n;
        }
        handOver();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            waiting.clear();
        }
        left.run();
    }

    private void handOver() {
        for (Message next = next(); next != null; next = next()) {
            connection.onNext(next);
            synchronized (this) {
                handingOver = false;
            }
        }
        if (isOver()) {
            left.run();
            connection.onComplete();
        }
    }

    private synchronized Message next() {
        if (ended || handingOver || demand == 0 || waiting.isEmpty()) {
            return null;
        }
        handingOver = true;
        demand--;
        takenAt = System.nanoTime();
        Message next = waiting.remove();
        namesWaiting -= next.names();
        return next;
    }

    private synchronized boolean isOver() {
        boolean over = lastIsTold && waiting.isEmpty() && !handingOver && !ended;
        ended |= over;
        return over;
    }
}

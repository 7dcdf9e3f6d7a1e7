package dev.wagl.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A door that lets one in at a time. Few more wait before it for a moment, in their order; others do not get in. */
final class Door {

    /** As long as somebody is kept waiting before being told to come back. */
    static final Duration MOMENT = Duration.ofSeconds(2);

    private final Duration wait;
    private final int mostWaiting;
    private final Semaphore one = new Semaphore(1, true);
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param wait before one does not get in
     * @param mostWaiting each of them has a worker's thread
     */
    Door(Duration wait, int mostWaiting) {
        this.wait = wait;
        this.mostWaiting = mostWaiting;
    }

    /** Whether one is in, and has to leave; on a worker thread. */
    boolean enter() {
        try {
            return waiting.incrementAndGet() <= mostWaiting && one.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Once for each who is in; on any thread. */
    void leave() {
        one.release();
    }
}

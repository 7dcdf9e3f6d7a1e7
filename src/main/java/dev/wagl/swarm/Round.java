package dev.wagl.swarm;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One refresh, asked of the endpoints in their order until one answers, all of it under one deadline.
 *
 * <p>Behind one that fails comes the next at once, and beside one that says nothing for longer than its patience: a manager that is frozen
 * keeps nobody from another that tells what goes on, and one that is merely slow may still be the first to answer. As long as any is
 * waited for, those that have failed are asked again, as what they failed for, a way that was cut or a leader that was lost, may be
 * mended long before. The first answer ends the round; who has none by then is left.
 *
 * <p>No endpoint is asked twice at a time. The round is lost when each has failed in its turn, whatever goes on beside. That there
 * was no memory for its answer beside another's is no such failure: its turn comes again.
 */
final class Round<T> {

    /** From one time that an endpoint is asked to the next. */
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final DockerEndpoint.Call<T> call;
    private final ExecutorService threads;
    private final long deadline;

    private final Deque<DockerEndpoint> next;

    /** When the next is asked beside the one before it, unless that has failed by then. */
    private long nextAt;

    private final List<Ask> underWay = new ArrayList<>();
    private final BlockingQueue<Ask> ended = new LinkedBlockingQueue<>();

    /** The last of each that has failed and is not being asked again. */
    private final List<Ask> failed = new ArrayList<>();

    /** What was wrong with each in its turn. */
    private final Map<DockerEndpoint, EndpointException> failures = new LinkedHashMap<>();

    /**
     * @param endpoints in the order in which they are asked; at least one
     * @param limit of the whole
     * @param threads in which they are asked
     */
    Round(List<DockerEndpoint> endpoints, Duration limit, DockerEndpoint.Call<T> call, ExecutorService threads) {
        this.next = new ArrayDeque<>(endpoints);
        this.call = call;
        this.threads = threads;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * What one endpoint has given. What another one gives later goes nowhere.
     *
     * @param took how long that was waited for
     * @param again whether it had failed before in this round
     */
    record Answer<T>(DockerEndpoint endpoint, T given, Duration took, boolean again) {}

    /** @throws SwarmException if none has answered in time; names each with its reason */
    Answer<T> ask() throws SwarmException {
        try {
            askNext();
            while (!isLost()) {
                Ask one = ended.poll(untilOneIsDue(), TimeUnit.NANOSECONDS);
                if (one == null) {
                    askWhoIsDue();
                } else if (one.failure == null) {
                    underWay.stream().filter(other -> other.isOutrunBy(one)).forEach(other -> other.endpoint.outrun());
                    return one.answer;
                } else {
                    fail(one);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            underWay.forEach(one -> failures.putIfAbsent(one.endpoint, new EndpointException("interrupted", e)));
        } finally {
            underWay.forEach(Ask::leave);
        }
        throw failure();
    }

    private boolean isLost() {
        return next.isEmpty() && underWay.stream().allMatch(one -> one.again);
    }

    private void askNext() {
        if (!next.isEmpty()) {
            DockerEndpoint endpoint = next.remove();
            nextAt = System.nanoTime() + patience(endpoint).toNanos();
            ask(endpoint, false);
        }
    }

    /** However patient one is with it, the next still has its half of the time. */
    private Duration patience(DockerEndpoint endpoint) {
        Duration half = left().dividedBy(2);
        return half.compareTo(endpoint.patience()) < 0 ? half : endpoint.patience();
    }

    private void ask(DockerEndpoint endpoint, boolean again) {
        Ask one = new Ask(endpoint, again);
        underWay.add(one);
        try {
            one.begin();
        } catch (RejectedExecutionException e) {
            one.failure = new EndpointException("closed", e);
            ended.add(one);
        }
    }

    private long untilOneIsDue() {
        long at = System.nanoTime();
        long until = next.isEmpty() ? Long.MAX_VALUE : nextAt - at;
        for (Ask one : failed) {
            until = Math.min(until, one.begun + AGAIN.toNanos() - at);
        }
        return until;
    }

    private void askWhoIsDue() {
        long at = System.nanoTime();
        if (nextAt - at <= 0) {
            askNext();
        }
        for (Ask one : List.copyOf(failed)) {
            if (one.begun + AGAIN.toNanos() - at <= 0) {
                failed.remove(one);
                ask(one.endpoint, true);
            }
        }
    }

    private void fail(Ask one) {
        underWay.remove(one);
        if (!one.again && one.failure.getCause() instanceof NoRoomException) {
            failures.put(one.endpoint, one.failure);
            next.addFirst(one.endpoint);
            nextAt = System.nanoTime() + AGAIN.toNanos();
            return;
        }
        failed.add(one);
        if (!one.again) {
            // That the time was up is no reason beside an earlier one.
            failures.merge(one.endpoint, one.failure, (before, now) -> left().isNegative() ? before : now);
            askNext();
        }
    }

    private Duration left() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** One endpoint being asked, in a thread of its own. */
    private final class Ask implements Runnable {

        private final DockerEndpoint endpoint;
        private final boolean again;
        private final long begun = System.nanoTime();
        private Future<?> running;
        private Answer<T> answer;

        /** Null after an answer. */
        private EndpointException failure;

        Ask(DockerEndpoint endpoint, boolean again) {
            this.endpoint = endpoint;
            this.again = again;
        }

        void begin() {
            running = threads.submit(this);
        }

        @Override
        public void run() {
            try {
                Duration limit = left();
                if (limit.isNegative() || limit.isZero()) {
                    throw new EndpointException("not asked, the time was up", null);
                }
                T given = endpoint.call(limit, call);
                answer = new Answer<>(endpoint, given, Duration.ofNanos(System.nanoTime() - begun), again);
            } catch (EndpointException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                failure = endpoint.failure(e);
            } finally {
                ended.add(this);
            }
        }

        /** Whether one that has answered was asked later. Of one that has failed before that is known which is worse. */
        boolean isOutrunBy(Ask other) {
            return !again && begun - other.begun < 0;
        }

        /** Ends it, and what hangs in it. */
        void leave() {
            if (running != null) {
                running.cancel(true);
            }
        }
    }

    private SwarmException failure() {
        StringBuilder reasons = new StringBuilder();
        EndpointException cause = null;
        for (Map.Entry<DockerEndpoint, EndpointException> failure : failures.entrySet()) {
            reasons.append(reasons.length() == 0 ? "" : "; ");
            reasons.append(failure.getKey().endpoint())
                    .append(": ")
                    .append(failure.getValue().getMessage());
            cause = failure.getValue();
        }
        return new SwarmException(reasons.toString(), cause);
    }
}

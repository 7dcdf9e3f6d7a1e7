package dev.wagl.swarm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One refresh, asked of the endpoints one after the other until one answers, all of it under one deadline.
 *
 * <p>An endpoint that does not answer gets half of what is left, so that the next one is still asked; and one that has answered before
 * gets no more than a multiple of what that took: a manager that is frozen is left within a second or so, while the others tell what
 * goes on. The last has all that is left: it may be slow. While it says nothing the others are asked again, as what they failed
 * for, a way that was cut or a leader that was lost, may be mended long before.
 */
final class Round<T> {

    /** From one time that those which have failed are asked to the next. */
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final List<DockerEndpoint> endpoints;
    private final DockerEndpoint.Call<T> call;
    private final ExecutorService threads;
    private final long deadline;

    /** What was wrong with each when it was asked first, in that order. */
    private final Map<DockerEndpoint, EndpointException> failures = new LinkedHashMap<>();

    /** Of whoever is first once the last is asked. */
    private final CompletableFuture<Answer<T>> first = new CompletableFuture<>();

    /**
     * @param endpoints in the order in which they are asked; at least one
     * @param limit of the whole
     * @param threads for what goes on at the same time
     */
    Round(List<DockerEndpoint> endpoints, Duration limit, DockerEndpoint.Call<T> call, ExecutorService threads) {
        this.endpoints = endpoints;
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
        int last = endpoints.size() - 1;
        for (DockerEndpoint endpoint : endpoints.subList(0, last)) {
            try {
                return ask(endpoint, share(endpoint), false);
            } catch (EndpointException e) {
                failures.put(endpoint, e);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw failed();
            }
        }
        try {
            return last == 0 ? ask(endpoints.get(0), left(), false) : askLast();
        } catch (EndpointException e) {
            failures.put(endpoints.get(last), e);
            throw failed();
        }
    }

    private Answer<T> askLast() throws EndpointException {
        DockerEndpoint last = endpoints.get(endpoints.size() - 1);
        try {
            threads.execute(() -> {
                try {
                    first.complete(ask(last, left(), false));
                } catch (EndpointException | RuntimeException | Error e) {
                    first.completeExceptionally(e);
                }
            });
            if (!isOver(AGAIN)) {
                threads.execute(this::askAgain);
            }
            return first.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof EndpointException
                    ? (EndpointException) e.getCause()
                    : last.failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted", e);
        } catch (RejectedExecutionException e) {
            throw new EndpointException("closed", e);
        }
    }

    /** Until somebody has answered, or the last has failed. */
    private void askAgain() {
        try {
            do {
                for (DockerEndpoint endpoint : endpoints.subList(0, endpoints.size() - 1)) {
                    if (first.isDone()) {
                        return;
                    }
                    try {
                        first.complete(ask(endpoint, share(endpoint), true));
                    } catch (EndpointException e) {
                        // As before; the endpoint keeps the reason.
                    }
                }
            } while (!isOver(AGAIN));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is, or comes to be within a time. */
    private boolean isOver(Duration within) throws InterruptedException {
        try {
            first.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }

    private Answer<T> ask(DockerEndpoint endpoint, Duration limit, boolean again) throws EndpointException {
        if (limit.isNegative() || limit.isZero()) {
            throw new EndpointException("not asked, the time was up", null);
        }
        long begun = System.nanoTime();
        T given = endpoint.call(limit, call);
        return new Answer<>(endpoint, given, Duration.ofNanos(System.nanoTime() - begun), again);
    }

    private Duration left() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** How long an endpoint is waited for where another one could be asked. */
    private Duration share(DockerEndpoint endpoint) {
        Duration half = left().dividedBy(2);
        Duration patience = endpoint.patience();
        return patience == null || patience.compareTo(half) > 0 ? half : patience;
    }

    private SwarmException failed() {
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

package dev.wagl.swarm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One configured endpoint: its connection, kept from refresh to refresh while all goes well, and what was last wrong with it.
 *
 * <p>Each call runs in a thread of its own, because not everything that can hang can be ended from outside (a name server
 * that does not answer, a socket whose backlog is full). The caller waits until its time is up, ends what can be ended and
 * goes on; the next call waits for the thread of the one before, so that never more than one hangs.
 */
final class DockerEndpoint implements AutoCloseable {

    /** Shorter is no silence: an engine may have more to do than to answer. */
    private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(1);

    /** With one that has never answered: that takes longer, and a connection that does not come about is a failure of its own. */
    private static final Duration FIRST_PATIENCE = Transport.LONGEST_CONNECT.plusMillis(500);

    /** So many times what it took lately, and it is taken to be silent. */
    private static final int UNUSUAL = 4;

    private final EndpointAddress address;
    private final Tls tls;
    private final Duration timeout;
    private final Allowance allowance;
    private final ExecutorService threads;
    private final Semaphore free = new Semaphore(1);

    /** Used by one attempt at a time; guarded by this where an attempt may have been abandoned meanwhile. */
    private volatile Engine engine;

    private Tls.Context engineTls;
    private volatile Failure lastFailure;

    /** What its slowest refresh took, half of it forgotten with each that follows; zero before the first. */
    private volatile Duration slowest = Duration.ZERO;

    private record Failure(String reason, Instant at) {}

    /**
     * @param tls null where TLS is not spoken
     * @param allowance what calls may keep, those of other endpoints together with these
     */
    DockerEndpoint(EndpointAddress address, Tls tls, Duration timeout, Allowance allowance, ExecutorService threads) {
        this.address = address;
        this.tls = tls;
        this.timeout = timeout;
        this.allowance = allowance;
        this.threads = threads;
    }

    @FunctionalInterface
    interface Call<T> {
        T run(Engine engine) throws IOException;
    }

    /** Runs one call within a limit, or until it is interrupted. After a failure of any kind the next call connects anew. */
    <T> T call(Duration limit, Call<T> call) throws EndpointException {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            T result = run(deadline, call);
            lastFailure = null;
            if (tls != null) {
                tls.accepted();
            }
            return result;
        } catch (EndpointException e) {
            if (!(e.getCause() instanceof InterruptedException || e.getCause() instanceof NoRoomException)) {
                lastFailure = new Failure(e.getMessage(), Instant.now());
            }
            throw e;
        }
    }

    /** It was asked before another one, and that has answered. */
    void outrun() {
        lastFailure = new Failure(
                "no complete answer in time: another endpoint was asked beside it, and was faster", Instant.now());
    }

    /** A refresh took so long. */
    void took(Duration refresh) {
        // Not for long: the first one after a start is much slower than all that follow.
        Duration before = slowest.dividedBy(2);
        slowest = refresh.compareTo(before) > 0 ? refresh : before;
    }

    /** How long a refresh of it is waited for before another one is asked beside it. */
    Duration patience() {
        if (slowest.isZero()) {
            return FIRST_PATIENCE;
        }
        Duration unusual = slowest.multipliedBy(UNUSUAL);
        return unusual.compareTo(SHORTEST_PATIENCE) > 0 ? unusual : SHORTEST_PATIENCE;
    }

    private <T> T run(long deadline, Call<T> call) throws EndpointException {
        try {
            if (!free.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new TimeoutException("an earlier attempt still hangs, in the connection or in the name service");
            }
            Attempt<T> attempt = new Attempt<>(call);
            start(attempt);
            boolean answered = false;
            try {
                T result = attempt.result.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                answered = true;
                return result;
            } finally {
                attempt.abandon();
                if (!answered) {
                    attempt.disconnect();
                }
            }
        } catch (TimeoutException e) {
            throw new EndpointException(notInTime(), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted", e);
        } catch (RejectedExecutionException e) {
            throw new EndpointException("closed", e);
        }
    }

    private void start(Attempt<?> attempt) {
        try {
            threads.execute(attempt);
        } catch (RuntimeException | Error e) {
            free.release();
            throw e;
        }
    }

    /** The same whatever share of the time this one had: it differs from refresh to refresh, and is not news. */
    private String notInTime() {
        return "no complete answer in time (--refresh-timeout " + inWords(timeout) + ")";
    }

    /** One call under way. Once abandoned it can no longer leave anything behind. */
    private final class Attempt<T> implements Runnable {

        private final CompletableFuture<T> result = new CompletableFuture<>();
        private final Call<T> call;
        private Thread runner;

        /** Null until it is connected. */
        private Engine asked;

        private boolean abandoned;

        Attempt(Call<T> call) {
            this.call = call;
        }

        @Override
        public void run() {
            try {
                begin();
                result.complete(within(allowance.part(this::disconnect)));
            } catch (Throwable e) {
                // An Error too: whoever waits for the result would wait until the time is up, and call it silence.
                result.completeExceptionally(e);
            } finally {
                end();
                free.release();
            }
        }

        private void begin() {
            synchronized (DockerEndpoint.this) {
                runner = Thread.currentThread();
            }
        }

        private T within(Allowance part) throws IOException {
            try (part) {
                Engine connected = connected();
                connected.allow(part);
                return call.run(connected);
            } catch (IOException | RuntimeException e) {
                if (part.gaveWay()) {
                    throw new NoRoomException();
                }
                throw e;
            }
        }

        private Engine connected() throws IOException {
            Tls.Context context = tls == null ? null : tls.context();
            Engine kept = engine;
            if (kept != null && context == engineTls) {
                return use(kept, context);
            }
            if (kept != null) {
                // The certificates have changed.
                kept.close();
            }
            return use(connect(context, timeout), context);
        }

        private Engine use(Engine one, Tls.Context context) throws IOException {
            synchronized (DockerEndpoint.this) {
                if (!abandoned) {
                    engine = one;
                    engineTls = context;
                    asked = one;
                    return one;
                }
                engine = engine == one ? null : engine;
            }
            one.close();
            throw new IOException("abandoned");
        }

        /** Ends it as far as an interrupt does: the wait for a socket's backlog, a pause before another try. */
        void abandon() {
            synchronized (DockerEndpoint.this) {
                abandoned = true;
                if (runner != null) {
                    runner.interrupt();
                }
            }
        }

        /** Closes what it has used, and nothing that another one uses by now. */
        void disconnect() {
            Engine used;
            synchronized (DockerEndpoint.this) {
                used = asked;
                engine = engine == used ? null : engine;
            }
            if (used != null) {
                used.close();
            }
        }

        private void end() {
            synchronized (DockerEndpoint.this) {
                runner = null;
                // The thread goes back to the pool without an interrupt that came too late.
                Thread.interrupted();
            }
        }
    }

    private Engine connect(Tls.Context context, Duration idle) throws IOException {
        return new Engine(address, Transport.open(address, context, timeout, idle));
    }

    /** A second connection, for the stream of events: silence on it is no error. */
    Engine connectForEvents() throws IOException {
        return connect(tls == null ? null : tls.context(), Duration.ZERO);
    }

    /**
     * Runs one call on a connection of its own. No refresh waits for it, and what goes wrong with it is none of the endpoint's
     * failures.
     */
    <T> T aside(Duration limit, Call<T> call) throws EndpointException {
        CompletableFuture<T> result = new CompletableFuture<>();
        AtomicReference<Engine> opened = new AtomicReference<>();
        try {
            threads.execute(() -> {
                try (Engine aside = connect(tls == null ? null : tls.context(), limit)) {
                    opened.set(aside);
                    result.complete(call.run(aside));
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EndpointException("no complete answer in " + inWords(limit), e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted", e);
        } catch (RejectedExecutionException e) {
            throw new EndpointException("closed", e);
        } finally {
            Engine left = opened.get();
            if (left != null) {
                left.close();
            }
        }
    }

    EndpointException failure(Throwable cause) {
        return new EndpointException(FailureReason.of(cause, address, tls), cause);
    }

    /** To a tenth of a second. */
    private static String inWords(Duration limit) {
        long tenths = Math.round(limit.toNanos() / 1e8);
        return tenths % 10 == 0 ? tenths / 10 + " s" : tenths / 10 + "." + tenths % 10 + " s";
    }

    String endpoint() {
        return address.text();
    }

    /** Null after a success, and before the first call. */
    String lastError() {
        Failure failure = lastFailure;
        return failure == null ? null : failure.reason();
    }

    EndpointStatus status(boolean current) {
        Failure failure = lastFailure;
        return new EndpointStatus(
                endpoint(), current, failure == null ? null : failure.reason(), failure == null ? null : failure.at());
    }

    @Override
    public void close() {
        Engine old;
        synchronized (this) {
            old = engine;
            engine = null;
        }
        if (old != null) {
            old.close();
        }
    }
}

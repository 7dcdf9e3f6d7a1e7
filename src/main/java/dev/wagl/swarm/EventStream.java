package dev.wagl.swarm;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The engine's stream of events, used for one thing: to look now rather than later. (And to measure: it tells when a process
 * is sent a signal.) It ends, breaks, falls silent and loses
 * events; so it is opened again after each end, and after a certain age whether it seems well or not, and each opening is
 * a hint too, for whatever was missed before it.
 */
final class EventStream implements AutoCloseable {

    /**
     * The events that can change a snapshot. Each health probe of a container makes three {@code exec_*} events: they are
     * left at the engine.
     */
    private static final Set<String> CONTAINER_ACTIONS = Set.of("start", "die", "kill", "health_status", "destroy");

    private static final String PATH = "/events?filters="
            + URLEncoder.encode(
                    "{\"type\":[\"service\",\"node\",\"container\"],\"event\":[\"create\",\"update\",\"remove\","
                            + "\"start\",\"die\",\"kill\",\"health_status\",\"destroy\"]}",
                    StandardCharsets.UTF_8);

    private final Supplier<DockerEndpoint> endpoint;
    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private Runnable hint;
    private volatile Consumer<String> kills = container -> {};
    private Thread thread;
    private ScheduledExecutorService timer;
    private Engine open;
    private boolean closed;
    private long moves;
    /** Whether the stream under way has begun; seen by the timer. */
    private volatile boolean begun;

    /** Whether the stream under way is ended by us, who had no fault to find with it. */
    private volatile boolean left;

    private final AtomicLong interruptions = new AtomicLong();
    private volatile String problem;

    /**
     * When it is opened again.
     *
     * @param firstDelay after an end; doubled after each stream that did not last
     * @param longestDelay what the delay grows to, and how long a stream must last for it to begin anew
     * @param openWithin how long the engine may take to begin with its answer
     * @param maximumAge after which a stream is closed and opened again
     */
    record Pace(Duration firstDelay, Duration longestDelay, Duration openWithin, Duration maximumAge) {
        static final Pace USUAL =
                new Pace(Duration.ofMillis(100), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /** @param endpoint gives the endpoint that answered last; null while there is none */
    EventStream(Supplier<DockerEndpoint> endpoint, Pace pace) {
        this.endpoint = endpoint;
        this.pace = pace;
    }

    /** Before {@link #start}. */
    void watchKills(Consumer<String> container) {
        kills = container;
    }

    void start(Runnable onHint) {
        lock.lock();
        try {
            if (thread != null || closed) {
                throw new IllegalStateException("watched already, or closed");
            }
            hint = onHint;
            timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "wagl-docker-events-age"));
            thread = daemon(this::run, "wagl-docker-events");
            thread.start();
        } finally {
            lock.unlock();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread daemon = new Thread(task, name);
        daemon.setDaemon(true);
        return daemon;
    }

    private void run() {
        Duration delay = pace.firstDelay();
        while (true) {
            DockerEndpoint from = awaitEndpoint();
            if (from == null) {
                return;
            }
            long since = System.nanoTime();
            follow(from);
            boolean lasted = System.nanoTime() - since >= pace.longestDelay().toNanos();
            delay = lasted ? pace.firstDelay() : delay;
            if (!pause(delay)) {
                return;
            }
            Duration twice = delay.multipliedBy(2);
            delay = twice.compareTo(pace.longestDelay()) < 0 ? twice : pace.longestDelay();
        }
    }

    /** Null once closed. */
    private DockerEndpoint awaitEndpoint() {
        lock.lock();
        try {
            while (!closed) {
                DockerEndpoint now = endpoint.get();
                if (now != null) {
                    return now;
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Follows one stream to its end. */
    private void follow(DockerEndpoint from) {
        // An interrupt that came too late for the stream before is none for this one.
        Thread.interrupted();
        begun = false;
        left = false;
        long at = moves();
        try (Engine engine = from.connectForEvents()) {
            if (!hold(engine)) {
                return;
            }
            ScheduledFuture<?> tooLate = timer.schedule(
                    () -> {
                        if (!begun) {
                            end(engine);
                        }
                    },
                    pace.openWithin().toNanos(),
                    TimeUnit.NANOSECONDS);
            ScheduledFuture<?> tooOld = timer.schedule(
                    () -> {
                        left = true;
                        end(engine);
                    },
                    pace.maximumAge().toNanos(),
                    TimeUnit.NANOSECONDS);
            try {
                engine.stream(PATH, this::opened, this::event);
            } finally {
                tooLate.cancel(false);
                tooOld.cancel(false);
            }
        } catch (Throwable e) {
            // What breaks later, or was left, is opened again at once, and no news. Not even an Error may end this
            // thread: nothing
            // would start it again.
            if (e instanceof Error || !begun && moves() == at) {
                problem = "no events from " + from.endpoint() + ", changes are seen by polling alone: "
                        + from.failure(e).getMessage();
            }
        } finally {
            hold(null);
            if (begun && !left) {
                interruptions.incrementAndGet();
            }
        }
    }

    private void opened() {
        begun = true;
        problem = null;
        hint.run();
    }

    /** Ends a stream, and the wait for a socket that does not even connect. */
    private void end(Engine engine) {
        engine.close();
        thread.interrupt();
    }

    /** Notes which stream to close; false if it is to be closed at once. */
    private boolean hold(Engine engine) {
        lock.lock();
        try {
            open = engine;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void event(Json value) throws IOException {
        String[] event = {"", "", null};
        value.fields((field, word) -> {
            switch (field) {
                case "Type" -> event[0] = word.text();
                case "Action" -> event[1] = word.text();
                case "Actor" ->
                    word.fields((key, id) -> {
                        if (key.equals("ID")) {
                            event[2] = id.text();
                        }
                    });
                default -> {}
            }
        });
        if (matters(event[0], event[1])) {
            hint.run();
        }
        if ("container".equals(event[0]) && "kill".equals(event[1]) && event[2] != null) {
            kills.accept(event[2]);
        }
    }

    private static boolean matters(String type, String action) {
        if (type == null || action == null) {
            return false;
        }
        // "health_status: healthy"
        int colon = action.indexOf(':');
        return switch (type) {
            case "service", "node" -> true;
            case "container" -> CONTAINER_ACTIONS.contains(colon < 0 ? action : action.substring(0, colon));
            default -> false;
        };
    }

    /** Waits before the next opening; false once closed. */
    private boolean pause(Duration delay) {
        lock.lock();
        try {
            long end = System.nanoTime() + delay.toNanos();
            long at = moves;
            while (!closed && moves == at && end - System.nanoTime() > 0) {
                try {
                    changed.awaitNanos(end - System.nanoTime());
                } catch (InterruptedException e) {
                    // It was meant for the stream, which has ended by itself meanwhile.
                    continue;
                }
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Another endpoint answers now: the stream moves there. */
    void move() {
        leave(false);
    }

    /** The same endpoint answers again: a stream that is open stays so, one that is not is opened without a pause. */
    void resume() {
        lock.lock();
        try {
            moves++;
            problem = null;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long moves() {
        lock.lock();
        try {
            return moves;
        } finally {
            lock.unlock();
        }
    }

    /** How many streams have ended that were not left. */
    long interruptions() {
        return interruptions.get();
    }

    /** Why there are no events; null while there are, and before. */
    String problem() {
        return problem;
    }

    @Override
    public void close() {
        leave(true);
    }

    private void leave(boolean forGood) {
        Engine old;
        lock.lock();
        try {
            closed |= forGood;
            left = true;
            moves++;
            problem = null;
            old = open;
            if (closed && timer != null) {
                timer.shutdownNow();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (old != null) {
            end(old);
        }
    }
}

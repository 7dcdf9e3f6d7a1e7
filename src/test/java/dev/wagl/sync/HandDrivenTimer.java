package dev.wagl.sync;

import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One thread and its monotonic clock, both moved by the test. */
final class HandDrivenTimer extends AbstractExecutorService implements ScheduledExecutorService {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = -5_000_000_000L;
    private long order;
    private boolean shutdown;

    long nanoTime() {
        return now;
    }

    /** Time passes within a task: what is due meanwhile runs after it. */
    void takes(int millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Time passes, and everything that is due runs at its time. */
    void advance(int millis) {
        long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!tasks.isEmpty() && tasks.peek().at - until <= 0) {
            Task task = tasks.poll();
            now = Math.max(now, task.at);
            task.run();
        }
        now = Math.max(now, until);
    }

    /** Waiting tasks, those that are cancelled not counted. */
    int waiting() {
        return (int) tasks.stream().filter(task -> !task.isCancelled()).count();
    }

    @Override
    public void execute(Runnable command) {
        schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command, now + unit.toNanos(delay), order++);
        if (!shutdown) {
            tasks.add(task);
        }
        return task;
    }

    private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {

        private final long at;
        private final long order;

        Task(Runnable command, long at, long order) {
            super(command, null);
            this.at = at;
            this.order = order;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task task = (Task) other;
            return at == task.at ? Long.compare(order, task.order) : Long.compare(at, task.at);
        }
    }

    @Override
    public void shutdown() {
        shutdown = true;
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }
}

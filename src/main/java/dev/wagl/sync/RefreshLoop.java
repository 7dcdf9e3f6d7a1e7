package dev.wagl.sync;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Refreshes, and looks whether one is needed, one after the other and whenever the pace says so. Two never overlap, since all of them
 * run on the timer's one thread.
 * {@link #hint} and {@link #wake} may be called from any thread and as often as one likes: what waits already is not queued again.
 */
final class RefreshLoop {

    private final Supplier<Outcome> refresh;
    private final Supplier<Pace.Look> look;
    private final Pace pace;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService timer;

    private final AtomicBoolean awake = new AtomicBoolean();
    private final AtomicBoolean hinted = new AtomicBoolean();
    private ScheduledFuture<?> alarm;

    /**
     * @param refresh does not throw
     * @param look does not throw
     * @param nanoClock monotonic
     * @param timer one thread, monotonic
     */
    RefreshLoop(
            Supplier<Outcome> refresh,
            Supplier<Pace.Look> look,
            Pace pace,
            LongSupplier nanoClock,
            ScheduledExecutorService timer) {
        this.refresh = refresh;
        this.look = look;
        this.pace = pace;
        this.nanoClock = nanoClock;
        this.timer = timer;
    }

    /** Sees what is due, and sets the alarm for the next one. */
    void wake() {
        if (!timer.isShutdown() && awake.compareAndSet(false, true)) {
            timer.execute(this::step);
        }
    }

    /** Something has changed at the source. */
    void hint() {
        if (hinted.compareAndSet(false, true)) {
            wake();
        }
    }

    private void step() {
        awake.set(false);
        if (hinted.getAndSet(false)) {
            pace.hint(nanoClock.getAsLong());
        }
        Pace.Call due = pace.due(nanoClock.getAsLong());
        if (due != null) {
            pace.started(due, nanoClock.getAsLong());
            switch (due) {
                case REFRESH -> pace.refreshed(refresh.get(), nanoClock.getAsLong());
                case LOOK -> pace.looked(look.get(), nanoClock.getAsLong());
            }
        }
        setAlarm();
    }

    private void setAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        if (!timer.isShutdown()) {
            long wait = Math.max(0, pace.untilDue(nanoClock.getAsLong()));
            alarm = timer.schedule(this::wake, wait, TimeUnit.NANOSECONDS);
        }
    }
}

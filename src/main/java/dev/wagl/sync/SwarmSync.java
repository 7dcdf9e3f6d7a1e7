package dev.wagl.sync;

import dev.wagl.discovery.ZoneProjection;
import dev.wagl.sync.SyncConfig.OnStale;
import dev.wagl.zone.CurrentZone;
import io.quarkus.runtime.Quarkus;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The bean that keeps the zone in step with the Swarm. Quarkus' scheduler ticks it once a second by the wall clock; paces
 * below a second, and the case that ticks stay away because the clock was set back, are the timer's, which is monotonic. Both only
 * look whether a refresh is due. It does nothing until {@link #start}.
 */
@Singleton
public final class SwarmSync {

    private static final Logger LOG = Logger.getLogger(SwarmSync.class);

    private final SnapshotSource source;
    private final SyncConfig config;
    private final CurrentZone current;
    private final SyncState state;
    private final Refresher refresher;
    private final RefreshLoop loop;
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean running;

    @Inject
    SwarmSync(
            SnapshotSource source,
            Supplier<ZoneProjection> projection,
            CurrentZone current,
            SyncState state,
            SyncConfig config) {
        this.source = source;
        this.config = config;
        this.current = current;
        this.state = state;
        Guard guard = new Guard(config.guard());
        refresher = new Refresher(source, projection, current, state, new SyncLog(LOG), guard, Clock.systemUTC());
        timer = new ScheduledThreadPoolExecutor(1, SwarmSync::thread, new DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
        Pace pace = new Pace(config.refresh(), longestPause(config), state.now());
        loop = new RefreshLoop(refresher::refresh, refresher::look, pace, state::now, timer);
    }

    /** However slow the engine is, the zone does not become stale for that. */
    private static Duration longestPause(SyncConfig config) {
        Duration half = config.staleness().dividedBy(2);
        return half.compareTo(config.refresh()) > 0 ? half : config.refresh();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "wagl-sync");
        thread.setDaemon(true);
        return thread;
    }

    /** The first refresh begins at once; this returns before it has ended. */
    public void start() {
        running = true;
        loop.wake();
        source.watchKills(refresher::signalled);
        source.watch(loop::hint);
    }

    @Scheduled(identity = "swarm-sync", every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (running) {
            loop.wake();
            timer.execute(this::actOnStale);
        }
    }

    private void actOnStale() {
        boolean stale = state.stale();
        current.stale(stale);
        if (config.onStale() == OnStale.SERVE || !stale) {
            return;
        }
        String error = state.lastError() == null ? "a refresh does not end" : state.lastError();
        String since = "no successful sync for " + state.age().toSeconds() + " s: " + error;
        if (config.onStale() == OnStale.EXIT) {
            running = false;
            LOG.errorf("%s; exiting (wagl.on-stale=exit)", since);
            Quarkus.asyncExit(1);
        } else if (current.withdraw()) {
            LOG.errorf("%s; answering SERVFAIL (wagl.on-stale=servfail)", since);
        }
    }

    /** No refresh begins any more, and one that is under way comes to nothing. The zone is served on. Waits for nothing. */
    public void stop() {
        running = false;
        refresher.stop();
        timer.shutdownNow();
    }
}

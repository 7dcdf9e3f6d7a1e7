package dev.wagl.querylog;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryProcessor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The query log of all event loops. They do no more than put down what is to be told; a thread of the log's own makes text of it and
 * writes that, which may take as long as it likes: what there is no room for meanwhile is lost, and counted.
 */
public final class QueryLog {

    /** Of which responses a line is written. */
    public enum Level {
        OFF,
        /** Neither NOERROR nor NXDOMAIN: CoreDNS' class {@code error}. */
        ERRORS,
        ALL
    }

    private static final Logger LOG = Logger.getLogger(QueryLog.class);

    /**
     * From the end of one look at the event loops to the next. With the room that each has, this bounds what the log takes of the
     * processor: 50,000 lines a second from each.
     */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Level level;
    private final Consumer<String> lines;
    private final BooleanSupplier room;
    private final List<LoopLog> loops = new CopyOnWriteArrayList<>();
    private ScheduledExecutorService thread;

    /** Lines that could not be written; counted by the log's thread alone. */
    private volatile long failed;

    /** @param room whether one more line may be logged: others log, too, and cannot wait */
    public QueryLog(Level level, BooleanSupplier room) {
        this(level, LOG::info, room);
    }

    /** @param lines takes what else would be logged */
    public QueryLog(Level level, Consumer<String> lines) {
        this(level, lines, () -> true);
    }

    QueryLog(Level level, Consumer<String> lines, BooleanSupplier room) {
        this.level = level;
        this.lines = lines;
        this.room = room;
    }

    /** One that is off. */
    public static QueryLog none() {
        return new QueryLog(Level.OFF, () -> false);
    }

    /** The log of one event loop's responses over one transport; null where nothing is told. */
    public LoopLog loop(Transport transport, QueryProcessor processor) {
        if (level == Level.OFF) {
            return null;
        }
        LoopLog loop = new LoopLog(transport, processor, level == Level.ERRORS);
        loops.add(loop);
        return loop;
    }

    public synchronized void start() {
        if (level == Level.OFF || thread != null) {
            return;
        }
        thread = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread named = new Thread(work, "query-log");
            named.setDaemon(true);
            return named;
        });
        thread.scheduleWithFixedDelay(this::writeAndGoOn, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes what is left and has room, and ends. */
    public synchronized CompletableFuture<Void> close() {
        if (thread == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> written = CompletableFuture.runAsync(this::write, thread);
        thread.shutdown();
        thread = null;
        return written;
    }

    /** An exception would end the looking for good, and in silence. */
    private void writeAndGoOn() {
        try {
            write();
        } catch (RuntimeException e) {
            failed++;
        }
    }

    void write() {
        loops.forEach(loop -> loop.write(lines, room));
    }

    /** Lines that were lost because there was no room for them, or because they could not be written. */
    public long dropped() {
        return failed + loops.stream().mapToLong(LoopLog::dropped).sum();
    }
}

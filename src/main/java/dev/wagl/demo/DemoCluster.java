package dev.wagl.demo;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The embedded demo cluster: a Swarm of three nodes that exists in this process only and answers the Docker API on
 * loopback. It has settled when it starts, and lives from then on.
 */
public final class DemoCluster implements AutoCloseable {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final long SEED = 2015;
    /** How old the cluster is when it starts: enough for all of its services to have come up. */
    private static final Duration AGE = Duration.ofMinutes(1);

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newCachedThreadPool(daemon("demo-engine"));
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(daemon("demo-ticker"));

    private DemoCluster(ClusterModel model) throws IOException {
        // Else the JDK's server sends head and body so that Nagle's algorithm holds the body back for 40 ms.
        System.getProperties().putIfAbsent("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0);
        server.createContext("/", new EngineApi(model));
        server.setExecutor(handlers);
    }

    /** Starts a demo cluster on a free port. */
    public static DemoCluster start() throws IOException {
        var model = settledModel(SEED, Instant.now());
        var story = new Story(model, SEED);
        var cluster = new DemoCluster(model);
        cluster.server.start();
        cluster.ticker.scheduleAtFixedRate(
                () -> {
                    try {
                        model.tick();
                        story.tick();
                    } catch (RuntimeException | Error e) {
                        // The executor would stop ticking and say nothing.
                        Thread.currentThread()
                                .getUncaughtExceptionHandler()
                                .uncaughtException(Thread.currentThread(), e);
                        throw e;
                    }
                },
                ClusterModel.STEP.toMillis(),
                ClusterModel.STEP.toMillis(),
                TimeUnit.MILLISECONDS);
        return cluster;
    }

    /** Starts a demo cluster whose time is moved by somebody else. */
    static DemoCluster serve(ClusterModel model) throws IOException {
        var cluster = new DemoCluster(model);
        cluster.server.start();
        return cluster;
    }

    /** A cluster that has been up for a while at that time, with nothing under way. */
    static ClusterModel settledModel(long seed, Instant now) {
        var model = new ClusterModel(seed, now.minus(AGE));
        DemoStack.deploy(model);
        while (model.now().isBefore(now)) {
            model.tick();
        }
        return model;
    }

    /** Where its API is: {@code tcp://127.0.0.1:port}. */
    public String endpoint() {
        return "tcp://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        handlers.shutdownNow();
        server.stop(0);
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}

package dev.wagl;

import dev.wagl.forwarding.Forwarding;
import dev.wagl.sync.SwarmSync;
import dev.wagl.transport.AddressUnavailableException;
import dev.wagl.transport.DnsServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The order in which things begin and end. First the sockets, so that there is an answer, if only SERVFAIL, and what has upstreams asked; then the first
 * refresh, which nothing waits for; Quarkus opens the HTTP port after that. At the end it closes it first, so that nobody is
 * told that wagl is ready; then what was asked is answered, then Docker is left alone.
 */
@Singleton
final class Startup {

    private static final Logger LOG = Logger.getLogger(Startup.class);

    private static final long BIND_SECONDS = 20;

    /** Less than the 10 s that Docker gives a container to end. */
    private static final long CLOSE_SECONDS = 5;

    private final DnsServer server;
    private final Forwarding forwarding;
    private final boolean external;
    private final DockerSource source;
    private final SwarmSync sync;

    @Inject
    Startup(DnsServer server, Forwarding forwarding, Settings settings, DockerSource source, SwarmSync sync) {
        this.server = server;
        this.forwarding = forwarding;
        this.external = settings.forwarding().external();
        this.source = source;
        this.sync = sync;
    }

    void start(@Observes StartupEvent event) {
        awaitBound(server.start());
        if (external) {
            forwarding.start();
        }
        source.open();
        sync.start();
    }

    /** Returns only if all is bound. */
    static void awaitBound(Future<Void> bound) {
        try {
            await(bound, BIND_SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AddressUnavailableException unavailable
                    ? new StartupException(unavailable.getMessage(), unavailable)
                    : new IllegalStateException("the DNS server does not start", e.getCause());
        } catch (TimeoutException e) {
            throw new StartupException("the DNS server is not bound after " + BIND_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted before the DNS server was bound", e);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        try {
            await(server.close(), CLOSE_SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warnf("the DNS server did not end in order: %s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.warn("the DNS server did not end in order: interrupted");
        }
        if (external) {
            forwarding.close();
        }
        sync.stop();
        source.close();
    }

    private static void await(Future<Void> future, long seconds)
            throws ExecutionException, TimeoutException, InterruptedException {
        future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }
}

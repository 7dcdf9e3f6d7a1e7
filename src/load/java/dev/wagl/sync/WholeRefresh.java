package dev.wagl.sync;

import dev.wagl.discovery.NamingConfig;
import dev.wagl.discovery.ZoneProjection;
import dev.wagl.dns.Name;
import dev.wagl.swarm.DockerSwarm;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.zone.CurrentZone;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * All that {@link SwarmSync} does for one refresh, from the four lists to the published zone and what is said and counted of it, when it is
 * told to and not by a pace.
 */
public final class WholeRefresh implements AutoCloseable {

    private static final Name DOMAIN = Name.parse("swarm");
    /** Long: one that is stopped for a full collection every few milliseconds has to end, too. */
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private static final Duration GUARD = Duration.ofSeconds(15);

    private final DockerSwarm docker;
    private final SyncState state = new SyncState(System::nanoTime, TIMEOUT);
    private final Refresher refresher;

    /** @param port of the engine, on loopback */
    public WholeRefresh(String port) {
        docker = new DockerSwarm(new SwarmConfig(List.of("tcp://127.0.0.1:" + port), null, false, null, TIMEOUT));
        ZoneProjection projection = new ZoneProjection(new NamingConfig(DOMAIN, 1, null, List.of()));
        refresher = new Refresher(
                docker::snapshot,
                () -> projection,
                new CurrentZone(DOMAIN),
                state,
                new SyncLog(Logger.getLogger(WholeRefresh.class)),
                new Guard(GUARD),
                Clock.systemUTC());
    }

    /** Refreshes once; returns how many names of services there are. */
    public int run() {
        if (!refresher.refresh().answered()) {
            throw new IllegalStateException(state.lastError());
        }
        return state.projection().services().size();
    }

    /** How many zones were published. */
    public long published() {
        return state.published();
    }

    @Override
    public void close() {
        docker.close();
    }
}

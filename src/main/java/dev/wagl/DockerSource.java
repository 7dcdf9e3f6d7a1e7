package dev.wagl;

import dev.wagl.demo.DemoCluster;
import dev.wagl.swarm.DockerSwarm;
import dev.wagl.swarm.EndpointStatus;
import dev.wagl.swarm.EngineInquiry;
import dev.wagl.swarm.Fingerprint;
import dev.wagl.swarm.ScrapeRole;
import dev.wagl.swarm.ScrapeTarget;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.Snapshot;
import dev.wagl.swarm.SwarmConfig;
import dev.wagl.swarm.SwarmException;
import dev.wagl.swarm.TaskReport;
import dev.wagl.sync.SnapshotSource;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** The engine that is followed: the configured one or, for {@code --swarm demo:}, the demo cluster, spoken to in the same way. */
final class DockerSource implements SnapshotSource, EngineInquiry, AutoCloseable {

    private final Settings settings;
    private DemoCluster demo;
    private DockerSwarm swarm;

    DockerSource(Settings settings) {
        this.settings = settings;
    }

    /** Before anything else is called. */
    void open() {
        SwarmConfig config = settings.swarm();
        if (settings.demo()) {
            demo = startDemo();
            config = new SwarmConfig(List.of(demo.endpoint()), null, false, config.source(), config.timeout());
        }
        swarm = new DockerSwarm(config);
    }

    private static DemoCluster startDemo() {
        try {
            return DemoCluster.start();
        } catch (IOException e) {
            throw new StartupException("the demo cluster does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public Snapshot snapshot() throws SwarmException {
        return swarm.snapshot();
    }

    @Override
    public Fingerprint fingerprint() throws SwarmException {
        return swarm.fingerprint();
    }

    @Override
    public List<String> warnings() {
        return swarm.warnings();
    }

    @Override
    public long interruptions() {
        return swarm.interruptions();
    }

    @Override
    public void watch(Runnable hint) {
        swarm.watch(hint);
    }

    @Override
    public void watchKills(Consumer<String> container) {
        swarm.watchKills(container);
    }

    @Override
    public List<EndpointStatus> endpoints() {
        return swarm.endpoints();
    }

    @Override
    public List<TaskReport> tasks(Service service) throws SwarmException {
        return swarm.tasks(service);
    }

    @Override
    public void scrapeTargets(ScrapeRole role, int port, ScrapeTarget.Sink found) throws SwarmException {
        swarm.scrapeTargets(role, port, found);
    }

    @Override
    public void close() {
        if (swarm != null) {
            swarm.close();
        }
        if (demo != null) {
            demo.close();
        }
    }
}

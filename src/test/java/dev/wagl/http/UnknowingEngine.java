package dev.wagl.http;

import dev.wagl.swarm.EndpointStatus;
import dev.wagl.swarm.EngineInquiry;
import dev.wagl.swarm.ScrapeRole;
import dev.wagl.swarm.ScrapeTarget;
import dev.wagl.swarm.Service;
import dev.wagl.swarm.SwarmException;
import dev.wagl.swarm.TaskReport;
import java.util.List;

/** Answers, and knows of nothing. */
class UnknowingEngine implements EngineInquiry {

    @Override
    public List<EndpointStatus> endpoints() {
        return List.of();
    }

    @Override
    public List<TaskReport> tasks(Service service) {
        return List.of();
    }

    @Override
    public void scrapeTargets(ScrapeRole role, int port, ScrapeTarget.Sink found) throws SwarmException {}
}

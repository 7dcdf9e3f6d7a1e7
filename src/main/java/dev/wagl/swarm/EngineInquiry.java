package dev.wagl.swarm;

import java.util.List;

/** What may be asked of the engine beside the refreshes. Nothing here delays one, or is taken for a fault of an endpoint. */
public interface EngineInquiry {

    /** Every configured endpoint in its order. */
    List<EndpointStatus> endpoints();

    /**
     * All that the engine knows of one service's tasks, those that have ended included; of a plain engine, of the container.
     *
     * @return the youngest first, at most {@value TaskReport#MOST}
     * @throws SwarmException if no endpoint is read at the moment, or it does not answer; one line
     */
    List<TaskReport> tasks(Service service) throws SwarmException;

    /**
     * What Prometheus' {@code dockerswarm_sd} would find now.
     *
     * @param port of what publishes none
     * @param found told of each target; may throw what it likes, which ends the reading
     * @throws SwarmException as above; what was found until then is not all
     */
    void scrapeTargets(ScrapeRole role, int port, ScrapeTarget.Sink found) throws SwarmException;
}

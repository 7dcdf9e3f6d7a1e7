package dev.wagl.swarm;

import java.util.List;

/** What may be asked of the engine beside the refreshes. Nothing here delays one, or is taken for a fault of an endpoint. */
public interface EngineInquiry {

    /** Every configured endpoint in its order. */
    List<EndpointStatus> endpoints();
}

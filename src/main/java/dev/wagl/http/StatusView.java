package dev.wagl.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How wagl is, in one look.
 *
 * @param zone null while there is none
 */
@Schema(name = "Status")
record StatusView(
        @Schema(examples = "2.0.0") String version,

        @Schema(description = "The name that NSID and id.server tell", examples = "manager1")
        String node,

        @Schema(description = "The zone's apex", examples = "swarm.")
        String domain,

        DnsView dns,
        SyncView sync,
        ZoneView zone,
        List<EndpointStatusView> endpoints,

        @Schema(description = "What was published, but perhaps not as meant")
        List<String> warnings) {

    /** How DNS is served. */
    @Schema(name = "DnsStatus")
    record DnsView(
            @Schema(description = "The addresses that responses leave from")
            List<String> addresses,

            @Schema(description = "Whether the operating system's own transport is in use, for TCP")
            boolean nativeTransport) {}

    /** How Docker is followed. */
    @Schema(name = "SyncStatus")
    record SyncView(
            @Schema(description = "swarm or containers", examples = "swarm")
            String source,

            @Schema(description = "The endpoint that was read last", examples = "unix:///var/run/docker.sock")
            String endpoint,

            @Schema(description = "Whether any refresh has succeeded")
            boolean synced,

            @Schema(description = "Whether what is served may no longer be true")
            boolean stale,

            @Schema(description = "Since the reading of the last successful refresh began, or since the start")
            double ageSeconds,

            double lastDurationSeconds,

            @Schema(description = "Why the last refresh failed")
            String lastError,

            long successes,
            long failures,

            @Schema(description = "Tasks whose disappearance is doubted: they are answered still")
            int held,

            @Schema(description = "Services, nodes and elements that are left out")
            int leftOut,

            @Schema(
                    description = "How many different states of Docker were read since the start: while it is the same"
                            + " number, /v1/services answers the same",
                    examples = "42")
            long projections) {}

    /** The zone that is served. */
    @Schema(name = "ZoneStatus")
    record ZoneView(
            @Schema(description = "Equal on replicas that serve the same", examples = "6b1f0d5c6a7e8f90")
            String generation,

            long serial,
            int names,

            @Schema(description = "How many records of each type")
            Map<String, Integer> records,

            @Schema(description = "How many zones were published")
            long published) {}

    /** A configured endpoint of Docker's API. */
    @Schema(name = "EndpointStatus")
    record EndpointStatusView(
            @Schema(examples = "tcp://10.0.0.11:2376") String endpoint,

            @Schema(description = "Whether it is the one that is read")
            boolean current,

            String lastError,
            Instant lastErrorAt) {}
}

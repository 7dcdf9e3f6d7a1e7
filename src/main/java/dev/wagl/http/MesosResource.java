package dev.wagl.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.wagl.discovery.Projection;
import dev.wagl.dns.RdataText;
import dev.wagl.forwarding.Forwarding;
import dev.wagl.forwarding.Upstream;
import dev.wagl.swarm.EndpointStatus;
import dev.wagl.swarm.EngineInquiry;
import dev.wagl.sync.SyncConfig;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.DnsServer;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The paths that answer as Mesos-DNS does, for what was written for it. {@code /v1/services/_...} is with the services. */
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Mesos-DNS", description = "As Mesos-DNS answers: a miss is 200 with one empty element")
final class MesosResource {

    private final CurrentZone current;
    private final Knowledge known;
    private final LargeAnswers large;
    private final ObjectMapper json;
    private final About about;
    private final SyncConfig sync;
    private final DnsServer server;
    private final EngineInquiry engine;
    private final Forwarding forwarding;
    private final int httpPort;

    @Inject
    MesosResource(
            CurrentZone current,
            Knowledge known,
            LargeAnswers large,
            ObjectMapper json,
            About about,
            SyncConfig sync,
            DnsServer server,
            EngineInquiry engine,
            Forwarding forwarding,
            @ConfigProperty(name = "quarkus.http.port") int httpPort) {
        this.current = current;
        this.known = known;
        this.large = large;
        this.json = json;
        this.about = about;
        this.sync = sync;
        this.server = server;
        this.engine = engine;
        this.forwarding = forwarding;
        this.httpPort = httpPort;
    }

    @GET
    @Path("hosts/{host}")
    @Operation(summary = "The addresses of a name")
    @APIResponse(responseCode = "200")
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public List<MesosView.Host> host(@PathParam("host") @Parameter(example = "api.billing.swarm") String host) {
        return MesosZone.hosts(known.zone(), host);
    }

    @GET
    @Path("hosts/{host}/ports")
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(summary = "Never was, at Mesos-DNS either")
    @APIResponse(
            responseCode = "501",
            description = "To be implemented...",
            content = @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(implementation = String.class)))
    public Response ports(@PathParam("host") String host) {
        return Response.status(Response.Status.NOT_IMPLEMENTED)
                .entity("To be implemented...")
                .build();
    }

    @GET
    @Path("enumerate")
    @Operation(summary = "All tasks with their records")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = MesosView.Enumeration.class)))
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public Response enumerate(@Context HttpServerRequest request) {
        Projection projection = known.projection();
        var subject = new LargeAnswers.Subject("enumerate", projection, 0, MediaType.APPLICATION_JSON_TYPE, null);
        return large.answer(
                subject,
                request,
                out -> json.writeValue(out, MesosZone.enumerate(projection.zone(), projection.services())));
    }

    @GET
    @Path("axfr")
    @Operation(summary = "The zone")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = MesosView.Transfer.class)))
    @APIResponse(responseCode = "304", ref = DocumentedErrors.NOT_MODIFIED)
    @APIResponse(responseCode = "503", ref = DocumentedErrors.UNAVAILABLE)
    public Response transfer(@Context HttpServerRequest request) {
        Zone zone = known.zone();
        long refresh = sync.refresh().toSeconds();
        var subject =
                new LargeAnswers.Subject("axfr", zone, 0, MediaType.APPLICATION_JSON_TYPE, Knowledge.tag(zone, "axfr"));
        return large.answer(subject, request, out -> json.writeValue(out, MesosZone.transfer(zone, refresh)));
    }

    @GET
    @Path("version")
    @Operation(summary = "Who answers")
    public MesosView.Version version() {
        return new MesosView.Version("wagl", "", about.version());
    }

    @GET
    @Path("config")
    @Operation(summary = "The settings that Mesos-DNS has, too; no secrets")
    public MesosView.Config config() {
        Zone zone = current.get();
        MesosZone.Soa soa = zone == null ? new MesosZone.Soa("", "", 0, 0, 0, 0, 0) : MesosZone.Soa.of(zone);
        List<String> resolvers = new ArrayList<>();
        Map<String, List<String>> zoneResolvers = new TreeMap<>();
        for (Upstream upstream : forwarding.inUse()) {
            String address = RdataText.of(upstream.address().getAddress());
            if (upstream.zone().isRoot()) {
                resolvers.add(address);
            } else {
                zoneResolvers
                        .computeIfAbsent(MesosZone.domain(upstream.zone()), name -> new ArrayList<>())
                        .add(address);
            }
        }
        BindAddress bind = server.binds().get(0);
        return new MesosView.Config(
                sync.refresh().toSeconds(),
                bind.port(),
                sync.refreshTimeout().toSeconds(),
                httpPort,
                about.ttl(),
                soa.serial(),
                soa.refresh(),
                soa.retry(),
                soa.expire(),
                soa.minimum(),
                soa.mname(),
                soa.rname(),
                engine.endpoints().stream().map(EndpointStatus::endpoint).toList(),
                zoneResolvers,
                resolvers,
                MesosZone.domain(current.apex()),
                bind.address() == null ? "0.0.0.0" : RdataText.of(bind.address()),
                false,
                true,
                true,
                true,
                about.forwarding().external(),
                true,
                true);
    }
}

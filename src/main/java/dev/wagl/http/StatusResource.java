package dev.wagl.http;

import dev.wagl.discovery.Projection;
import dev.wagl.dns.RdataText;
import dev.wagl.dns.RecordType;
import dev.wagl.http.StatusView.DnsView;
import dev.wagl.http.StatusView.EndpointStatusView;
import dev.wagl.http.StatusView.SyncView;
import dev.wagl.http.StatusView.ZoneView;
import dev.wagl.swarm.EngineInquiry;
import dev.wagl.swarm.Snapshot;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.DnsServer;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /v1/status}. */
@Path("/v1/status")
@Tag(name = "wagl")
final class StatusResource {

    private final About about;
    private final DnsServer server;
    private final CurrentZone current;
    private final SyncState state;
    private final EngineInquiry engine;

    @Inject
    StatusResource(About about, DnsServer server, CurrentZone current, SyncState state, EngineInquiry engine) {
        this.about = about;
        this.server = server;
        this.current = current;
        this.state = state;
        this.engine = engine;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "How wagl is", description = "Answers whatever the state, also before the first sync.")
    public StatusView status() {
        Projection projection = state.projection();
        return new StatusView(
                about.version(),
                about.node(),
                current.apex().toString(),
                new DnsView(
                        server.addresses().stream().map(StatusResource::text).toList(), server.nativeTransport()),
                sync(),
                zone(),
                engine.endpoints().stream()
                        .map(one -> new EndpointStatusView(
                                one.endpoint(), one.current(), one.lastError(), one.lastErrorAt()))
                        .toList(),
                projection == null ? List.of() : projection.warnings());
    }

    private SyncView sync() {
        Snapshot snapshot = state.snapshot();
        return new SyncView(
                snapshot == null ? null : snapshot.source().name().toLowerCase(Locale.ROOT),
                snapshot == null ? null : snapshot.endpoint(),
                state.synced(),
                state.stale(),
                seconds(state.age()),
                seconds(state.lastDuration()),
                state.lastError(),
                state.successes(),
                state.failures(),
                state.held(),
                state.leftOut(),
                state.projections());
    }

    private ZoneView zone() {
        Zone zone = current.get();
        if (zone == null) {
            return null;
        }
        Map<String, Integer> records = new LinkedHashMap<>();
        zone.types().forEach(type -> records.put(RecordType.mnemonic(type), zone.records(type)));
        return new ZoneView(zone.generationText(), zone.soaSerial(), zone.names(), records, state.published());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    static String text(InetSocketAddress address) {
        String host = RdataText.of(address.getAddress());
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}

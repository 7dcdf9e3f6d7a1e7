package dev.wagl;

import dev.wagl.discovery.ZoneProjection;
import dev.wagl.forwarding.Forwarding;
import dev.wagl.http.About;
import dev.wagl.nameserver.AddressBlocks;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.ResponseRateLimit;
import dev.wagl.querylog.QueryLog;
import dev.wagl.sync.SyncConfig;
import dev.wagl.sync.SyncState;
import dev.wagl.transport.DefaultGateways;
import dev.wagl.transport.DnsServer;
import dev.wagl.zone.CurrentZone;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;

/** The parts and what each is made of. They start to work in {@link Startup}, not here. */
@Singleton
final class Wiring {

    @Produces
    @Singleton
    Settings settings(Config config) {
        return Settings.from(config);
    }

    @Produces
    @Singleton
    SyncConfig syncConfig(Settings settings) {
        return settings.sync();
    }

    @Produces
    @Singleton
    SyncState syncState(SyncConfig config) {
        return new SyncState(System::nanoTime, config.staleness());
    }

    @Produces
    @Singleton
    CurrentZone currentZone(Settings settings) {
        return new CurrentZone(settings.domain());
    }

    /** Made where nothing is forwarded, too, but never started there. */
    @Produces
    @Singleton
    Forwarding forwarding(Settings settings, Instance<DnsServer> server) {
        return new Forwarding(
                settings.forwarding(),
                settings.domain(),
                address -> server.get().answersAt(address),
                DefaultGateways.lookUp());
    }

    @Produces
    @Singleton
    About about(Settings settings) {
        return new About(Version.text(), NodeName.ofThisMachine(), settings.ttl(), settings.forwarding());
    }

    @Produces
    @Singleton
    QueryLog queryLog(Settings settings) {
        return new QueryLog(settings.queryLog(), StandardStreams::hasRoom);
    }

    @Produces
    @Singleton
    DnsServer dnsServer(Vertx vertx, Settings settings, CurrentZone zone, Forwarding forwarding, QueryLog log) {
        boolean external = settings.forwarding().external();
        AddressBlocks mayForward =
                external ? new AddressBlocks(settings.forwarding().allowForward()) : null;
        SecureRandom seeds = new SecureRandom();
        String node = NodeName.ofThisMachine();
        String version = Version.text();
        CookieSecrets secrets =
                settings.cookieSecrets() != null ? settings.cookieSecrets() : CookieSecrets.random(seeds);
        ResponseRateLimit limit = settings.rateLimit().perSecond() == 0
                ? null
                : new ResponseRateLimit(
                        settings.rateLimit(), DefaultGateways.lookUp(), DefaultGateways::warnOfLimit, seeds);
        return new DnsServer(
                vertx,
                settings.bind(),
                transport -> new QueryProcessor(
                        zone, transport, node, version, seeds.nextLong(), secrets, limit, mayForward),
                external ? forwarding : null,
                settings.tcp(),
                gateways -> {
                    forwarding.gateways(gateways);
                    if (limit != null) {
                        limit.addGateways(gateways);
                    }
                },
                log);
    }

    @Produces
    @Singleton
    DockerSource dockerSource(Settings settings) {
        return new DockerSource(settings);
    }

    /** Asked at each refresh, since the addresses that wagl answers at come and go. */
    @Produces
    @Singleton
    Supplier<ZoneProjection> projection(Settings settings, DnsServer server) {
        return new CurrentProjection(settings, server::addresses);
    }
}

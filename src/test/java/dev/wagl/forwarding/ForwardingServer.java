package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.AddressBlock;
import dev.wagl.nameserver.AddressBlocks;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryCounters.Source;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.querylog.QueryLog;
import dev.wagl.transport.AddressUnavailableException;
import dev.wagl.transport.BindAddress;
import dev.wagl.transport.DnsServer;
import dev.wagl.transport.TcpLimits;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** A whole server on loopback that has names forwarded, with {@code api.swarm.} (10.0.0.11) in its own zone. */
final class ForwardingServer implements AutoCloseable {

    static final Name APEX = Name.parse("swarm.");

    /** So long that no stall of the machine is taken for an upstream's silence; the usual else. */
    static final Patience PATIENT = trying(Duration.ofSeconds(60), Duration.ofSeconds(100));

    /** Asks an upstream again that was silent for longer than the machine may stall. */
    static final Patience RETRYING = trying(Duration.ofSeconds(4), Duration.ofSeconds(100));

    private final Vertx vertx;
    private final Forwarding forwarding;
    private final DnsServer server;

    private ForwardingServer(Vertx vertx, Forwarding forwarding, DnsServer server) {
        this.vertx = vertx;
        this.forwarding = forwarding;
        this.server = server;
    }

    /** What can be different about one. */
    static final class Builder {

        private static final int ATTEMPTS = 5;

        private String bind = "127.0.0.1:0";
        private List<Upstream> upstreams = List.of();
        private String allowed = "loopback";
        private long cacheBytes = 1 << 20;
        private Path resolvConf = Path.of("/nonexistent");
        private Patience patience = PATIENT;
        private SslContext tls;
        private QueryLog log = QueryLog.none();
        private TcpLimits tcp = new TcpLimits(100, 100, Duration.ofSeconds(30));

        Builder bind(String address) {
            bind = address;
            return this;
        }

        Builder to(TestUpstream... servers) {
            return to(Stream.of(servers).map(TestUpstream::toString).toArray(String[]::new));
        }

        Builder to(String... servers) {
            upstreams = Upstream.parseList(String.join(",", servers));
            return this;
        }

        Builder allow(String blocks) {
            allowed = blocks;
            return this;
        }

        Builder cacheBytes(long bytes) {
            cacheBytes = bytes;
            return this;
        }

        Builder resolvConf(Path file) {
            resolvConf = file;
            return this;
        }

        Builder patience(Patience now) {
            patience = now;
            return this;
        }

        Builder tcp(TcpLimits limits) {
            tcp = limits;
            return this;
        }

        Builder log(QueryLog queries) {
            log = queries;
            return this;
        }

        Builder tls(SslContext context) {
            tls = context;
            return this;
        }

        /** A port that was free when it was chosen may be somebody else's when it is bound. */
        ForwardingServer start() throws IOException {
            for (int attempt = 1; ; attempt++) {
                try {
                    return startOnce();
                } catch (CompletionException e) {
                    boolean taken = e.getCause() instanceof AddressUnavailableException;
                    if (!taken || !bind.endsWith(":0") || attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        }

        private ForwardingServer startOnce() throws IOException {
            Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
            ForwardingConfig config =
                    new ForwardingConfig(true, upstreams, AddressBlock.parseList(allowed), cacheBytes);
            DnsServer[] server = new DnsServer[1];
            Forwarding forwarding = new Forwarding(
                    config,
                    APEX,
                    address -> server[0].answersAt(address),
                    Set.of(),
                    resolvConf,
                    tls == null ? Forwarding.trustFor(upstreams) : tls,
                    patience);
            CurrentZone zone = zone();
            AddressBlocks mayForward = new AddressBlocks(config.allowForward());
            CookieSecrets secrets = CookieSecrets.random(new SecureRandom());
            server[0] = new DnsServer(
                    vertx,
                    BindAddress.parseList(bind),
                    transport -> new QueryProcessor(zone, transport, "node-1", "2.0", 42, secrets, null, mayForward),
                    forwarding,
                    tcp,
                    gateways -> {},
                    log);
            ForwardingServer started = new ForwardingServer(vertx, forwarding, server[0]);
            try {
                ForwardingServer.await(server[0].start());
            } catch (CompletionException e) {
                started.close();
                throw e;
            }
            forwarding.start();
            return started;
        }
    }

    private static Patience trying(Duration oneTry, Duration inAll) {
        Patience usual = Patience.USUAL;
        return new Patience(
                oneTry,
                inAll,
                usual.beforeStale(),
                usual.betweenProbes(),
                usual.betweenMeasurements(),
                usual.betweenLooks());
    }

    static Builder forwarding() {
        return new Builder();
    }

    private static CurrentZone zone() {
        ZoneBuilder zone = Zone.builder(APEX, 1, 1);
        zone.address(Name.parse("api.swarm."), 1, TestUpstream.ip("10.0.0.11"), 1);
        CurrentZone current = new CurrentZone(APEX);
        current.publish(zone.build());
        return current;
    }

    Forwarding engine() {
        return forwarding;
    }

    DnsServer dns() {
        return server;
    }

    InetSocketAddress address() {
        return server.binds().stream()
                .map(bind -> new InetSocketAddress(
                        bind.address() == null ? TestUpstream.ip("127.0.0.1") : bind.address(), bind.port()))
                .findFirst()
                .orElseThrow();
    }

    /** Asks over UDP for an address. */
    Message ask(String name) throws IOException {
        return ask(name, Type.A);
    }

    Message ask(String name, int type) throws IOException {
        return resolver().send(query(name, type));
    }

    Message askOverTcp(String name) throws IOException {
        SimpleResolver resolver = resolver();
        resolver.setTCP(true);
        return resolver.send(query(name, Type.A));
    }

    static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(org.xbill.DNS.Name.fromString(name), type, DClass.IN));
    }

    /** One with EDNS, which does not ask again by itself. */
    SimpleResolver resolver() {
        SimpleResolver resolver = new SimpleResolver(address());
        resolver.setTimeout(Duration.ofSeconds(30));
        resolver.setIgnoreTruncation(true);
        return resolver;
    }

    /** The RDATA of the answers, by comma. */
    static String answers(Message response) {
        return response.getSection(org.xbill.DNS.Section.ANSWER).stream()
                .map(Record::rdataToString)
                .collect(Collectors.joining(","));
    }

    static String rcode(Message response) {
        return org.xbill.DNS.Rcode.string(response.getRcode());
    }

    /** INFO-CODE of the extended error; -1 without one. */
    static int extendedError(Message response) {
        if (response.getOPT() != null) {
            for (EDNSOption option : response.getOPT().getOptions()) {
                if (option instanceof ExtendedErrorCodeOption error) {
                    return error.getErrorCode();
                }
            }
        }
        return -1;
    }

    /** Responses, by where they came from. */
    long responses(Source source) {
        long count = 0;
        for (Transport transport : Transport.values()) {
            for (QueryCounters loop : server.counters(transport)) {
                for (int rcode = 0; rcode <= 16; rcode++) {
                    count += loop.responses(rcode, source);
                }
            }
        }
        return count;
    }

    @Override
    public void close() {
        await(server.close());
        forwarding.close().orTimeout(1, TimeUnit.MINUTES).join();
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }
}

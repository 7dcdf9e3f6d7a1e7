package dev.wagl.transport;

import dev.wagl.dns.Name;
import dev.wagl.dns.Transport;
import dev.wagl.nameserver.CookieSecrets;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.nameserver.ResponseRateLimit;
import dev.wagl.querylog.QueryLog;
import dev.wagl.zone.CurrentZone;
import dev.wagl.zone.Zone;
import dev.wagl.zone.ZoneBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** A server with a small zone on ports of the system's choice, and the Vert.x below it. */
final class RunningServer implements AutoCloseable {

    static final Name APEX = Name.parse("swarm.");

    /** Patient enough for any machine where a test waits for an answer, short enough where it waits for the end. */
    static final TcpLimits SHORT = limits(100, Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(400));

    static final TcpLimits LONG = limits(100, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));

    private static final int ATTEMPTS = 5;

    private static final CurrentZone ZONE = zone();

    private final Vertx vertx;
    private final DnsServer server;

    private RunningServer(Vertx vertx, DnsServer server) {
        this.vertx = vertx;
        this.server = server;
    }

    static RunningServer start(boolean nativeTransport, String... binds) throws AddressUnavailableException {
        return start(nativeTransport, LONG, binds);
    }

    static RunningServer start(boolean nativeTransport, TcpLimits limits, String... binds)
            throws AddressUnavailableException {
        return start(nativeTransport, limits, RunningServer::processor, binds);
    }

    /** Its end waits for longer than the machine may stall. */
    static RunningServer startPatientOne(boolean nativeTransport) throws AddressUnavailableException {
        return start(nativeTransport, LONG, RunningServer::processor, Duration.ofSeconds(30), "127.0.0.1:0");
    }

    static RunningServer start(
            boolean nativeTransport, TcpLimits limits, Function<Transport, QueryProcessor> processors, String... binds)
            throws AddressUnavailableException {
        return start(nativeTransport, limits, processors, DnsServer.MOST_TO_END, binds);
    }

    private static RunningServer start(
            boolean nativeTransport,
            TcpLimits limits,
            Function<Transport, QueryProcessor> processors,
            Duration mostToEnd,
            String... binds)
            throws AddressUnavailableException {
        for (int attempt = 1; ; attempt++) {
            Vertx vertx = vertx(nativeTransport);
            DnsServer server = new DnsServer(
                    vertx,
                    BindAddress.parseList(String.join(",", binds)),
                    processors,
                    null,
                    limits,
                    gateways -> {},
                    QueryLog.none(),
                    Duration.ofMillis(100),
                    mostToEnd);
            try {
                await(server.start());
                return new RunningServer(vertx, server);
            } catch (CompletionException e) {
                await(vertx.close());
                if (!(e.getCause() instanceof AddressUnavailableException unavailable)) {
                    throw e;
                }
                // A port that was free when it was chosen may be somebody else's when it is bound.
                if (attempt == ATTEMPTS || !Stream.of(binds).allMatch(bind -> bind.endsWith(":0"))) {
                    throw unavailable;
                }
            }
        }
    }

    /** As many for one client as for all, and as much memory as in earnest. */
    static TcpLimits limits(int connections, Duration idle, Duration message, Duration write) {
        return new TcpLimits(connections, connections, 8 << 20, idle, message, write);
    }

    static Vertx vertx(boolean nativeTransport) {
        return Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    }

    static QueryProcessor processor(Transport transport) {
        return new QueryProcessor(ZONE, transport, "node-1", "2.0", 42);
    }

    /** One that counts what each gets, at the rate limit given. */
    static QueryProcessor processor(Transport transport, ResponseRateLimit limit) {
        return new QueryProcessor(
                ZONE, transport, "node-1", "2.0", 42, CookieSecrets.random(new SecureRandom()), limit);
    }

    DnsServer dns() {
        return server;
    }

    Vertx vertx() {
        return vertx;
    }

    /** Of the first address, at the given host. */
    InetSocketAddress at(String host) {
        return new InetSocketAddress(host, server.binds().get(0).port());
    }

    /** Of the first address. */
    InetSocketAddress address() {
        return server.binds().get(0).socketAddress();
    }

    @Override
    public void close() {
        await(server.close());
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(1, TimeUnit.MINUTES)
                .join();
    }

    /** {@code api.swarm.} has one address, {@code big.swarm.} 3,000: 48 kB over TCP, {@code huge.swarm.} 4,500, which are too many. */
    private static CurrentZone zone() {
        ZoneBuilder zone = Zone.builder(APEX, 1, 1);
        zone.address(Name.parse("api.swarm."), 1, LocalAddresses.of(new byte[] {10, 0, 0, 11}), 1);
        addresses(zone, "big.swarm.", 3000);
        addresses(zone, "huge.swarm.", 4500);
        CurrentZone current = new CurrentZone(APEX);
        current.publish(zone.build());
        return current;
    }

    private static void addresses(ZoneBuilder zone, String name, int count) {
        for (int i = 0; i < count; i++) {
            InetAddress address = LocalAddresses.of(new byte[] {10, 1, (byte) (i >> 8), (byte) i});
            zone.address(Name.parse(name), 1, address, 1);
        }
    }
}

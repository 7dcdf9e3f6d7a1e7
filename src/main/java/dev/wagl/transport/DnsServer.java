package dev.wagl.transport;

import dev.wagl.dns.Transport;
import dev.wagl.forwarding.Forwarding;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryProcessor;
import dev.wagl.querylog.QueryLog;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The DNS server: its UDP and TCP verticles on all addresses, from start to end. */
public final class DnsServer {

    private static final Logger LOG = Logger.getLogger(DnsServer.class);

    /** One loop answers more than a cluster asks; beyond some, each costs sockets on each address and gains nothing. */
    private static final int MOST_LOOPS = 8;

    /** Addresses come and go with failover daemons, for which a second is quick. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The longest buffer that a connection reads into, in octets. UDP has all its memory from the start. */
    private static final int LONGEST_READ = 32 << 10;

    private static final Map<Transport, Runnable> MEMORY = Map.of(
            Transport.UDP,
            () -> {},
            Transport.TCP,
            () -> PooledByteBufAllocator.DEFAULT.directBuffer(LONGEST_READ).release());

    /** Docker gives a container 10 s to end. */
    static final Duration MOST_TO_END = Duration.ofSeconds(2);

    /** For timers and look-ups; its event loops are HTTP's. */
    private final Vertx vertx;

    /** Event loops of each transport's own. There are so few that all would share them, and whoever keeps TCP or HTTP busy would keep UDP waiting. */
    private Vertx udpVertx;

    private Vertx tcpVertx;

    private final List<BindAddress> asked;
    private final Function<Transport, QueryProcessor> processors;
    private final Forwarding forwarding;
    private final TcpLimits limits;
    private final Consumer<Set<InetAddress>> gatewaysSeen;
    private final QueryLog log;
    private final Duration look;
    private final Duration mostToEnd;
    private final TcpCounters connections = new TcpCounters(DefaultGateways.lookUp());

    private final ReceiveQueues receiveQueues = new ReceiveQueues();
    private final List<TcpServerVerticle> tcp = new CopyOnWriteArrayList<>();
    private final List<UdpServerVerticle> udp = new CopyOnWriteArrayList<>();
    private final List<SelfCheck> checks = new CopyOnWriteArrayList<>();
    private volatile List<BindAddress> binds = List.of();
    private boolean addressesMoved;
    private volatile boolean ending;
    private Future<Void> closed;

    /** @param processors makes one for each event loop and transport; called at the start only */
    public DnsServer(
            Vertx vertx, List<BindAddress> binds, Function<Transport, QueryProcessor> processors, TcpLimits limits) {
        this(vertx, binds, processors, null, limits, gateways -> {}, QueryLog.none(), LOOK, MOST_TO_END);
    }

    /**
     * @param processors makes one for each event loop and transport; called at the start only
     * @param forwarding what they leave to be forwarded goes there; null: they leave nothing. Its end is not this server's
     * @param gatewaysSeen told the default gateways when they may have become others; from any thread
     * @param log told of each response; begins and ends with this server
     */
    public DnsServer(
            Vertx vertx,
            List<BindAddress> binds,
            Function<Transport, QueryProcessor> processors,
            Forwarding forwarding,
            TcpLimits limits,
            Consumer<Set<InetAddress>> gatewaysSeen,
            QueryLog log) {
        this(vertx, binds, processors, forwarding, limits, gatewaysSeen, log, LOOK, MOST_TO_END);
    }

    /**
     * @param look from one look at this machine's addresses to the next
     * @param mostToEnd that the end may wait for clients and for upstreams
     */
    DnsServer(
            Vertx vertx,
            List<BindAddress> binds,
            Function<Transport, QueryProcessor> processors,
            Forwarding forwarding,
            TcpLimits limits,
            Consumer<Set<InetAddress>> gatewaysSeen,
            QueryLog log,
            Duration look,
            Duration mostToEnd) {
        this.vertx = vertx;
        this.asked = List.copyOf(binds);
        this.processors = processors;
        this.forwarding = forwarding;
        this.limits = limits;
        this.gatewaysSeen = gatewaysSeen;
        this.log = log;
        this.look = look;
        this.mostToEnd = mostToEnd;
    }

    /**
     * Binds everything, or nothing.
     *
     * @return fails with an {@link AddressUnavailableException} where an address cannot be had
     */
    public Future<Void> start() {
        int cores = Math.min(Runtime.getRuntime().availableProcessors(), MOST_LOOPS);
        // Only Linux spreads datagrams over the sockets of SO_REUSEPORT: elsewhere one for each address, and so one
        // loop.
        int loops = nativeTransport() ? cores : 1;
        log.start();
        return choosePorts()
                .compose(chosen -> deployTcp(cores))
                .compose(bound -> probeUdp())
                .compose(free -> deployUdp(loops))
                .compose(bound -> follow())
                .onSuccess(followed -> {
                    LOG.infof(
                            "Answering at %s, UDP and TCP, %s transport, datagrams %s, event loops: %d UDP, %d TCP",
                            binds.stream().map(BindAddress::toString).collect(Collectors.joining(", ")),
                            nativeTransport() ? "native" : "Java",
                            udp.get(0).inBatches() ? "in batches" : "one by one",
                            loops,
                            cores);
                    followLater();
                })
                .recover(e -> undeploy().transform(undone -> Future.failedFuture(e)));
    }

    /** Takes no new connection, answers what has come, and ends. For SIGTERM. */
    public synchronized Future<Void> close() {
        if (closed == null) {
            ending = true;
            closed = answerAndLeave().transform(done -> undeploy());
        }
        return closed;
    }

    private Future<Void> answerAndLeave() {
        List<Future<Void>> left = new ArrayList<>();
        tcp.forEach(verticle -> left.add(verticle.leave(mostToEnd)));
        // Datagrams that wait in the sockets' queues now are answered by then.
        left.add(vertx.timer(TcpServerVerticle.QUIET.toMillis(), TimeUnit.MILLISECONDS)
                .compose(over -> answersThatUpstreamsOwe()));
        return Future.join(left).mapEmpty();
    }

    private Future<Void> answersThatUpstreamsOwe() {
        if (forwarding == null) {
            return Future.succeededFuture();
        }
        Future<Void> most =
                vertx.timer(mostToEnd.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
        return Future.any(most, Future.fromCompletionStage(forwarding.drained()))
                .mapEmpty();
    }

    /** Whether an address is one that this server answers at. */
    public boolean answersAt(InetSocketAddress address) {
        return binds.stream().anyMatch(bind -> bind.reaches(address));
    }

    /** The addresses as given, with the port that the system chose for 0. */
    public List<BindAddress> binds() {
        return binds;
    }

    /** The addresses, none of them a wildcard, that UDP responses leave from at the moment. */
    public List<InetSocketAddress> addresses() {
        return udp.isEmpty() ? List.of() : udp.get(0).addresses();
    }

    public boolean nativeTransport() {
        return vertx.isNativeTransportEnabled();
    }

    /** One for each event loop. */
    public List<QueryCounters> counters(Transport transport) {
        return transport == Transport.UDP
                ? udp.stream().map(UdpServerVerticle::queries).toList()
                : tcp.stream().map(TcpServerVerticle::queries).toList();
    }

    public TcpCounters connections() {
        return connections;
    }

    /** Datagrams that were lost before any event loop saw them, since it had too many to answer. Reads files. */
    public long receiveQueueDrops() {
        return receiveQueues.drops(binds.stream().map(BindAddress::port).collect(Collectors.toSet()));
    }

    /**
     * Has each verticle answer a query to itself.
     *
     * @return the names of those that did not in time; none is well
     */
    public CompletableFuture<List<String>> silentVerticles(Duration timeout) {
        List<String> silent = new CopyOnWriteArrayList<>();
        return CompletableFuture.allOf(checks.stream()
                        .map(check -> check.run()
                                // The JDK's own timer: ours would wait for an event loop.
                                .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS)
                                .thenAccept(well -> {
                                    if (!well) {
                                        silent.add(check.name());
                                    }
                                }))
                        .toArray(CompletableFuture[]::new))
                .thenApply(all -> List.copyOf(silent));
    }

    /** For tests: what hangs there, hangs. */
    Context eventLoop(String verticle) {
        return checks.stream()
                .filter(check -> check.name().equals(verticle))
                .findFirst()
                .orElseThrow()
                .eventLoop();
    }

    private Future<Void> choosePorts() {
        List<BindAddress> chosen = new ArrayList<>();
        for (BindAddress bind : asked) {
            try {
                chosen.add(bind.port() == 0 ? AddressProbe.withFreePort(bind) : bind);
            } catch (IOException e) {
                return Future.failedFuture(AddressUnavailableException.of(bind, Transport.TCP, e));
            }
        }
        binds = List.copyOf(chosen);
        return Future.succeededFuture();
    }

    private Future<Void> deployTcp(int loops) {
        tcpVertx = TcpServerVerticle.vertx(loops, nativeTransport());
        // Here as well, since Vert.x warns of one that is made on the event loops of another.
        udpVertx = TcpServerVerticle.vertx(loops, false);
        List<Future<?>> deployed = new ArrayList<>();
        TcpTable table = new TcpTable(limits, connections);
        for (int i = 0; i < loops; i++) {
            TcpServerVerticle verticle = new TcpServerVerticle(
                    binds, responder(Transport.TCP, TcpServerVerticle.LONGEST_MESSAGE), limits, table, connections);
            deployed.add(deploy(tcpVertx, verticle, Transport.TCP, i, verticle::eventLoop)
                    .onSuccess(id -> tcp.add(verticle)));
        }
        return Future.join(deployed).mapEmpty();
    }

    private Future<Void> probeUdp() {
        for (BindAddress bind : binds) {
            try {
                AddressProbe.bindUdp(bind.socketAddress());
            } catch (IOException e) {
                return Future.failedFuture(AddressUnavailableException.of(bind, Transport.UDP, e));
            }
        }
        return Future.succeededFuture();
    }

    private Future<Void> deployUdp(int loops) {
        List<Future<?>> deployed = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            UdpServerVerticle verticle = new UdpServerVerticle(
                    binds, responder(Transport.UDP, DatagramBatch.LONGEST_QUERY), nativeTransport(), i == 0);
            deployed.add(deploy(udpVertx, verticle, Transport.UDP, i, verticle::eventLoop)
                    .onSuccess(id -> udp.add(verticle)));
        }
        return Future.join(deployed).mapEmpty();
    }

    private Responder responder(Transport transport, int longest) {
        QueryProcessor processor = processors.apply(transport);
        return new Responder(processor, forwarding, log.loop(transport, processor), longest);
    }

    private Future<String> deploy(
            Vertx loops, AbstractVerticle verticle, Transport transport, int number, Supplier<Context> eventLoop) {
        return loops.deployVerticle(verticle)
                .onSuccess(id -> checks.add(new SelfCheck(
                        transport + " " + number,
                        eventLoop.get(),
                        processors.apply(Transport.UDP),
                        MEMORY.get(transport))));
    }

    /** Sees to the sockets beside the wildcards; a look takes a while, so it has a worker thread. */
    private Future<Void> follow() {
        if (binds.stream().noneMatch(BindAddress::isWildcard)) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(LocalAddresses::lookUp, false)
                .<Void>compose(local -> Future.join(
                                ending
                                        ? List.of()
                                        : udp.stream()
                                                .map(verticle -> verticle.follow(local))
                                                .toList())
                        .mapEmpty())
                // An interface that goes while it is looked at; what is known stays, and the next look does better.
                .onFailure(e -> LOG.debugf("The look at this machine's addresses failed: %s", e))
                .otherwiseEmpty();
    }

    private void followLater() {
        if (binds.stream().noneMatch(BindAddress::isWildcard)) {
            return;
        }
        vertx.setTimer(look.toMillis(), due -> {
            if (!ending) {
                List<InetSocketAddress> before = addresses();
                follow().compose(followed -> followGateways(!before.equals(addresses())))
                        .onComplete(done -> {
                            logChange(before, addresses());
                            followLater();
                        });
            }
        });
    }

    /**
     * Looks for the default gateways where addresses have come or gone, as they do with a container's networks, and once more
     * at the next look: a route comes after its address. Not each time, since a router has a million routes to read.
     */
    private Future<Void> followGateways(boolean moved) {
        boolean due = moved || addressesMoved;
        addressesMoved = moved;
        return !due
                ? Future.succeededFuture()
                : vertx.executeBlocking(DefaultGateways::lookUp, false)
                        .onSuccess(connections::gateways)
                        .onSuccess(gatewaysSeen::accept)
                        .mapEmpty();
    }

    private static void logChange(List<InetSocketAddress> before, List<InetSocketAddress> after) {
        List<InetSocketAddress> come = new ArrayList<>(after);
        come.removeAll(before);
        List<InetSocketAddress> gone = new ArrayList<>(before);
        gone.removeAll(after);
        if (!come.isEmpty()) {
            LOG.infof("This machine has got %s: answering there", text(come));
        }
        if (!gone.isEmpty()) {
            LOG.infof("This machine has lost %s", text(gone));
        }
    }

    private static String text(List<InetSocketAddress> addresses) {
        return addresses.stream()
                .map(address -> new BindAddress(address.getAddress(), address.getPort()).toString())
                .collect(Collectors.joining(", "));
    }

    private Future<Void> undeploy() {
        checks.clear();
        return close(udpVertx)
                .transform(gone -> close(tcpVertx))
                .transform(gone -> Future.fromCompletionStage(log.close()));
    }

    /** With all that is deployed there. */
    private static Future<Void> close(Vertx loops) {
        return loops == null ? Future.succeededFuture() : loops.close();
    }
}

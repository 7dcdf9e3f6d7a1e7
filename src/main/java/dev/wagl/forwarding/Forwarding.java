package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import dev.wagl.nameserver.QueryProcessor;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jboss.logging.Logger;

/** Forwarding as a whole: its upstreams, its cache, its event loop, from start to end. */
public final class Forwarding {

    private static final Logger LOG = Logger.getLogger(Forwarding.class);

    private static final Duration DRAIN_LOOK = Duration.ofMillis(20);

    private final ForwardingConfig config;
    private final ResolvConfFile resolvConf;
    private final ForwardingLoop loop;
    private final Upstreams upstreams;
    private final ReplyCache cache;
    private final SpecialNames special;
    private final LoopChecks checks;
    private final Inquiries inquiries;
    private final WaitingClients waiting;
    private ResolvConf seen;
    private boolean lookFailed;
    private volatile List<Upstream> ourselves = List.of();

    /**
     * @param apex of our zone: upstreams have no say about it
     * @param ours tells the addresses that this server answers at; asked after the start only
     * @param gateways this machine's own
     */
    public Forwarding(
            ForwardingConfig config, Name apex, Predicate<InetSocketAddress> ours, Set<InetAddress> gateways) {
        this(config, apex, ours, gateways, ResolvConf.USUAL, trustFor(config.upstreams()), Patience.USUAL);
    }

    /** @param tls null where no upstream is spoken to over TLS */
    Forwarding(
            ForwardingConfig config,
            Name apex,
            Predicate<InetSocketAddress> ours,
            Set<InetAddress> gateways,
            Path resolvConf,
            SslContext tls,
            Patience patience) {
        this.config = config;
        this.resolvConf = new ResolvConfFile(resolvConf, ours);
        loop = new ForwardingLoop(apex, tls, patience);
        upstreams = new Upstreams(loop);
        cache = new ReplyCache(config.cacheBytes());
        special = new SpecialNames(config.upstreams().stream()
                .map(Upstream::zone)
                .filter(zone -> !zone.isRoot())
                .collect(Collectors.toSet()));
        checks = new LoopChecks(loop, this::leadsBack);
        inquiries = new Inquiries(loop, upstreams, cache, checks);
        waiting = new WaitingClients(gateways);
    }

    /** Null where no upstream is spoken to over TLS: all authorities there are take megabytes, and a third of a second. */
    static SslContext trustFor(List<Upstream> upstreams) {
        if (upstreams.stream().noneMatch(Upstream::tls)) {
            return null;
        }
        try {
            return SslContextBuilder.forClient().build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** Finds the upstreams and has them looked at. To be called when the server answers: upstreams can lead back to it. */
    public void start() {
        CompletableFuture<Void> started = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                look();
            } finally {
                started.complete(null);
            }
        });
        started.join();
    }

    private void look() {
        try {
            lookOnce();
            lookFailed = false;
        } catch (RuntimeException e) {
            if (!lookFailed) {
                lookFailed = true;
                LOG.error("The upstreams could not be looked at; this is a bug, told once until they can", e);
            }
        } finally {
            loop.after(loop.patience().betweenLooks(), this::look);
        }
    }

    /** Takes up what {@code /etc/resolv.conf} says, if it has changed, and sees to those that led back to us or are silent. */
    private void lookOnce() {
        upstreams.all().stream().filter(UpstreamServer::leadsBack).forEach(checks::lookAgain);
        upstreams.all().stream()
                .filter(server -> server.health().isToBeProbed() && !server.leadsBack())
                .forEach(inquiries::probe);
        boolean fromFile = config.upstreams().stream()
                .noneMatch(upstream -> upstream.zone().isRoot());
        ResolvConf now = fromFile ? resolvConf.look() : new ResolvConf(List.of(), List.of());
        if (!now.equals(seen)) {
            List<UpstreamServer> before = upstreams.all();
            List<Upstream> all = new ArrayList<>(config.upstreams());
            all.addAll(now.upstreams());
            upstreams.set(all);
            ourselves = now.ourselves();
            seen = now;
            tell(fromFile);
            upstreams.all().stream().filter(server -> !before.contains(server)).forEach(checks::suspect);
        }
    }

    private void tell(boolean fromFile) {
        String names = upstreams.all().stream()
                .map(server -> server.upstream().toString())
                .collect(Collectors.joining(", "));
        String left = ourselves.isEmpty()
                ? ""
                : "; " + ourselves.stream().map(Upstream::toString).collect(Collectors.joining(", "))
                        + " is left out, since it is this server";
        String from = fromFile ? " (" + resolvConf + ")" : "";
        if (names.isEmpty()) {
            LOG.warnf(
                    "No name server to forward to%s%s: names outside the zone are SERVFAIL until there is one",
                    from, left);
        } else {
            LOG.infof("Forwarding names outside the zone to %s%s%s", names, from, left);
        }
    }

    private void leadsBack(UpstreamServer server) {
        inquiries.leadsBack(server);
    }

    /** Forwarding for one event loop, which the processor is of. */
    public Forwarder forwarder(QueryProcessor processor) {
        return new Forwarder(this, processor);
    }

    /** This machine has others now. */
    public void gateways(Set<InetAddress> now) {
        waiting.gateways(now);
    }

    /** Completed when no query waits any more. */
    public CompletableFuture<Void> drained() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        loop.execute(() -> lookWhetherDrained(drained));
        return drained;
    }

    private void lookWhetherDrained(CompletableFuture<Void> drained) {
        if (waiting.now() == 0) {
            drained.complete(null);
        } else {
            loop.after(DRAIN_LOOK, () -> lookWhetherDrained(drained));
        }
    }

    /** Gives up what is asked still, and ends. */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        loop.execute(() -> {
            inquiries.close();
            upstreams.close();
            loop.close().addListener(done -> closed.complete(null));
        });
        return closed;
    }

    /** What there is to say about one upstream. */
    public record UpstreamStatus(String name, boolean up, UpstreamCounters counters) {}

    /** The upstreams now. */
    public List<UpstreamStatus> upstreams() {
        return upstreams.all().stream()
                .map(server -> new UpstreamStatus(
                        server.upstream().toString(), server.health().up() && !server.leadsBack(), server.counters()))
                .toList();
    }

    /** Those that are asked. */
    public List<Upstream> inUse() {
        return upstreams.all().stream()
                .filter(server -> !server.leadsBack())
                .map(UpstreamServer::upstream)
                .toList();
    }

    /** Their names. */
    public List<String> asked() {
        return inUse().stream().map(Upstream::toString).toList();
    }

    /** Queries that wait for an upstream now. */
    public int waitingNow() {
        return waiting.now();
    }

    /**
     * What there is to say about the cache.
     *
     * @param hits answers from it, failures included
     * @param misses questions that upstreams had to be asked
     * @param stale expired replies that were told
     * @param prefetches replies that were fetched again before they expired
     * @param entries now, about
     * @param bytes of memory that they take
     */
    public record CacheStatus(long hits, long misses, long stale, long prefetches, long entries, long bytes) {}

    public CacheStatus cacheStatus() {
        return new CacheStatus(
                cache.hits(), cache.misses(), cache.staleUses(), cache.prefetches(), cache.size(), cache.bytes());
    }

    /** The upstreams that are not asked since they are this server or lead back to it. */
    public List<String> leftOut() {
        List<String> leftOut = new ArrayList<>();
        ourselves.forEach(upstream -> leftOut.add(upstream.toString()));
        upstreams.all().stream()
                .filter(UpstreamServer::leadsBack)
                .forEach(server -> leftOut.add(server.upstream().toString()));
        return List.copyOf(leftOut);
    }

    ReplyCache cache() {
        return cache;
    }

    SpecialNames special() {
        return special;
    }

    WaitingClients waiting() {
        return waiting;
    }

    boolean isLoop(Question question) {
        return checks.isOurs(question);
    }

    /** Whether all upstreams are silent, and enough is asked of them already. */
    boolean refuses(long now) {
        return inquiries.refuses(now);
    }

    void ask(Question question, Reply stale, Waiter waiter) {
        loop.execute(() -> inquiries.ask(question, stale, waiter));
    }

    /** Asks for what is in the cache still, so that it stays there. */
    void renew(Question question) {
        ask(question, null, null);
    }
}

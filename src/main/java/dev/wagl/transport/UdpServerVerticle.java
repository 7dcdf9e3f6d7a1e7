package dev.wagl.transport;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import io.netty.channel.nio.NioEventLoop;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The UDP sockets of one event loop: one for each address to bind and, beside a wildcard, one more for each address
 * that the machine has at the moment. The wildcard itself is the first event loop's alone.
 *
 * <p>A response leaves from the address that its socket is bound to. From a wildcard socket the kernel chooses one by
 * its routes, which on a machine with several addresses is often not the one that was asked, and clients throw such a
 * response away. The kernel gives a datagram to the socket that is bound to just its destination, if there is one.
 *
 * <p>What no interface lists has no socket of its own, such as 127.0.0.2: who asks there has to have it bound by name.
 *
 * <p>What goes to a broadcast address reaches every wildcard socket there is, SO_REUSEPORT or not. With one in
 * each loop, a forged query to all of a network would come back from each of its machines as often as that has loops.
 */
final class UdpServerVerticle extends AbstractVerticle {

    private final List<BindAddress> binds;
    private final Responder responder;
    private final boolean shared;
    private final boolean first;
    private final List<UdpSocket> sockets = new ArrayList<>();
    private final List<WildcardSockets> besideWildcard = new ArrayList<>();
    private NioEventLoop eventLoop;
    private DatagramBatch.Memory memory;
    private boolean ended;
    private volatile Set<InetAddress> ours = Set.of();
    private volatile List<InetSocketAddress> addresses = List.of();

    /**
     * @param binds with their real ports
     * @param shared whether another verticle binds the same addresses
     * @param first whether this one binds wildcards
     */
    UdpServerVerticle(List<BindAddress> binds, Responder responder, boolean shared, boolean first) {
        this.binds = binds;
        this.responder = responder;
        this.shared = shared;
        this.first = first;
    }

    /** @throws AddressUnavailableException none of the addresses is bound then */
    @Override
    public void start() throws AddressUnavailableException {
        // Java's selector, whatever else is there: Netty's own polls no channels but its own.
        eventLoop = (NioEventLoop) ((ContextInternal) context).nettyEventLoop();
        memory = DatagramBatch.memory();
        for (BindAddress bind : binds) {
            if (first || !bind.isWildcard()) {
                sockets.add(openOwn(bind));
            }
            if (bind.isWildcard()) {
                besideWildcard.add(new WildcardSockets(bind, address -> open(bind, address)));
            }
        }
        update();
    }

    @Override
    public void stop() {
        ended = true;
        sockets.forEach(UdpSocket::close);
        besideWildcard.forEach(wildcard -> wildcard.follow(Map.of()));
    }

    /** Whether datagrams are received and sent many at a time. */
    boolean inBatches() {
        return memory instanceof KernelBatch.Memory;
    }

    QueryCounters queries() {
        return responder.counters();
    }

    Context eventLoop() {
        return context;
    }

    /** The addresses that have a socket of their own, whether they were to be bound or have come beside a wildcard. */
    List<InetSocketAddress> addresses() {
        return addresses;
    }

    /**
     * Opens a socket for each address that has come and closes those of addresses that have gone. From any thread.
     *
     * @param local what the machine has now, by its text
     * @return done when all are open, closed or put off
     */
    Future<Void> follow(Map<String, InetAddress> local) {
        Promise<Void> followed = Promise.promise();
        context.runOnContext(go -> {
            try {
                if (!ended) {
                    besideWildcard.forEach(wildcard -> wildcard.follow(local));
                    update();
                }
                followed.complete();
            } catch (RuntimeException e) {
                followed.fail(e);
            }
        });
        return followed.future();
    }

    private UdpSocket openOwn(BindAddress bind) throws AddressUnavailableException {
        try {
            return open(bind, bind.socketAddress());
        } catch (IOException e) {
            stop();
            throw AddressUnavailableException.of(bind, Transport.UDP, e);
        }
    }

    private UdpSocket open(BindAddress bind, InetSocketAddress address) throws IOException {
        return UdpSocket.open(
                eventLoop,
                address,
                shared,
                channel -> new UdpQueries(responder, bind, peer -> isOurs(bind, peer), memory.of(channel), eventLoop));
    }

    private boolean isOurs(BindAddress bind, InetAddress peer) {
        return ours.contains(peer) || bind.isWildcard() && peer.isLoopbackAddress();
    }

    private void update() {
        List<InetSocketAddress> now = new ArrayList<>();
        binds.stream()
                .filter(bind -> !bind.isWildcard())
                .map(BindAddress::socketAddress)
                .forEach(now::add);
        besideWildcard.stream().flatMap(WildcardSockets::addresses).forEach(now::add);
        addresses = List.copyOf(now);
        ours = Set.copyOf(now.stream().map(InetSocketAddress::getAddress).toList());
    }
}

package dev.wagl.transport;

import dev.wagl.dns.Transport;
import dev.wagl.nameserver.QueryCounters;
import io.netty.channel.Channel;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The TCP listeners and connections of one event loop. The loops share each listener: Vert.x binds it once and deals
 * the connections out.
 *
 * <p>The listener is bound without SO_REUSEPORT, so that of two servers only one can have an address. It is TCP's part
 * to find that out for UDP as well.
 */
final class TcpServerVerticle extends AbstractVerticle {

    /** A client that sends nothing for so long, while the server goes, has sent everything. */
    static final Duration QUIET = Duration.ofMillis(100);

    static final int LONGEST_MESSAGE = 65_535;

    private final List<BindAddress> binds;
    private final Responder responder;
    private final TcpLimits limits;
    private final TcpTable table;
    private final TcpCounters counters;
    private final Set<TcpConnection> connections = new HashSet<>();
    private Promise<Void> emptied;

    /** Event loops that do nothing else. */
    static Vertx vertx(int loops, boolean nativeTransport) {
        // Nothing is written to disk; the process ends when the server has, and not for these.
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(loops)
                .setPreferNativeTransport(nativeTransport)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
    }

    /**
     * @param binds with their real ports
     * @param responder for messages of any length
     * @param table of all event loops
     * @param counters of all event loops
     */
    TcpServerVerticle(
            List<BindAddress> binds, Responder responder, TcpLimits limits, TcpTable table, TcpCounters counters) {
        this.binds = binds;
        this.responder = responder;
        this.limits = limits;
        this.table = table;
        this.counters = counters;
    }

    /** Fails with an {@link AddressUnavailableException}. */
    @Override
    public void start(Promise<Void> started) {
        List<Future<NetServer>> listening = new ArrayList<>();
        for (BindAddress bind : binds) {
            listening.add(vertx.createNetServer(new NetServerOptions().setReusePort(false))
                    .connectHandler(socket -> accept(bind, socket))
                    .listen(SocketAddress.inetSocketAddress(bind.socketAddress()))
                    .recover(e -> Future.failedFuture(AddressUnavailableException.of(bind, Transport.TCP, e))));
        }
        long tick = Math.max(10, Math.min(250, shortest().toMillis() / 4));
        vertx.setPeriodic(tick, look -> expire());
        Future.all(listening).<Void>mapEmpty().onComplete(started);
    }

    QueryCounters queries() {
        return responder.counters();
    }

    Context eventLoop() {
        return context;
    }

    /**
     * Takes no connection any more, answers what has come on those there are, and closes them. From any thread.
     *
     * @param most after which they are closed as they are
     */
    Future<Void> leave(Duration most) {
        Promise<Void> left = Promise.promise();
        context.runOnContext(go -> {
            // The listeners stay until the end, since Vert.x closes the connections with them; they take none any more.
            emptied = left;
            connections.forEach(connection -> connection.leave(QUIET));
            vertx.setPeriodic(QUIET.toMillis() / 4, look -> expire());
            vertx.setTimer(most.toMillis(), over -> List.copyOf(connections).forEach(TcpConnection::abort));
            completeIfEmpty();
        });
        return left.future();
    }

    private void accept(BindAddress bind, NetSocket socket) {
        Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        AcceptGate.before(channel);
        InetSocketAddress peer = (InetSocketAddress) channel.remoteAddress();
        if (emptied != null || peer == null || !bind.serves(peer.getAddress())) {
            socket.close();
            return;
        }
        TcpConnection connection = new TcpConnection(socket, peer, responder, limits, table, counters);
        if (!table.admit(connection)) {
            socket.close();
            return;
        }
        connections.add(connection);
        connection.open(() -> {
            connections.remove(connection);
            table.leave(connection);
            completeIfEmpty();
        });
    }

    private void expire() {
        if (connections.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        long idle = table.idle();
        // A copy, since closing takes them out.
        for (TcpConnection connection : List.copyOf(connections)) {
            connection.account();
            if (connection.isLate(now, idle)) {
                connection.expire();
            }
        }
    }

    private void completeIfEmpty() {
        if (emptied != null && connections.isEmpty()) {
            emptied.tryComplete();
        }
    }

    private Duration shortest() {
        Duration shortest = limits.idle();
        for (Duration other : List.of(limits.message(), limits.write())) {
            shortest = other.compareTo(shortest) < 0 ? other : shortest;
        }
        return shortest;
    }
}

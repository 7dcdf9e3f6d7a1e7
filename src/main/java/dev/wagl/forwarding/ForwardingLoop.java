package dev.wagl.forwarding;

import dev.wagl.dns.Name;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The one event loop that all traffic with upstreams runs on, and what is used there, by one at a time.
 *
 * <p>It is nobody else's: what upstreams and strangers' questions cost is not paid by the loops that answer from the zone, and
 * the state of questions in flight needs no lock.
 */
final class ForwardingLoop {

    /** The longest datagram that is read; no upstream was told of more than 1,232. */
    static final int LONGEST_DATAGRAM = 4096;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final boolean epoll = Epoll.isAvailable();
    private final Class<? extends Channel> datagramChannel;
    private final SecureRandom random = new SecureRandom();
    private final QueryEncoder encoder = new QueryEncoder(random);
    private final ReplyReader reader;
    private final SslContext tls;
    private final Patience patience;
    private final byte[] datagram = new byte[LONGEST_DATAGRAM];
    private final QuerySocket.Idle idleSockets = new QuerySocket.Idle();

    ForwardingLoop(Name apex, SslContext tls, Patience patience) {
        this(apex, tls, patience, Epoll.isAvailable() ? EpollDatagramChannel.class : NioDatagramChannel.class);
    }

    ForwardingLoop(Name apex, SslContext tls, Patience patience, Class<? extends Channel> datagramChannel) {
        this.datagramChannel = datagramChannel;
        DefaultThreadFactory threads = new DefaultThreadFactory("wagl-forwarding", true);
        group = epoll ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
        loop = group.next();
        reader = new ReplyReader(apex);
        this.tls = tls;
        this.patience = patience;
    }

    EventLoop eventLoop() {
        return loop;
    }

    Class<? extends Channel> datagramChannel() {
        return datagramChannel;
    }

    Class<? extends Channel> streamChannel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    void execute(Runnable work) {
        loop.execute(work);
    }

    ScheduledFuture<?> after(Duration time, Runnable work) {
        return afterNanos(time.toNanos(), work);
    }

    ScheduledFuture<?> afterNanos(long nanos, Runnable work) {
        return loop.schedule(work, nanos, TimeUnit.NANOSECONDS);
    }

    SecureRandom random() {
        return random;
    }

    QueryEncoder encoder() {
        return encoder;
    }

    ReplyReader reader() {
        return reader;
    }

    SslContext tls() {
        return tls;
    }

    Patience patience() {
        return patience;
    }

    QuerySocket.Idle idleSockets() {
        return idleSockets;
    }

    /** Where the datagram at hand is read into. */
    byte[] datagram() {
        return datagram;
    }

    Future<?> close() {
        return group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}

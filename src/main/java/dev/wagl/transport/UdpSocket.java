package dev.wagl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.future.PromiseInternal;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * One bound UDP socket of an event loop: a Vert.x DatagramSocket that is bound, read and written one level below.
 *
 * <p>Vert.x makes, owns and closes it. What goes through it does not pass Vert.x' handler, for three reasons. Vert.x
 * turns each sender into text and resolves that text as a host name for each send, twice the work of the answer itself.
 * On the way the scope of a link-local address is lost, so that no such client could be answered and no such
 * address bound. And it reads one datagram per wake-up and sends each by itself, where the kernel takes batches
 * (recvmmsg, sendmmsg).
 */
final class UdpSocket {

    /** Longer queries are cut, and so malformed; the longest real one (cookies, padding) is under 600 octets. */
    static final int LONGEST_QUERY = 2048;

    /** Sixteen to a system call: 32 KiB is the largest buffer that Netty keeps for the thread. */
    private static final int BATCH = 16;

    /** The longest buffer that a query takes. */
    static final int LONGEST_READ = BATCH * LONGEST_QUERY;

    /**
     * Datagrams until the responses are sent: a loaded socket must not delay the first of them for ever. As many as Netty keeps the
     * objects of at hand ({@code io.netty.recycler.chunkSize}): more take a detour by a queue that other threads could use.
     */
    private static final int UNTIL_FLUSH = 2 * BATCH;

    /**
     * What is asked of the kernel for each socket's queue of queries; it gives net.core.rmem_max at most, and room for some
     * 2,700 queries. A longer queue loses none fewer where more come than can be answered, and makes each answer later: with four
     * times this one, by almost a second where wagl has a tenth of a core ({@code src/load/overload}).
     */
    private static final int RECEIVE_QUEUE = 1 << 20;

    /** Where a socket that takes no more begins to have its responses dropped. */
    private static final WriteBufferWaterMark SEND_QUEUE = new WriteBufferWaterMark(256 << 10, 1 << 20);

    private final DatagramSocket socket;
    private final Channel channel;

    private UdpSocket(DatagramSocket socket, Channel channel) {
        this.socket = socket;
        this.channel = channel;
    }

    /**
     * Binds a socket. On the event loop that is to have it.
     *
     * @param shared whether other sockets of ours have the same address (native transport only)
     */
    static Future<UdpSocket> open(Vertx vertx, InetSocketAddress address, boolean shared, ChannelHandler queries) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        SingleThreadEventLoop loop = (SingleThreadEventLoop) context.nettyEventLoop();
        Set<Channel> others = channels(loop);
        // Beside SO_REUSEPORT, SO_REUSEADDR would only let strangers in. Without it, it is what lets an address be
        // bound beside the wildcard.
        DatagramSocket socket = vertx.createDatagramSocket(new DatagramSocketOptions()
                .setReusePort(shared)
                .setReuseAddress(!shared)
                .setIpV6(address.getAddress() instanceof Inet6Address));
        Set<Channel> all = channels(loop);
        all.removeAll(others);
        Channel channel = all.iterator().next();
        tune(channel);
        channel.pipeline().addBefore("handler", "queries", queries);
        PromiseInternal<Void> bound = context.promise();
        channel.bind(address).addListener(bound);
        return bound.future().map(new UdpSocket(socket, channel)).onFailure(e -> socket.close());
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    Future<Void> close() {
        return socket.close();
    }

    private static void tune(Channel channel) {
        boolean batches = channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LONGEST_QUERY);
        channel.config()
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(batches ? LONGEST_READ : LONGEST_QUERY)
                        .maxMessagesPerRead(UNTIL_FLUSH));
        // Not through Vert.x' option, which would also size the buffer that each datagram is read into.
        channel.config().setOption(ChannelOption.SO_RCVBUF, RECEIVE_QUEUE);
        channel.config().setWriteBufferWaterMark(SEND_QUEUE);
    }

    /** Vert.x does not hand out the channel of a socket; on its own loop it is the one that was not there before. */
    private static Set<Channel> channels(SingleThreadEventLoop loop) {
        Set<Channel> all = Collections.newSetFromMap(new IdentityHashMap<>());
        loop.registeredChannelsIterator().forEachRemaining(all::add);
        return all;
    }
}

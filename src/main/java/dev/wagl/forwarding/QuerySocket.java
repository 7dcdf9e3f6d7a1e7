package dev.wagl.forwarding;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A UDP socket that has one query at a time, and for each of them another port: the system chooses one at random when the socket is
 * connected, and takes it back when it is disconnected. That is half the work of a new socket and its channel. On the forwarding loop.
 *
 * <p>It is used again only if all went well: the query was sent, one datagram came, and nothing but it was there to be read when the
 * port had been given back. What comes later finds no socket.
 */
final class QuerySocket extends ChannelInboundHandlerAdapter {

    /** As many queries under way are much. */
    private static final int MOST_IDLE = 100;

    /** Two are what it takes to see that there is no second one. */
    private static final int DATAGRAMS_AT_ONCE = 8;

    /** Those that have no query at the moment. */
    static final class Idle {

        private final Deque<QuerySocket> sockets = new ArrayDeque<>();

        private QuerySocket poll() {
            QuerySocket socket;
            do {
                socket = sockets.poll();
            } while (socket != null && !socket.channel.isOpen());
            return socket;
        }

        private boolean offer(QuerySocket socket) {
            return sockets.size() < MOST_IDLE && sockets.offer(socket);
        }
    }

    private final ForwardingLoop loop;
    private final Channel channel;

    /** Null while there is no query. */
    private DatagramExchange exchange;

    private ChannelFuture sent;
    private int received;
    private boolean reading;
    private boolean free;

    /** Opens one; see {@link #send}. */
    private QuerySocket(ForwardingLoop loop) {
        this.loop = loop;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .channel(loop.datagramChannel())
                .option(
                        ChannelOption.RCVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(2 * ForwardingLoop.LONGEST_DATAGRAM)
                                .maxMessagesPerRead(DATAGRAMS_AT_ONCE))
                .handler(this);
        if (loop.datagramChannel() == EpollDatagramChannel.class) {
            // Has it read several at once; one by one, it takes an empty datagram for the end of the queue.
            bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, ForwardingLoop.LONGEST_DATAGRAM);
        }
        ChannelFuture registered = bootstrap.register();
        if (registered.cause() != null) {
            throw new ChannelException("no socket", registered.cause());
        }
        channel = registered.channel();
    }

    /**
     * Sends a query.
     *
     * @throws ChannelException if the system has no socket left
     */
    static QuerySocket send(ForwardingLoop loop, InetSocketAddress upstream, byte[] query, DatagramExchange exchange) {
        QuerySocket idle = loop.idleSockets().poll();
        QuerySocket socket = idle == null ? new QuerySocket(loop) : idle;
        socket.send(upstream, query, exchange);
        return socket;
    }

    private void send(InetSocketAddress upstream, byte[] query, DatagramExchange forExchange) {
        exchange = forExchange;
        received = 0;
        ChannelFuture connected = channel.connect(upstream);
        sent = connected.isSuccess() ? channel.writeAndFlush(Unpooled.wrappedBuffer(query)) : connected;
        if (!sent.isSuccess()) {
            // Later, for whoever sends does not know this socket yet.
            sent.addListener(done -> {
                if (!done.isSuccess()) {
                    loop.execute(() -> forExchange.failed(done.cause()));
                }
            });
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf content = ((DatagramPacket) message).content();
        try {
            received++;
            if (exchange != null) {
                int length = Math.min(content.readableBytes(), loop.datagram().length);
                content.getBytes(content.readerIndex(), loop.datagram(), 0, length);
                reading = true;
                exchange.received(loop.datagram(), length);
            }
        } finally {
            reading = false;
            content.release();
        }
    }

    /** The system has no more datagrams, unless there were many. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (free) {
            free = false;
            if (received > 1 || !loop.idleSockets().offer(this)) {
                channel.close();
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (exchange == null) {
            channel.close();
        } else {
            exchange.failed(cause);
        }
    }

    /** Gives the port back. */
    void end() {
        exchange = null;
        boolean wentWell = reading && received == 1 && sent.isSuccess();
        free = wentWell
                && channel instanceof EpollDatagramChannel
                && channel.disconnect().isSuccess();
        if (!free) {
            channel.close();
        }
    }
}

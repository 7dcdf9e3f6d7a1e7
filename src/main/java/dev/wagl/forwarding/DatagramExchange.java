package dev.wagl.forwarding;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;

/**
 * One query over UDP, from a socket of its own: the system gives each a random port, which is half of what a forger has to guess
 * (RFC 5452 9.2). The socket is connected, so that the system itself keeps away what comes from another address or port, and
 * tells when nobody listens there.
 */
final class DatagramExchange {

    /** What becomes of the query. */
    interface Listener {

        /** A datagram has come from the upstream's address, and may be anything. */
        void received(byte[] message, int length);

        /** Nobody listens there, or there is no way. Nothing comes any more. */
        void unreachable(Throwable cause);
    }

    private final Channel channel;
    private boolean closed;

    /** Sends the query. On the forwarding loop. */
    DatagramExchange(ForwardingLoop loop, InetSocketAddress upstream, byte[] query, Listener listener) {
        channel = new Bootstrap()
                .group(loop.eventLoop())
                .channel(loop.datagramChannel())
                .option(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(ForwardingLoop.LONGEST_DATAGRAM))
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        ByteBuf content = ((DatagramPacket) message).content();
                        try {
                            receive(loop, content, listener);
                        } finally {
                            content.release();
                        }
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        fail(listener, cause);
                    }
                })
                .connect(upstream)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        // Without a socket to be had, this is another thread.
                        loop.execute(() -> fail(listener, connected.cause()));
                    } else if (!closed) {
                        send(query, listener);
                    }
                })
                .channel();
    }

    private void send(byte[] query, Listener listener) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(query)).addListener(sent -> {
            if (!sent.isSuccess()) {
                fail(listener, sent.cause());
            }
        });
    }

    private void receive(ForwardingLoop loop, ByteBuf content, Listener listener) {
        if (closed) {
            return;
        }
        int length = Math.min(content.readableBytes(), loop.datagram().length);
        content.getBytes(content.readerIndex(), loop.datagram(), 0, length);
        listener.received(loop.datagram(), length);
    }

    private void fail(Listener listener, Throwable cause) {
        if (!closed) {
            close();
            listener.unreachable(cause);
        }
    }

    void close() {
        closed = true;
        if (channel.isOpen()) {
            channel.close();
        }
    }
}

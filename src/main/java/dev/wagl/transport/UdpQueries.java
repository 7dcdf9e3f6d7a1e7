package dev.wagl.transport;

import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/**
 * Datagrams in, datagrams out: the hot path of one socket. The responder belongs to the event loop and serves
 * all its sockets.
 *
 * <p>The channel hands over a batch of datagrams, then says that this was all; the responses go out as one batch at
 * that point. One datagram of {@value #SAMPLE}, of a batch at most one, is timed from its arrival to the batch's sending.
 */
final class UdpQueries extends ChannelInboundHandlerAdapter {

    private static final int SAMPLE = 8;

    private final Responder responder;
    private final BindAddress bind;
    private final Predicate<InetAddress> ours;

    /** Whether a datagram of this batch has been answered. */
    private boolean begun;

    private int untilTimed = SAMPLE;
    private long timedSince;
    private boolean timed;

    /**
     * @param bind what to listen for, its port the real one
     * @param ours tells the addresses that this server has itself
     */
    UdpQueries(Responder responder, BindAddress bind, Predicate<InetAddress> ours) {
        this.responder = responder;
        this.bind = bind;
        this.ours = ours;
    }

    @Override
    public void channelRead(ChannelHandlerContext channel, Object message) {
        DatagramPacket datagram = (DatagramPacket) message;
        try {
            QueryCounters.Drop reason = reasonToDrop(channel, datagram.sender());
            if (reason == null) {
                answer(channel, datagram);
            } else {
                responder.counters().dropped(reason);
            }
        } finally {
            datagram.release();
        }
    }

    /**
     * Nobody listens at port 0, and what comes from our own address and port was never sent by a client. A socket that
     * takes no more has its queries dropped unread: the client asks again, memory does not come back.
     */
    private QueryCounters.Drop reasonToDrop(ChannelHandlerContext channel, InetSocketAddress sender) {
        int port = sender.getPort();
        if (port == 0 || port == bind.port() && ours.test(sender.getAddress())) {
            return QueryCounters.Drop.SOURCE;
        }
        if (!bind.serves(sender.getAddress())) {
            return QueryCounters.Drop.FAMILY;
        }
        return channel.channel().isWritable() ? null : QueryCounters.Drop.SEND_QUEUE;
    }

    private void answer(ChannelHandlerContext channel, DatagramPacket datagram) {
        if (!begun) {
            begun = true;
            responder.tick(System.nanoTime());
        }
        if (!timed && --untilTimed <= 0) {
            untilTimed = SAMPLE;
            timed = true;
            timedSince = System.nanoTime();
        }
        ByteBuf query = datagram.content();
        int length = Math.min(query.readableBytes(), responder.request().length);
        query.getBytes(query.readerIndex(), responder.request(), 0, length);
        Verdict verdict = responder.respond(length, datagram.sender().getAddress());
        if (verdict == Verdict.FORWARD) {
            verdict = await(channel, datagram.sender(), length);
        }
        if (verdict == Verdict.RESPOND) {
            send(channel, datagram.sender());
        }
    }

    private Verdict await(ChannelHandlerContext channel, InetSocketAddress sender, int length) {
        return responder.await(length, sender.getAddress(), channel.executor(), verdict -> {
            if (verdict == Verdict.RESPOND) {
                sendLate(channel, sender);
            }
        });
    }

    private void sendLate(ChannelHandlerContext channel, InetSocketAddress sender) {
        if (!channel.channel().isActive()) {
            return;
        }
        if (channel.channel().isWritable()) {
            send(channel, sender);
            channel.flush();
        } else {
            responder.counters().dropped(QueryCounters.Drop.SEND_QUEUE);
        }
    }

    private void send(ChannelHandlerContext channel, InetSocketAddress to) {
        int size = responder.responseLength();
        ByteBuf response = channel.alloc().directBuffer(size).writeBytes(responder.response(), 0, size);
        channel.write(new DatagramPacket(response, to), channel.voidPromise());
        responder.responded(to.getAddress(), to.getPort());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext channel) {
        channel.flush();
        begun = false;
        if (timed) {
            timed = false;
            responder.counters().duration(System.nanoTime() - timedSince);
        }
    }

    /** One response that could not be sent (no route, a firewall) says nothing about the next: the socket stays open. */
    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
        responder.failed(bind, cause);
    }
}

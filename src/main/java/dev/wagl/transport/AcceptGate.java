package dev.wagl.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds a listener back while the event loops have not got round to the connections that it has taken.
 *
 * <p>The thread that accepts does nothing else, and so is faster than those that give places and take them away. Without
 * this, a flood of connections would have thousands of them wait in our memory, beyond every limit; so they wait in the
 * kernel's queue.
 */
final class AcceptGate extends ChannelInboundHandlerAdapter {

    private static final int MOST = 64;

    private final AtomicInteger waiting = new AtomicInteger();

    /** Puts one before the listener that the connection came from, unless there is one. */
    static void before(Channel connection) {
        Channel listener = connection.parent();
        if (listener.pipeline().get(AcceptGate.class) == null) {
            // Where two loops do this at once, there are two of them, which is one more than it takes.
            listener.pipeline().addFirst(new AcceptGate());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext listener, Object connection) {
        if (waiting.incrementAndGet() >= MOST) {
            listener.channel().config().setAutoRead(false);
        }
        listener.fireChannelRead(connection);
        // Its event loop has been given the connection by now, and gets round to this after it.
        ((Channel) connection).eventLoop().execute(() -> {
            if (waiting.decrementAndGet() < MOST) {
                listener.channel().config().setAutoRead(true);
            }
        });
    }
}

package dev.wagl.forwarding;

import io.netty.channel.ChannelException;
import java.net.InetSocketAddress;

/**
 * One query over UDP, from a port of its own: the system chooses each at random, which is half of what a forger has to guess
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

    private final Listener listener;
    private QuerySocket socket;
    private boolean closed;

    /** Sends the query. On the forwarding loop. */
    DatagramExchange(ForwardingLoop loop, InetSocketAddress upstream, byte[] query, Listener listener) {
        this.listener = listener;
        try {
            socket = QuerySocket.send(loop, upstream, query, this);
        } catch (ChannelException e) {
            loop.execute(() -> failed(e));
        }
    }

    void received(byte[] message, int length) {
        listener.received(message, length);
    }

    void failed(Throwable cause) {
        if (!closed) {
            close();
            listener.unreachable(cause);
        }
    }

    void close() {
        if (!closed && socket != null) {
            socket.end();
        }
        closed = true;
    }
}

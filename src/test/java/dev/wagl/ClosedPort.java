package dev.wagl;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback where nobody answers, and that nobody is given while it is held: a port that was free a moment ago may be
 * another process's by now.
 */
public final class ClosedPort implements AutoCloseable {

    private final Closeable holder;
    private final int number;

    private ClosedPort(Closeable holder, int number) {
        this.holder = holder;
        this.number = number;
    }

    /** Bound, not listening: connections are refused. Who wants that very port, with SO_REUSEADDR, can listen there. */
    public static ClosedPort tcp() throws IOException {
        Socket socket = new Socket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), UnclaimedPort.next()));
        return new ClosedPort(socket, socket.getLocalPort());
    }

    /** Connected to itself: for anybody else it is unreachable. */
    public static ClosedPort udp() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.connect(socket.getLocalSocketAddress());
        return new ClosedPort(socket, socket.getLocalPort());
    }

    public int number() {
        return number;
    }

    @Override
    public void close() throws IOException {
        holder.close();
    }
}

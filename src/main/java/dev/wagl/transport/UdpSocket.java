package dev.wagl.transport;

import io.netty.channel.nio.NioEventLoop;
import io.netty.channel.nio.NioTask;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One bound UDP socket of an event loop: Java's own channel, which the event loop of Vert.x watches beside its others.
 *
 * <p>A DatagramSocket of Vert.x turns each sender into text and resolves that text as a host name for each send, twice the work
 * of the answer itself; on the way the scope of a link-local address is lost, so that no such client could be answered. Its channel,
 * Netty's, takes batches from the kernel, but makes some ten objects of each datagram, which is more work than the answer,
 * too. So what reads and writes here is {@link UdpQueries} alone.
 */
final class UdpSocket implements NioTask<SelectableChannel> {

    private static final Logger LOG = Logger.getLogger(UdpSocket.class);

    /**
     * What is asked of the kernel for each socket's queue of queries; it gives net.core.rmem_max at most, and room for some
     * 2,700 queries. A longer queue loses none fewer where more come than can be answered, and makes each answer later: with four
     * times this one, by almost a second where wagl has a tenth of a core ({@code src/load/overload}).
     */
    private static final int RECEIVE_QUEUE = 1 << 20;

    /** What waits for the network; what finds it full is lost. The kernel gives net.core.wmem_max at most. */
    private static final int SEND_QUEUE = 1 << 20;

    private final DatagramChannel channel;
    private final InetSocketAddress address;
    private final UdpQueries queries;

    private UdpSocket(DatagramChannel channel, InetSocketAddress address, UdpQueries queries) {
        this.channel = channel;
        this.address = address;
        this.queries = queries;
    }

    /**
     * Binds a socket. On the event loop that is to have it.
     *
     * @param shared whether other sockets of ours have the same address (SO_REUSEPORT)
     */
    static UdpSocket open(
            NioEventLoop eventLoop,
            InetSocketAddress address,
            boolean shared,
            Function<DatagramChannel, UdpQueries> queries)
            throws IOException {
        boolean ipv6 = address.getAddress() instanceof Inet6Address;
        DatagramChannel channel;
        try {
            channel = DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        } catch (UnsupportedOperationException e) {
            throw new IOException("this machine has no IPv6", e);
        }
        try {
            // Beside SO_REUSEPORT, SO_REUSEADDR would only let strangers in. Without it, it is what lets an address be
            // bound beside the wildcard.
            channel.setOption(shared ? StandardSocketOptions.SO_REUSEPORT : StandardSocketOptions.SO_REUSEADDR, true);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_QUEUE);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_QUEUE);
            channel.configureBlocking(false);
            channel.bind(address);
            UdpSocket socket = new UdpSocket(channel, address, queries.apply(channel));
            eventLoop.register(channel, SelectionKey.OP_READ, socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    InetSocketAddress address() {
        return address;
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.errorf("The UDP socket of %s cannot be closed: %s", address, e);
        }
    }

    @Override
    public void channelReady(SelectableChannel ready, SelectionKey key) {
        queries.answer();
    }

    /** The event loop ends, and what it has with it. */
    @Override
    public void channelUnregistered(SelectableChannel gone, Throwable cause) {
        if (cause != null) {
            LOG.errorf(cause, "The event loop has given up the UDP socket of %s", address);
        }
        close();
    }
}

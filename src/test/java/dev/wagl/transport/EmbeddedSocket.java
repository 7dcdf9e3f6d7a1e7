package dev.wagl.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketImpl;
import io.vertx.core.net.impl.VertxHandler;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A TCP client and the socket that it is served through, without a network: Vert.x' own socket on a channel in memory. All
 * that happens, happens in the caller's thread and before the call returns.
 */
final class EmbeddedSocket extends EmbeddedChannel implements DuplexChannel {

    private static final VertxInternal VERTX = (VertxInternal) Vertx.vertx();

    private static final SocketAddress CLIENT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true, true);
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private NetSocketImpl socket;
    private boolean windowShut;
    private boolean inputShut;
    private boolean outputShut;

    EmbeddedSocket() {
        config().setAllocator(memory);
        var context = VERTX.createEventLoopContext(eventLoop(), null, null);
        VertxHandler<NetSocketImpl> handler =
                VertxHandler.create(netty -> new NetSocketImpl(context, netty, null, null, false));
        pipeline().addLast("handler", handler);
        socket = handler.getConnection();
    }

    NetSocket socket() {
        return socket;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return isActive() ? CLIENT : null;
    }

    /** The server reads no more while the responses wait, but a client that has sent its FIN is read to the end. */
    boolean isRead() {
        return isOpen() && (config().isAutoRead() || inputShut);
    }

    /** The client sends. */
    void send(byte[] octets, int from, int to) {
        ByteBuf chunk = memory.buffer(to - from).writeBytes(octets, from, to - from);
        pipeline().fireChannelRead(chunk);
        pipeline().fireChannelReadComplete();
        runPendingTasks();
    }

    /** The client sends its FIN. */
    void finishSending() {
        if (!inputShut && isOpen()) {
            inputShut = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            runPendingTasks();
        }
    }

    /** The client takes nothing any more. */
    void shutWindow() {
        windowShut = true;
    }

    /** The client takes all there is, and what will come. */
    void openWindow() {
        windowShut = false;
        flush();
        runPendingTasks();
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer output) {
        while (!windowShut && output.current() instanceof ByteBuf buffer) {
            byte[] octets = new byte[buffer.readableBytes()];
            buffer.getBytes(buffer.readerIndex(), octets);
            taken.writeBytes(octets);
            output.remove();
        }
    }

    /** What the client has been sent and has taken. */
    byte[] taken() {
        return taken.toByteArray();
    }

    /** Octets of buffers that nobody has released. */
    long unreleased() {
        return memory.metric().usedDirectMemory() + memory.metric().usedHeapMemory();
    }

    @Override
    public boolean isInputShutdown() {
        return inputShut;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public boolean isShutdown() {
        return inputShut && outputShut;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    public ChannelFuture shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        throw new UnsupportedOperationException();
    }
}

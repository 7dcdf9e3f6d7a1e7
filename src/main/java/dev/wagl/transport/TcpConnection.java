package dev.wagl.transport;

import dev.wagl.dns.Header;
import dev.wagl.nameserver.QueryCounters;
import dev.wagl.nameserver.QueryProcessor.Verdict;
import dev.wagl.transport.TcpCounters.CutOff;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * One TCP client: a stream of messages, each with its length in two octets before it (RFC 1035 4.2.2, RFC 7766).
 *
 * <p>Messages are answered as they are complete, in their order, but for those that wait for an upstream: their answers come when they
 * come (RFC 7766 6.2.1.1), and when many wait, nothing more is read. While the client does not take the responses, nothing
 * more is read from it, so that what it can make us hold is bounded: a chunk of input and a queue of output; what all
 * can make us hold is bounded as well, and far below the sum. One deadline runs at a time: for the client to take what it
 * asked for, else for the message it has begun, else for the next one.
 *
 * <p>The end takes two steps (RFC 7766 6.2.4). Our half is closed behind the last response; what the client still sends is
 * thrown away until it closes its half too. Were both closed at once, what is unread would make the kernel send a reset,
 * and that can cost the client responses that it has and has not read.
 */
final class TcpConnection implements TcpTable.Occupant {

    /** Responses that may wait for the client; the last of them may go over it. */
    private static final int OUTPUT = 64 << 10;

    /** Queries that may wait for the output. Netty reads a client that has sent its FIN to the end, asked or not. */
    private static final int INPUT = 128 << 10;

    /** Queries that may wait for upstreams. */
    private static final int WAITING = 100;

    /** What the kernel may keep of both for us; left alone it would be megabytes. It doubles what it is told. */
    private static final int KERNEL_OUTPUT = 64 << 10;

    private static final int KERNEL_INPUT = 32 << 10;

    /** One message of so many is timed. */
    private static final int SAMPLE = 8;

    private final NetSocketInternal socket;
    private final InetSocketAddress peer;
    private final InetAddress client;
    private final ChannelHandlerContext netty;
    private final Responder responder;
    private final TcpLimits limits;
    private final TcpTable table;
    private final TcpCounters counters;

    /** What has come and is not yet answered; null where there is nothing. */
    private ByteBuf received;

    /** Octets that this takes, as the counters know it. */
    private long accounted;

    /** The last time that a query was answered, or a full window had room again; at first, the opening. */
    private volatile long quietSince = System.nanoTime();

    /** For what is awaited, unless that is a query, for which there is the more time the emptier the table is. */
    private long deadline;

    /** Whether the responses wait for the client, and its queries for them. */
    private boolean held;

    /** Queries that wait for upstreams. */
    private int waiting;

    /** Whether so many wait that the next ones must, too. */
    private boolean stalled;

    /** Whether a message has come in part, and the deadline is that message's. */
    private boolean begun;

    private boolean clientDone;
    private boolean leaving;
    private boolean late;
    private boolean ending;

    /** Whether our half is closed, and only the client's is waited for. */
    private boolean lingering;

    private int untilTimed = SAMPLE;

    /** @param responder of the event loop, for messages of any length */
    TcpConnection(
            NetSocket socket,
            InetSocketAddress peer,
            Responder responder,
            TcpLimits limits,
            TcpTable table,
            TcpCounters counters) {
        this.socket = (NetSocketInternal) socket;
        this.peer = peer;
        this.client = counters.counted(peer.getAddress());
        this.netty = this.socket.channelHandlerContext();
        this.responder = responder;
        this.limits = limits;
        this.table = table;
        this.counters = counters;
    }

    void open(Runnable closed) {
        // A client may send its FIN after its last query and wait for the responses (RFC 7766 6.2.4).
        netty.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        netty.channel().config().setOption(ChannelOption.SO_SNDBUF, KERNEL_OUTPUT);
        netty.channel().config().setOption(ChannelOption.SO_RCVBUF, KERNEL_INPUT);
        socket.setWriteQueueMaxSize(OUTPUT);
        socket.messageHandler(chunk -> receive((ByteBuf) chunk));
        socket.eventHandler(this::happened);
        socket.drainHandler(drained -> resume());
        socket.exceptionHandler(e -> responder.failed(socket.remoteAddress(), e));
        socket.closeHandler(gone -> {
            ending = true;
            forget();
            account();
            closed.run();
        });
    }

    @Override
    public InetAddress client() {
        return client;
    }

    @Override
    public long quietSince() {
        return quietSince;
    }

    @Override
    public void giveWay() {
        netty.executor().execute(() -> {
            if (!isIdle() || unsent() > 0) {
                abort();
                return;
            }
            ending = true;
            netty.close();
        });
    }

    /** The server is going: what has come is answered, then this ends. */
    void leave(Duration quiet) {
        leaving = true;
        if (lingering || isIdle()) {
            await(quiet);
        }
    }

    /** @param idle nanoseconds that a client may be without a query */
    boolean isLate(long now, long idle) {
        if (isQuiet() && waiting > 0) {
            return false;
        }
        return now - (isIdle() && !leaving ? quietSince + idle : deadline) >= 0;
    }

    private boolean isIdle() {
        return isQuiet() && waiting == 0;
    }

    /** Whether nothing is to be awaited of the client but another query. */
    private boolean isQuiet() {
        return !held && !begun && !ending;
    }

    /** Sends the client away: politely at first, then at once. */
    void expire() {
        if (lingering) {
            netty.close();
            return;
        }
        boolean owesUs = held || ending;
        if (!late && (owesUs || !leaving)) {
            late = true;
            counters.cuts(owesUs ? CutOff.UNREAD : begun ? CutOff.SLOW : CutOff.IDLE);
        }
        if (owesUs) {
            abort();
        } else {
            end();
        }
    }

    /** Closes at once; what the client has not taken is lost, and the kernel keeps none of it either. */
    void abort() {
        ending = true;
        forget();
        if (!netty.channel().isOpen()) {
            return;
        }
        netty.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        netty.close();
    }

    private void receive(ByteBuf chunk) {
        if (ending) {
            chunk.release();
            return;
        }
        guarded(() -> {
            received = received == null
                    ? chunk
                    : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(netty.alloc(), received, chunk);
            if (!held && !stalled) {
                answer();
            } else if (received.readableBytes() > INPUT) {
                counters.cuts(CutOff.HOARDED);
                abort();
            }
        });
    }

    /** Whatever goes wrong is this connection's end, and only this one's. */
    private void guarded(Runnable work) {
        try {
            work.run();
            settle();
        } catch (Exception | OutOfMemoryError e) {
            responder.failed(socket.remoteAddress(), e);
            abort();
        }
    }

    private void answer() {
        responder.tick(System.nanoTime());
        boolean answered = false;
        while (received != null) {
            if (socket.writeQueueFull()) {
                hold();
                return;
            }
            if (waiting >= WAITING) {
                stall();
                return;
            }
            int available = received.readableBytes();
            if (available < 2) {
                break;
            }
            int length = received.getUnsignedShort(received.readerIndex());
            if (length >= Header.LENGTH && available - 2 < length) {
                break;
            }
            if (length < Header.LENGTH) {
                responder.counters().dropped(QueryCounters.Drop.SHORT);
                end();
                return;
            }
            if (!answer(length)) {
                // No query: where the next one would begin is anyone's guess.
                end();
                return;
            }
            answered = true;
            if (!received.isReadable()) {
                forget();
            }
        }
        if (clientDone && waiting == 0) {
            end();
        } else if (received == null) {
            begun = false;
            quietSince = await(TcpServerVerticle.QUIET);
        } else if (answered || !begun) {
            begun = true;
            long now = await(limits.message());
            if (answered) {
                quietSince = now;
            }
        }
    }

    private boolean answer(int length) {
        boolean timed = --untilTimed == 0;
        long start = timed ? System.nanoTime() : 0;
        received.skipBytes(2).readBytes(responder.request(), 0, length);
        responder.idleTimeout(leaving ? 0 : table.idle());
        Verdict verdict = responder.respond(length, peer.getAddress());
        if (verdict == Verdict.FORWARD) {
            verdict = responder.await(length, peer.getAddress(), netty.executor(), this::answered);
        }
        if (verdict == Verdict.RESPOND) {
            send();
        } else if (verdict == Verdict.FORWARD) {
            waiting++;
        }
        if (timed) {
            untilTimed = SAMPLE;
            if (verdict == Verdict.RESPOND) {
                responder.counters().duration(System.nanoTime() - start);
            }
        }
        return verdict != Verdict.DROP;
    }

    private void send() {
        int size = responder.responseLength();
        ByteBuf response = netty.alloc().directBuffer(2 + size);
        response.writeShort(size).writeBytes(responder.response(), 0, size);
        socket.writeMessage(response, null);
        responder.responded(peer.getAddress(), peer.getPort());
    }

    /** A query that has waited is answered. */
    private void answered(Verdict verdict) {
        waiting--;
        if (ending) {
            return;
        }
        guarded(() -> {
            if (verdict == Verdict.RESPOND) {
                send();
            }
            if (stalled) {
                stalled = false;
                netty.channel().config().setAutoRead(true);
                answer();
            } else if (waiting == 0 && !held && clientDone) {
                end();
            } else if (isIdle()) {
                quietSince = await(TcpServerVerticle.QUIET);
            }
        });
    }

    private void stall() {
        stalled = true;
        begun = false;
        netty.channel().config().setAutoRead(false);
        quietSince = System.nanoTime();
    }

    private void hold() {
        held = true;
        begun = false;
        netty.channel().config().setAutoRead(false);
        quietSince = await(limits.write());
    }

    private void resume() {
        if (held && !ending) {
            held = false;
            guarded(this::answer);
            if (!held && !stalled && !ending) {
                netty.channel().config().setAutoRead(true);
            }
        }
    }

    private void happened(Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            clientDone = true;
            if (lingering) {
                netty.close();
            } else if (!held && !ending && waiting == 0) {
                end();
            }
        }
        ReferenceCountUtil.release(event);
    }

    /** Sends what is answered and throws away what is not. */
    private void settle() {
        // Of what the system takes at once, nothing waits here and nothing is accounted for.
        netty.flush();
        if (received != null) {
            received.discardSomeReadBytes();
        }
        account();
    }

    /** Tells the counters what this takes now, and ends it if that is too much. */
    void account() {
        long now = (received == null ? 0 : received.capacity()) + unsent();
        long more = now - accounted;
        if (more != 0) {
            accounted = now;
            if (!counters.holds(client, more, limits)) {
                abort();
            }
        }
    }

    private long unsent() {
        ChannelOutboundBuffer output = netty.channel().unsafe().outboundBuffer();
        return output == null ? 0 : output.totalPendingWriteBytes();
    }

    /** Closes once the client has taken the responses. */
    private void end() {
        ending = true;
        forget();
        await(limits.write());
        netty.channel().config().setAutoRead(true);
        netty.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(sent -> netty.executor().execute(this::endOutput));
    }

    private void endOutput() {
        if (clientDone || !netty.channel().isActive()) {
            netty.close();
            return;
        }
        lingering = true;
        await(leaving ? TcpServerVerticle.QUIET : limits.write());
        ((DuplexChannel) netty.channel()).shutdownOutput();
    }

    private void forget() {
        if (received != null) {
            received.release();
            received = null;
        }
    }

    /** @return now */
    private long await(Duration time) {
        long now = System.nanoTime();
        deadline = now + time.toNanos();
        return now;
    }
}

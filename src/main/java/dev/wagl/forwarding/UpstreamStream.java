package dev.wagl.forwarding;

import dev.wagl.dns.Octets;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;

/**
 * The connection to one upstream over TCP, or TLS (RFC 7858): opened when there is something to ask, shared by all that is asked meanwhile
 * (RFC 7766 6.2.1), closed when it is idle. On the forwarding loop.
 *
 * <p>Responses come in any order; the id says whose each is, and the question must be the same.
 */
final class UpstreamStream {

    private static final int IDLE_SECONDS = 10;

    /** Silence for as long as so many tries is the connection's end. */
    private static final int SILENT_TRIES = 2;

    private static final int LONGEST_MESSAGE = 65_535;
    private static final int OPT_RDLENGTH = 2;
    private static final int PADDING = 12;

    /** RFC 8467 4.1: queries are padded to a multiple of this, so that their length tells less. */
    private static final int PADDED_TO = 128;

    private final ForwardingLoop loop;
    private final Upstream upstream;

    /** Null: none is open or being opened. */
    private Connection current;

    UpstreamStream(ForwardingLoop loop, Upstream upstream) {
        this.loop = loop;
        this.upstream = upstream;
    }

    void ask(StreamExchange exchange) {
        Connection before = current;
        if (before == null || before.isFull() || before.isSilent()) {
            current = new Connection();
            current.open();
        }
        current.ask(exchange);
        if (before != null && before.isSilent()) {
            before.channel.close();
        }
    }

    void close() {
        if (current != null) {
            current.channel.close();
        }
    }

    private static byte[] padded(byte[] query) {
        int length = (query.length + 4 + PADDED_TO - 1) / PADDED_TO * PADDED_TO;
        byte[] padded = Arrays.copyOf(query, length);
        Octets.putU16(padded, query.length - OPT_RDLENGTH, length - query.length);
        Octets.putU16(padded, query.length, PADDING);
        Octets.putU16(padded, query.length + 2, length - query.length - 4);
        return padded;
    }

    /** One connection, from its opening to its end. */
    private final class Connection extends SimpleChannelInboundHandler<ByteBuf> {

        /** More than are asked at a time; what is never answered stays until the end, and ids that are free are found soon. */
        private static final int MOST = 4_096;

        private final Map<Integer, StreamExchange> asked = new HashMap<>();
        private final List<StreamExchange> waiting = new ArrayList<>();
        private Channel channel;
        private boolean ready;
        private boolean answered;
        /** Whether nothing has come since something was asked, and when that was. */
        private boolean owed;

        private long owedSince;
        private Throwable cause = new IOException("the connection was closed");

        void open() {
            channel = new Bootstrap()
                    .group(loop.eventLoop())
                    .channel(loop.streamChannel())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            loop.patience().oneTry().toMillis())
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            initialise(channel);
                        }
                    })
                    .connect(upstream.address())
                    .addListener(connected -> {
                        if (!connected.isSuccess()) {
                            cause = connected.cause();
                            loop.execute(this::end);
                        } else if (!upstream.tls()) {
                            begin();
                        }
                    })
                    .channel();
        }

        private void initialise(Channel channel) {
            if (upstream.tls()) {
                SslHandler tls = loop.tls()
                        .newHandler(
                                channel.alloc(),
                                upstream.tlsName() != null
                                        ? upstream.tlsName()
                                        : upstream.address().getAddress().getHostAddress(),
                                upstream.address().getPort());
                SSLParameters parameters = tls.engine().getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.engine().setSSLParameters(parameters);
                tls.setHandshakeTimeoutMillis(2 * loop.patience().oneTry().toMillis());
                channel.pipeline().addLast(tls);
            }
            channel.pipeline()
                    .addLast(new IdleStateHandler(
                            loop.patience().oneTry().toMillis(),
                            0,
                            TimeUnit.SECONDS.toMillis(IDLE_SECONDS),
                            TimeUnit.MILLISECONDS))
                    .addLast(new LengthFieldBasedFrameDecoder(2 + LONGEST_MESSAGE, 0, 2, 0, 2))
                    .addLast(this);
        }

        boolean isFull() {
            return asked.size() + waiting.size() >= MOST;
        }

        void ask(StreamExchange exchange) {
            if (ready) {
                send(exchange);
                channel.flush();
            } else {
                waiting.add(exchange);
            }
        }

        private void begin() {
            ready = true;
            waiting.forEach(this::send);
            waiting.clear();
            channel.flush();
        }

        private void send(StreamExchange exchange) {
            if (exchange.isOver()) {
                return;
            }
            int id = loop.random().nextInt(1 << 16);
            while (asked.containsKey(id)) {
                id = loop.random().nextInt(1 << 16);
            }
            byte[] query = loop.encoder().encode(exchange.question(), id, false, exchange.edns());
            byte[] sent = upstream.tls() && exchange.edns() ? padded(query) : query;
            exchange.sent(query);
            asked.put(id, exchange);
            if (!owed) {
                owed = true;
                owedSince = System.nanoTime();
            }
            ByteBuf framed = channel.alloc().buffer(2 + sent.length);
            channel.write(framed.writeShort(sent.length).writeBytes(sent), channel.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf content) {
            if (content.readableBytes() < 2) {
                context.close();
                return;
            }
            owed = false;
            byte[] message = new byte[content.readableBytes()];
            content.readBytes(message);
            StreamExchange exchange = asked.remove(Octets.u16(message, 0));
            if (exchange != null) {
                answered = true;
                exchange.received(message);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                if (handshake.isSuccess()) {
                    begin();
                } else {
                    cause = handshake.cause();
                    context.close();
                }
            } else if (event instanceof IdleStateEvent idle && isUseless(idle.state())) {
                context.close();
            }
        }

        private boolean isUseless(IdleState state) {
            return state == IdleState.READER_IDLE
                    ? isSilent()
                    : asked.values().stream().allMatch(StreamExchange::isOver);
        }

        /**
         * Whether no message has come for too long. A connection that a firewall or the other side has forgotten takes queries for a
         * quarter of an hour, and octets that never make a message are no answer either.
         */
        boolean isSilent() {
            return owed
                    && System.nanoTime() - owedSince
                            > SILENT_TRIES * loop.patience().oneTry().toNanos();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            cause = failure;
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end();
        }

        /** What is not answered is asked again on a new connection, if this one was good before: it may have been ended for being idle. */
        private void end() {
            if (current == this) {
                current = null;
            }
            List<StreamExchange> left = new ArrayList<>(waiting);
            left.addAll(asked.values());
            waiting.clear();
            asked.clear();
            for (StreamExchange exchange : left) {
                if (answered && exchange.retry()) {
                    UpstreamStream.this.ask(exchange);
                } else {
                    exchange.unreachable(cause);
                }
            }
        }
    }
}

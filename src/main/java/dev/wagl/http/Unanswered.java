package dev.wagl.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * How many requests of one connection have no answer yet: those that were sent ahead (pipelined), and those whose answer the client
 * does not read. Vert.x takes any number of them, and each takes memory that DNS needs, too; here a connection with many is closed.
 * Whoever waits for each answer before asking again has never more than one.
 */
final class Unanswered extends ChannelDuplexHandler {

    static final int MOST = 4;

    private int requests;

    /** @param requests that were read before this was here */
    Unanswered(int requests) {
        this.requests = requests;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && ++requests > MOST) {
            context.close();
        }
        if (requests > MOST) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** What is written lies in our memory until the client takes it. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean last = message instanceof LastHttpContent && !isInterim(message);
        context.write(message, last ? promise.unvoid().addListener(sent -> requests--) : promise);
    }

    /** Another response to the same request follows (RFC 9110 15.2). */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }
}

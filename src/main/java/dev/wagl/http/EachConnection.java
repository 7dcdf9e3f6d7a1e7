package dev.wagl.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.Http1xServerConnection;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Map;

/**
 * Where each connection of the HTTP server gets its {@link Unanswered} and its {@link Refusal}: with its first request. Of what Vert.x
 * calls, tracing alone sees every request, also those that no route is asked about, and does so before the request is handed on and
 * the next one is read.
 */
public final class EachConnection implements VertxServiceProvider, VertxTracer<Void, Void> {

    private static final String NAME = "unanswered";

    @Override
    public void init(VertxBuilder builder) {
        builder.tracer(this);
    }

    @Override
    public <R> Void receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> tags) {
        if (request instanceof HttpServerRequest received
                && received.connection() instanceof Http1xServerConnection connection) {
            connection.invalidRequestHandler(Refusal::answer);
            if (!Refusal.isUri(received.uri())) {
                connection.handler(Refusal::answer);
            }
            ChannelPipeline pipeline = connection.channel().pipeline();
            ChannelHandlerContext vertx = pipeline.lastContext();
            // There is none any more where the connection is closed, and what it asked is taken up all the same.
            if (vertx != null && pipeline.get(NAME) == null) {
                pipeline.addBefore(vertx.name(), NAME, new Unanswered(1));
            }
        }
        return null;
    }
}

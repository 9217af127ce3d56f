package dev.touchline.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;

/**
 * Watches the accepted connections until their first request is routed. A malformed request is never routed: Vert.x
 * answers it with 400, 414 or 431 and closes the connection, while the client may still be sending.
 *
 * <p>The server channel is the parent of an accepted channel, so it is found with the first routed request. Malformed
 * requests before that one are closed without lingering.
 */
@Sharable
final class NewConnections extends ChannelInboundHandlerAdapter {

    private static final String NAME = "touchline-connections";

    private final Discards discards;

    private NewConnections(Discards discards) {
        this.discards = discards;
    }

    /** Watches the later connections of the server that accepted this one. */
    static void watch(Channel accepted, Discards discards) {
        Channel server = accepted.parent();
        if (server == null) {
            return;
        }
        ChannelPipeline pipeline = server.pipeline();
        synchronized (server) {
            if (pipeline.get(NewConnections.class) == null) {
                if (pipeline.get(NAME) != null) {
                    // From before a reload in dev mode, by another class loader.
                    pipeline.remove(NAME);
                }
                pipeline.addFirst(NAME, new NewConnections(discards));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel accepted) {
            accepted.pipeline().addLast(new Unrouted());
        }
        ctx.fireChannelRead(message);
    }

    /** In the pipeline of a connection until its first request is routed. */
    final class Unrouted extends ChannelDuplexHandler {

        private boolean received;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received = true;
            ctx.fireChannelRead(message);
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (received
                    && RequestTracker.of(ctx.channel()) == null
                    && RequestTracker.linger(ctx.channel(), discards)) {
                promise.trySuccess();
            } else {
                ctx.close(promise);
            }
        }
    }
}

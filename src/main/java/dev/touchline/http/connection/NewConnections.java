package dev.touchline.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;

/**
 * Admits accepted connections within {@link ConnectionLimits}, and watches them until their first request is routed,
 * which must happen in time. A malformed request is never routed: Vert.x
 * answers it with 400, 414 or 431 and closes the connection, while the client may still be sending.
 *
 * <p>The server channel is the parent of an accepted channel, so it is found with the first routed request. Connections
 * before that one are not limited, and closed without lingering if they are malformed.
 */
@Sharable
final class NewConnections extends ChannelInboundHandlerAdapter {

    private static final String NAME = "touchline-connections";

    private final Discards discards;
    private final ConnectionLimits limits;

    private NewConnections(Discards discards, ConnectionLimits limits) {
        this.discards = discards;
        this.limits = limits;
    }

    /** Watches the later connections of the server that accepted this one. */
    static void watch(Channel accepted, Discards discards, ConnectionLimits limits) {
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
                pipeline.addFirst(NAME, new NewConnections(discards, limits));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel accepted) {
            if (!limits.admit(accepted)) {
                // Not registered with an event loop yet, so it has no other way to close.
                accepted.unsafe().closeForcibly();
                return;
            }
            accepted.pipeline().addLast(new Unrouted());
        }
        ctx.fireChannelRead(message);
    }

    /** In the pipeline of a connection until its first request is routed. */
    final class Unrouted extends ChannelDuplexHandler {

        private boolean received;
        private Future<?> headTimer;

        // The first handler, so that its context closes without lingering.
        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            headTimer = limits.startHead(ctx.executor(), ctx::close);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            headTimer.cancel(false);
        }

        /** To be called when the first request is routed. */
        static void remove(Channel channel) {
            if (channel.pipeline().get(Unrouted.class) != null) {
                channel.pipeline().remove(Unrouted.class);
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            received = true;
            ctx.fireChannelRead(message);
        }

        @Override
        public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
            if (received
                    && RequestTracker.of(ctx.channel()) == null
                    && RequestTracker.linger(ctx.channel(), discards, limits)) {
                promise.trySuccess();
            } else {
                ctx.close(promise);
            }
        }
    }
}

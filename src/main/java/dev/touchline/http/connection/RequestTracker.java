package dev.touchline.http.connection;

import dev.touchline.http.connection.Discards.Discard;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Tracks the requests of an HTTP/1 connection, and lingers when the server closes the connection while a request is
 * still arriving. Closing a socket that holds unread bytes makes the kernel reset the connection, and the reset
 * destroys an answer that the client has not read yet. So the output is shut down first, and the input is read and
 * discarded until the client closes its side or a bound of {@link Discards} is reached.
 *
 * <p>Its place is directly before Vert.x's own handler, so that every close passes it, whether from this application,
 * Quarkus or Vert.x.
 */
final class RequestTracker extends ChannelDuplexHandler {

    private static final String VERTX_HANDLER = "handler";

    private final Discards discards;
    /** Requests that have begun to arrive, have arrived, and have been answered. */
    private int started;

    private int arrived;
    private int answered;
    /** The client waits for 100 before it sends the body that is to arrive. */
    private boolean awaitsContinue;
    /** The last answer says that the connection will be closed. */
    private boolean closeAnnounced;

    /** Within a read: the end of a request that is answered already may come with the same bytes. */
    private boolean reading;

    private boolean answeredEarly;
    private Discard discard;
    private boolean lingering;

    /** The bytes of the body that is arriving, and what to do once there are more than the limit. */
    private long bodyBytes;

    private long maxBodyBytes = Long.MAX_VALUE;
    private Runnable exceeded;

    private RequestTracker(Discards discards) {
        this.discards = discards;
    }

    /** The tracker of a connection, or null. */
    static RequestTracker of(Channel channel) {
        return channel.pipeline().get(RequestTracker.class);
    }

    /**
     * Begins to track a connection, on its event loop, while its newest request is handled and before the end of that
     * request is.
     */
    static void install(Channel channel, Discards discards, boolean awaitsContinue) {
        RequestTracker tracker = new RequestTracker(discards);
        tracker.started = 1;
        tracker.reading = true;
        tracker.awaitsContinue = awaitsContinue;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(VERTX_HANDLER, null, tracker);
        if (pipeline.get(NewConnections.Unrouted.class) != null) {
            pipeline.remove(NewConnections.Unrouted.class);
        }
    }

    /** Lingers on a connection none of whose requests could be read; false if it is to be closed immediately. */
    static boolean linger(Channel channel, Discards discards) {
        ChannelPipeline pipeline = channel.pipeline();
        if (!channel.isActive()
                || pipeline.get(HttpObjectDecoder.class) == null
                || pipeline.get(VERTX_HANDLER) == null) {
            return false;
        }
        install(channel, discards, false);
        RequestTracker tracker = of(channel);
        return tracker.linger(pipeline.context(tracker));
    }

    /** Limits the body that is arriving, once it is being routed. Further bytes are dropped when the limit is exceeded. */
    void limitBody(long maxBytes, Runnable whenExceeded) {
        maxBodyBytes = maxBytes;
        exceeded = whenExceeded;
    }

    /** Whether the request that is to be answered next has arrived entirely. */
    boolean hasArrived() {
        return arrived > answered;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
            return;
        }
        reading = true;
        if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
            end();
        } else if (message instanceof HttpRequest request) {
            started++;
            awaitsContinue = HttpUtil.is100ContinueExpected(request);
            bodyBytes = 0;
            maxBodyBytes = Long.MAX_VALUE;
            exceeded = null;
        } else if (message instanceof HttpContent content) {
            awaitsContinue = false;
            int received = content.content().readableBytes();
            bodyBytes += received;
            if (discard != null) {
                discard.count(received);
            }
            if (bodyBytes > maxBodyBytes) {
                dropAfterLimit(message);
                return;
            }
            if (message instanceof LastHttpContent && content.decoderResult().isSuccess()) {
                end();
            }
        }
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        reading = false;
        if (answeredEarly) {
            discardRest(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    private void dropAfterLimit(Object message) {
        ReferenceCountUtil.release(message);
        if (exceeded != null) {
            Runnable action = exceeded;
            exceeded = null;
            action.run();
        }
    }

    private void end() {
        arrived = started;
        answeredEarly = false;
        endDiscard();
    }

    private void endDiscard() {
        if (discard != null) {
            discard.end();
            discard = null;
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean unasked = false;
        if (message instanceof HttpResponse head) {
            if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                awaitsContinue &= !head.status().equals(HttpResponseStatus.CONTINUE);
                ctx.write(message, promise);
                return;
            }
            // The client may leave the body out now, and the next request would be taken for it.
            unasked = awaitsContinue && !hasArrived();
            if (unasked) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            closeAnnounced = head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
        ctx.write(message, promise);
        if (message instanceof LastHttpContent) {
            answered(ctx, unasked);
        }
    }

    private void answered(ChannelHandlerContext ctx, boolean unasked) {
        boolean early = !hasArrived();
        answered++;
        if (unasked) {
            // Not within the write: Vert.x has not noted yet that it has answered.
            ctx.executor().execute(() -> {
                ctx.flush();
                close(ctx, ctx.newPromise());
            });
        } else if (early && !lingering) {
            answeredEarly = true;
            if (!reading) {
                discardRest(ctx);
            }
        }
    }

    // Quarkus resumes the request, and Vert.x drops its body. If that ends soon, the connection stays open.
    private void discardRest(ChannelHandlerContext ctx) {
        answeredEarly = false;
        if (discard == null && !lingering) {
            discard = startDiscard(ctx);
            if (discard == null) {
                ctx.executor().execute(() -> closeNow(ctx));
            }
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        boolean unread = started > arrived || closeAnnounced;
        // Vert.x closes a connection twice whose request cannot be read: the second close must not end the lingering.
        if (lingering || unread && ctx.channel().isActive() && linger(ctx)) {
            promise.trySuccess();
        } else {
            endDiscard();
            ctx.close(promise);
        }
    }

    private boolean linger(ChannelHandlerContext ctx) {
        Channel channel = ctx.channel();
        endDiscard();
        discard = startDiscard(ctx);
        if (discard == null) {
            return false;
        }
        lingering = true;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addFirst(null, new DiscardedInput());
        SslHandler tls = pipeline.get(SslHandler.class);
        if (tls == null) {
            shutdownOutput(channel);
        } else {
            tls.closeOutbound().addListener(notified -> shutdownOutput(channel));
        }
        // For Vert.x the connection ends here: readers of the body are told that the rest will not come.
        ctx.fireChannelInactive();
        channel.config().setAutoRead(true);
        return true;
    }

    private Discard startDiscard(ChannelHandlerContext ctx) {
        return discards.start(ctx.executor(), () -> !ctx.channel().isActive(), () -> closeNow(ctx));
    }

    private static void shutdownOutput(Channel channel) {
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        }
    }

    // Past the handlers that would close in order: nothing is left to be said.
    private void closeNow(ChannelHandlerContext ctx) {
        endDiscard();
        ctx.pipeline().firstContext().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        endDiscard();
        if (!lingering) {
            ctx.fireChannelInactive();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!lingering) {
            ctx.fireExceptionCaught(cause);
        }
    }

    /** Takes everything that arrives on a lingering connection, before it is decrypted and decoded. */
    private final class DiscardedInput extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            int bytes = message instanceof ByteBuf buffer ? buffer.readableBytes() : 0;
            ReferenceCountUtil.release(message);
            if (discard != null) {
                discard.count(bytes);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // The client has reset the connection. Netty closes the channel by itself.
        }
    }
}

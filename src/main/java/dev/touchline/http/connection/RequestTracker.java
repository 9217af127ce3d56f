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
import io.netty.util.concurrent.Future;

/**
 * Tracks the requests of an HTTP/1 connection, and lingers when the server closes it while a request is arriving.
 * Closing a socket with unread bytes makes the kernel reset the connection, which destroys a response that the client
 * has not read yet. So the output is shut down first, and the input is discarded until the client closes its side or a
 * bound of {@link Discards} is reached.
 *
 * <p>Placed directly before the handler of Vert.x, so that every close passes, also those of Quarkus and Vert.x.
 */
final class RequestTracker extends ChannelDuplexHandler {

    private static final String VERTX_HANDLER = "handler";

    private final Discards discards;
    private final ConnectionLimits limits;
    // Numbers of requests.
    private int started;
    private int arrived;
    private int answered;
    /** The client waits for 100 before it sends the body. */
    private boolean awaitsContinue;
    /** The last response has Connection: close. */
    private boolean closeAnnounced;
    /** During a read: the end of a request that was answered early may be among the same bytes. */
    private boolean reading;

    private boolean answeredEarly;
    private Discard discard;
    private boolean lingering;
    /** During a read: whether anything was decoded. If not, a head is arriving, unless a body is. */
    private boolean decoded;

    private Future<?> headTimer;
    // Of the body that is arriving.
    private long bodyBytes;
    private long maxBodyBytes = Long.MAX_VALUE;
    private Runnable exceeded;

    private RequestTracker(Discards discards, ConnectionLimits limits) {
        this.discards = discards;
        this.limits = limits;
    }

    /** The tracker of a connection, or null. */
    static RequestTracker of(Channel channel) {
        return channel.pipeline().get(RequestTracker.class);
    }

    /** Tracks a connection from its newest request on; on its event loop, before the end of that request is handled. */
    static void install(Channel channel, Discards discards, ConnectionLimits limits, boolean awaitsContinue) {
        RequestTracker tracker = new RequestTracker(discards, limits);
        tracker.started = 1;
        tracker.reading = true;
        tracker.decoded = true;
        tracker.awaitsContinue = awaitsContinue;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(VERTX_HANDLER, null, tracker);
        NewConnections.Unrouted.remove(channel);
    }

    /** Lingers on a connection without a well-formed request; false if it must be closed immediately. */
    static boolean linger(Channel channel, Discards discards, ConnectionLimits limits) {
        ChannelPipeline pipeline = channel.pipeline();
        if (!channel.isActive()
                || pipeline.get(HttpObjectDecoder.class) == null
                || pipeline.get(VERTX_HANDLER) == null) {
            return false;
        }
        install(channel, discards, limits, false);
        RequestTracker tracker = of(channel);
        return tracker.linger(pipeline.context(tracker));
    }

    /** Limits the body that is arriving; further bytes are dropped. */
    void limitBody(long maxBytes, Runnable onExceeded) {
        maxBodyBytes = maxBytes;
        exceeded = onExceeded;
    }

    /** Whether the next request to answer has arrived entirely. */
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
        decoded = true;
        if (message == LastHttpContent.EMPTY_LAST_CONTENT) {
            end();
        } else if (message instanceof HttpRequest request) {
            started++;
            endHead();
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
        if (!decoded && started == arrived && headTimer == null && !lingering) {
            headTimer = limits.startHead(ctx.executor(), () -> closeNow(ctx));
        }
        decoded = false;
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

    private void endHead() {
        if (headTimer != null) {
            headTimer.cancel(false);
            headTimer = null;
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        endHead();
    }

    private void endDiscard() {
        if (discard != null) {
            discard.end();
            discard = null;
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean bodyNotRequested = false;
        if (message instanceof HttpResponse head) {
            if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                awaitsContinue &= !head.status().equals(HttpResponseStatus.CONTINUE);
                ctx.write(message, promise);
                return;
            }
            // The client may omit the body now, and its next request would be parsed as the body.
            bodyNotRequested = awaitsContinue && !hasArrived();
            if (bodyNotRequested) {
                head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            }
            closeAnnounced = head.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
        ctx.write(message, promise);
        if (message instanceof LastHttpContent) {
            onAnswered(ctx, bodyNotRequested);
        }
    }

    private void onAnswered(ChannelHandlerContext ctx, boolean bodyNotRequested) {
        boolean early = !hasArrived();
        answered++;
        if (bodyNotRequested) {
            // Not during the write, when Vert.x has not marked the request as answered yet.
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

    // Quarkus resumes the request, and Vert.x drops its body. Within the bounds, the connection stays open.
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
        // Vert.x closes twice after a malformed request: the second close must not end the lingering.
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
        // For Vert.x the connection ends here, so that readers of the body fail.
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

    // Bypasses handlers that would flush first.
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

    /** Discards the input of a lingering connection before decryption and decoding. */
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
            // The client reset the connection; Netty closes the channel.
        }
    }
}

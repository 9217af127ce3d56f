package dev.touchline.http.connection;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/**
 * How much of a request has arrived. {@link HttpServerRequest#isEnded()} is also false for a body that has arrived but
 * was not read, or whose reader paused the request afterwards.
 */
public final class RequestBody {

    private RequestBody() {}

    /**
     * Whether all of the body has arrived, read or not. To be called on the event loop of the connection, before the
     * request is answered.
     */
    public static boolean hasArrived(HttpServerRequest request) {
        if (request.isEnded()) {
            return true;
        }
        Channel channel = NettyChannels.of(request);
        if (request.version() == HttpVersion.HTTP_2) {
            Http2Stream stream = stream(channel, request);
            return stream == null || !stream.state().remoteSideOpen();
        }
        RequestTracker tracker = RequestTracker.of(channel);
        return tracker != null && tracker.hasArrived();
    }

    /**
     * Limits a body of unannounced length: its reader receives no byte beyond the limit. No effect over HTTP/2. To be
     * called on the event loop of the connection, while the request is routed.
     *
     * @param exceeded answers the request and closes its connection; called at most once, on the event loop
     */
    public static void limitOverHttp1(HttpServerRequest request, long maxBytes, Runnable exceeded) {
        if (request.version() != HttpVersion.HTTP_2) {
            RequestTracker tracker = RequestTracker.of(NettyChannels.of(request));
            if (tracker != null) {
                tracker.limitBody(maxBytes, exceeded);
            }
        }
    }

    /**
     * Whether the body is incomplete because the client has not sent it, and not because flow control holds it back. To
     * be called as {@link #hasArrived}.
     */
    public static boolean awaitsClient(HttpServerRequest request) {
        return !hasArrived(request) && !isHeldBack(request);
    }

    private static boolean isHeldBack(HttpServerRequest request) {
        Channel channel = NettyChannels.of(request);
        if (request.version() == HttpVersion.HTTP_2) {
            Http2Stream stream = stream(channel, request);
            return stream != null
                    && connection(channel).local().flowController().windowSize(stream) <= 0;
        }
        return !channel.config().isAutoRead();
    }

    private static Http2Stream stream(Channel channel, HttpServerRequest request) {
        Http2Connection connection = connection(channel);
        return connection == null ? null : connection.stream(request.response().streamId());
    }

    // A closed connection has no handlers.
    static Http2Connection connection(Channel channel) {
        Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
        return handler == null ? null : handler.connection();
    }
}

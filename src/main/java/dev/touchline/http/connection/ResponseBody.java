package dev.touchline.http.connection;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** How much of a response has left this process. */
public final class ResponseBody {

    /** RFC 9113, section 7: CANCEL. */
    private static final long HTTP2_CANCEL = 0x8;

    /** The number of bytes that wait is not known; more than this is a stream, of which little waits. */
    private static final long MAX_WAITING_OVER_HTTP2 = 1024 * 1024;

    private static final long POLL_MILLIS = 200;

    private ResponseBody() {}

    /**
     * Watches a response that has ended, from any thread. Runs nothing if the client has taken it already; otherwise
     * {@code waits} with the number of bytes that wait, and {@code sent} once the client has taken them or its connection
     * has ended, both on the event loop.
     */
    public static void watch(HttpServerRequest request, LongConsumer waits, Runnable sent) {
        Channel channel = NettyChannels.of(request);
        // As a task: another thread may have ended the response, so that its bytes reach the connection with an earlier
        // one.
        channel.eventLoop().execute(() -> {
            if (!isSent(request, channel)) {
                waits.accept(waitingBytes(request, channel));
                poll(request, channel, sent);
            }
        });
    }

    private static void poll(HttpServerRequest request, Channel channel, Runnable sent) {
        if (isSent(request, channel)) {
            sent.run();
        } else {
            channel.eventLoop().schedule(() -> poll(request, channel, sent), POLL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static long waitingBytes(HttpServerRequest request, Channel channel) {
        return request.version() == HttpVersion.HTTP_2
                ? Math.min(request.response().bytesWritten(), MAX_WAITING_OVER_HTTP2)
                : channel.bytesBeforeWritable();
    }

    // But for some 10 kB, which the connection buffers.
    private static boolean isSent(HttpServerRequest request, Channel channel) {
        if (!channel.isActive()) {
            return true;
        }
        if (request.version() != HttpVersion.HTTP_2) {
            return channel.isWritable();
        }
        Http2Connection connection = RequestBody.connection(channel);
        Http2Stream stream =
                connection == null ? null : connection.stream(request.response().streamId());
        return stream == null || !connection.remote().flowController().hasFlowControlled(stream);
    }

    /** Closes the connection, or the stream of HTTP/2, without a flush, which a client that reads nothing would block. */
    public static void abort(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(HTTP2_CANCEL);
        } else {
            // Past the first handler is only the socket.
            Channel channel = NettyChannels.of(request);
            channel.eventLoop().execute(() -> {
                if (channel.isOpen()) {
                    channel.pipeline().firstContext().close();
                }
            });
        }
    }
}

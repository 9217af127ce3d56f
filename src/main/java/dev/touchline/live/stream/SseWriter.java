package dev.touchline.live.stream;

import dev.touchline.http.connection.NettyChannels;
import dev.touchline.live.feed.SseFrames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Writes the frames of one subscriber, and buffers those that the connection does not take yet. Beyond a bound the
 * connection is closed, so that a slow reader slows nobody and fills no memory. Confined to its event loop.
 */
final class SseWriter {

    /** RFC 9113, section 7: CANCEL. */
    private static final long HTTP2_CANCEL = 0x8;

    /** Buffered frames are joined into writes of up to this size. */
    private static final int MAX_JOINED_SIZE = 64 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ChannelHandlerContext encoder;
    private final Runnable onOverflow;
    /** Null while empty, to save memory: frames rarely wait. */
    private Queue<Buffer> queued;

    private int max;
    private boolean ending;
    private boolean aborted;

    /**
     * @param max bound of buffered frames
     * @param onOverflow called when the bound is exceeded
     */
    SseWriter(HttpServerRequest request, int max, Runnable onOverflow) {
        this.request = request;
        this.response = request.response();
        this.encoder = encoder(request);
        this.max = max;
        this.onOverflow = onOverflow;
        response.drainHandler(drained -> drain());
    }

    // The HTTP/1.1 encoder, or null if another handler rewrites the body: only then may a shared chunk bypass it.
    private static ChannelHandlerContext encoder(HttpServerRequest request) {
        ChannelPipeline pipeline = NettyChannels.of(request).pipeline();
        return request.version() == HttpVersion.HTTP_1_1 && pipeline.get(HttpContentEncoder.class) == null
                ? pipeline.context(HttpResponseEncoder.class)
                : null;
    }

    /** Whether {@link #write} may be called: no frame waits, and the connection takes more. */
    boolean isReady() {
        return queued == null && !ending && !aborted && isWritable();
    }

    private boolean isWritable() {
        return !response.closed() && !response.ended() && !response.writeQueueFull();
    }

    void write(FrameBatch batch) {
        if (encoder == null) {
            response.write(batch.frames());
        } else {
            encoder.writeAndFlush(batch.chunk().retainedDuplicate(), encoder.voidPromise());
        }
    }

    /** Adds the first frames of a stream, which do not count towards the bound. */
    void addAll(List<Buffer> frames) {
        max += frames.size();
        frames.forEach(this::add);
    }

    /** Buffers a frame, or closes the connection if too many wait. */
    void add(Buffer frame) {
        if (ending || aborted) {
            return;
        }
        if (queued != null && queued.size() >= max) {
            drain();
        }
        if (queued == null) {
            queued = new ArrayDeque<>();
        }
        if (queued.size() >= max) {
            onOverflow.run();
            abort();
        } else {
            queued.add(frame);
        }
    }

    /** Writes buffered frames until the connection takes no more; repeated when it does. */
    void drain() {
        while (queued != null && isWritable()) {
            // The write may call this method again: the state must be consistent before it.
            response.write(nextBuffer());
        }
        if (queued == null && ending && isWritable()) {
            response.end();
        }
    }

    private Buffer nextBuffer() {
        Buffer next = queued.remove();
        if (!queued.isEmpty()) {
            next = Buffer.buffer().appendBuffer(next);
            while (!queued.isEmpty() && next.length() < MAX_JOINED_SIZE) {
                next.appendBuffer(queued.remove());
            }
        }
        if (queued.isEmpty()) {
            queued = null;
        }
        return next;
    }

    /** Sends a heartbeat unless frames wait. */
    void heartbeat() {
        if (isReady()) {
            // Not past the encoder: only this write resets the idle timeout of the connection.
            response.write(SseFrames.heartbeat());
        }
    }

    /** Ends the stream after the frame. */
    void end(Buffer last) {
        if (!ending && !aborted) {
            if (queued == null) {
                queued = new ArrayDeque<>();
            }
            queued.add(last);
            ending = true;
            drain();
        }
    }

    /** Closes the connection without flushing. */
    void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        queued = null;
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(HTTP2_CANCEL);
        } else {
            // An ordinary close flushes first, which a slow reader blocks; past the first handler is only the socket.
            NettyChannels.of(request).pipeline().firstContext().close();
        }
    }
}

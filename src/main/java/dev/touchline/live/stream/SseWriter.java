package dev.touchline.live.stream;

import dev.touchline.live.feed.SseFrames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Frames on their way to one connection. What the connection does not take waits here, up to a bound; past it the
 * connection is cut off, so that a slow reader slows nobody and fills no memory. For its event loop alone.
 */
final class SseWriter {

    /** RFC 9113, section 7: CANCEL. */
    private static final long HTTP2_CANCEL = 0x8;

    /** Frames that waited are joined up to this size. */
    private static final int MAX_JOINED_SIZE = 64 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ChannelHandlerContext encoder;
    private final Runnable onOverflow;
    /** A queue takes memory, and almost never does anything wait. */
    private Queue<Buffer> queued;

    private int max;
    private boolean ending;
    private boolean aborted;

    /**
     * @param max how many frames may wait
     * @param onOverflow is told when the connection is cut off
     */
    SseWriter(HttpServerRequest request, int max, Runnable onOverflow) {
        this.request = request;
        this.response = request.response();
        this.encoder = encoder(request);
        this.max = max;
        this.onOverflow = onOverflow;
        response.drainHandler(drained -> drain());
    }

    // What makes chunks of what is written, if nothing but that is done to it: then a chunk that was made for all
    // connections can be handed on past it.
    private static ChannelHandlerContext encoder(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_1_1 && request.connection() instanceof ConnectionBase connection) {
            ChannelPipeline pipeline = connection.channel().pipeline();
            return pipeline.get(HttpContentEncoder.class) == null ? pipeline.context(HttpResponseEncoder.class) : null;
        }
        return null;
    }

    /** Whether a bundle may be written: nothing waits, and the connection takes more. */
    boolean isReady() {
        return queued == null && !ending && !aborted && isWritable();
    }

    private boolean isWritable() {
        return !response.closed() && !response.ended() && !response.writeQueueFull();
    }

    /** Writes a bundle to a connection that is ready. */
    void write(FrameBatch batch) {
        if (encoder == null) {
            response.write(batch.frames());
        } else {
            encoder.writeAndFlush(batch.chunk().retainedDuplicate(), encoder.voidPromise());
        }
    }

    /** Adds what a client missed, however much it is: whoever asks for it has to wait for it. */
    void addAll(List<Buffer> frames) {
        max += frames.size();
        frames.forEach(this::add);
    }

    /** Adds a frame to those that wait. */
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

    /** Sends as much of what waits as the connection takes; once it takes more, this is done again. */
    void drain() {
        while (queued != null && isWritable()) {
            // What is written may be gone at once, and this be called again: nothing is left to do after it.
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

    /** Sends a heartbeat, unless frames wait, which say as much. */
    void heartbeat() {
        if (isReady()) {
            // In the ordinary way, which is also how the connection is seen not to be idle.
            response.write(SseFrames.heartbeat());
        }
    }

    /** Sends the last frame, and ends the stream after it. */
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

    /** Closes the connection as it is. */
    void abort() {
        if (aborted) {
            return;
        }
        aborted = true;
        queued = null;
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(HTTP2_CANCEL);
        } else if (request.connection() instanceof ConnectionBase connection) {
            // To close it in the ordinary way means to write first what it does not take; from the first handler on,
            // there is only the socket.
            connection.channel().pipeline().firstContext().close();
        } else {
            request.connection().close();
        }
    }
}

package dev.touchline.live.sse;

import dev.touchline.http.UnsentBytes;
import dev.touchline.http.connection.NettyChannels;
import dev.touchline.http.connection.ResponseBody;
import dev.touchline.live.feed.FrameBatch;
import dev.touchline.live.feed.SseFrames;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/**
 * Writes the frames of one subscriber while its connection takes them. Nothing is buffered here but the rest of a
 * snapshot, which other subscribers may share. Confined to its event loop.
 */
public final class SseWriter {

    /** A connection is written this much at a time, since it keeps what its client does not read. */
    private static final int MAX_WRITE = 64 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ChannelHandlerContext encoder;
    private final UnsentBytes unsent;
    private Runnable onReady = () -> {};
    // Null unless a part of it waits.
    private Buffer snapshot;
    private int written;
    private UnsentBytes.Hold hold;
    /** The closing frame, or null. */
    private Buffer last;

    private boolean aborted;

    /** @param unsent counts the bytes of snapshots that wait */
    public SseWriter(HttpServerRequest request, UnsentBytes unsent) {
        this.request = request;
        this.response = request.response();
        this.encoder = encoder(request);
        this.unsent = unsent;
        response.drainHandler(drained -> drain());
    }

    // The HTTP/1.1 encoder, or null if another handler rewrites the body: only then may a shared chunk bypass it.
    private static ChannelHandlerContext encoder(HttpServerRequest request) {
        ChannelPipeline pipeline = NettyChannels.of(request).pipeline();
        return request.version() == HttpVersion.HTTP_1_1 && pipeline.get(HttpContentEncoder.class) == null
                ? pipeline.context(HttpResponseEncoder.class)
                : null;
    }

    /** Sets the task that runs whenever frames can be written again. */
    public void onReady(Runnable task) {
        onReady = task;
    }

    /** Whether frames may be written: no snapshot waits, the stream goes on, and the connection takes more. */
    public boolean isReady() {
        return snapshot == null && last == null && !aborted && isWritable();
    }

    private boolean isWritable() {
        return !response.closed() && !response.ended() && !response.writeQueueFull();
    }

    /** Writes a batch; only if {@link #isReady}. */
    public void write(FrameBatch batch) {
        if (encoder == null) {
            response.write(batch.frames());
        } else {
            encoder.writeAndFlush(batch.chunk().retainedDuplicate(), encoder.voidPromise());
        }
    }

    /** Writes frames; only if {@link #isReady}. */
    public void write(Buffer frames) {
        response.write(frames);
    }

    /** Writes a snapshot in parts, while the connection takes them. */
    public void writeSnapshot(Buffer frame) {
        snapshot = frame;
        drain();
        if (snapshot != null) {
            hold = unsent.hold(frame, frame.length(), () -> ResponseBody.abort(request));
        }
    }

    private void drain() {
        while (snapshot != null && isWritable()) {
            Buffer part = snapshot.slice(written, Math.min(snapshot.length(), written + MAX_WRITE));
            written += part.length();
            if (written == snapshot.length()) {
                release();
            }
            // The write may call this method again: the state must be consistent before it.
            response.write(part);
        }
        if (snapshot == null && isWritable()) {
            if (last == null) {
                onReady.run();
            } else {
                response.end(last);
            }
        }
    }

    /** Sends a heartbeat unless frames wait. */
    public void heartbeat() {
        if (isReady()) {
            // Not past the encoder: only this write resets the idle timeout of the connection.
            response.write(SseFrames.heartbeat());
        }
    }

    /** Ends the stream after the frame. */
    public void end(Buffer closingFrame) {
        if (last == null && !aborted) {
            last = closingFrame;
            drain();
        }
    }

    /** Closes the connection without flushing. */
    public void abort() {
        if (!aborted) {
            aborted = true;
            release();
            ResponseBody.abort(request);
        }
    }

    /** Forgets what waits; to be called when the stream has ended. */
    public void release() {
        snapshot = null;
        if (hold != null) {
            hold.release();
            hold = null;
        }
    }
}

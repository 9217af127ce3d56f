package dev.touchline.live.feed;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Updates that are written together to a group of subscribers: encoded once, shared by all. Not thread-safe. */
public final class FrameBatch {

    private static final byte[] CRLF = {'\r', '\n'};

    private final EventIdScheme idScheme;
    private final List<StreamUpdate> updates;
    private Buffer frames;
    private ByteBuf chunk;

    /** @param updates at least one, in order */
    public FrameBatch(EventIdScheme idScheme, List<StreamUpdate> updates) {
        this.idScheme = idScheme;
        this.updates = updates;
    }

    /** In order, at least one. */
    public List<StreamUpdate> updates() {
        return updates;
    }

    /** The number of the first update by the id scheme. */
    public long firstNumber() {
        return idScheme.number(updates.get(0));
    }

    /** The number of the last update by the id scheme. */
    public long lastNumber() {
        return idScheme.number(updates.get(updates.size() - 1));
    }

    /** The frames of all updates. */
    public Buffer frames() {
        if (frames == null) {
            frames = updates.size() == 1 ? idScheme.frame(updates.get(0)) : joinFrames();
        }
        return frames;
    }

    private Buffer joinFrames() {
        Buffer joined = Buffer.buffer();
        updates.forEach(update -> joined.appendBuffer(idScheme.frame(update)));
        return joined;
    }

    /**
     * The frames as an HTTP/1.1 chunk (RFC 9112, section 7.1), in direct memory, which the socket reads without a copy.
     * {@link #release} frees it: retain it to keep it longer. The event loop takes 6.8 µs for a delivery with it, and
     * 9.3 µs without (ADR 6).
     */
    public ByteBuf chunk() {
        if (chunk == null) {
            byte[] content = frames().getBytes();
            byte[] size = Integer.toHexString(content.length).getBytes(StandardCharsets.US_ASCII);
            chunk = PooledByteBufAllocator.DEFAULT.directBuffer(size.length + content.length + 2 * CRLF.length);
            chunk.writeBytes(size).writeBytes(CRLF).writeBytes(content).writeBytes(CRLF);
        }
        return chunk;
    }

    /** To be called once every subscriber has the batch. */
    public void release() {
        if (chunk != null) {
            chunk.release();
        }
    }
}

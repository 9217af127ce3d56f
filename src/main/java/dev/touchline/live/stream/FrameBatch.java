package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.StreamUpdate;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Updates that leave together, for all connections of an event loop that are told the same and stand at the same place:
 * written once, and shared by them. Not thread-safe.
 */
final class FrameBatch {

    private static final byte[] CRLF = {'\r', '\n'};

    private final EventIdScheme idScheme;
    private final List<StreamUpdate> updates;
    private Buffer frames;
    private ByteBuf chunk;

    /** @param updates at least one, in their order */
    FrameBatch(EventIdScheme idScheme, List<StreamUpdate> updates) {
        this.idScheme = idScheme;
        this.updates = updates;
    }

    List<StreamUpdate> updates() {
        return updates;
    }

    /** The number of the first update. */
    long first() {
        return idScheme.id(updates.get(0));
    }

    /** The number of the last update. */
    long lastId() {
        return idScheme.id(updates.get(updates.size() - 1));
    }

    /** The frames as they are. */
    Buffer frames() {
        if (frames == null) {
            frames = updates.size() == 1 ? idScheme.frame(updates.get(0)) : joinFramesId();
        }
        return frames;
    }

    private Buffer joinFramesId() {
        Buffer joined = Buffer.buffer();
        updates.forEach(update -> joined.appendBuffer(idScheme.frame(update)));
        return joined;
    }

    /**
     * The frames as a chunk (RFC 9112, section 7.1), outside the heap, from where a socket takes it without copying it
     * first. It is released with the bundle: whoever keeps it longer has to retain it.
     */
    ByteBuf chunk() {
        if (chunk == null) {
            byte[] content = frames().getBytes();
            byte[] size = Integer.toHexString(content.length).getBytes(StandardCharsets.US_ASCII);
            chunk = PooledByteBufAllocator.DEFAULT.directBuffer(size.length + content.length + 2 * CRLF.length);
            chunk.writeBytes(size).writeBytes(CRLF).writeBytes(content).writeBytes(CRLF);
        }
        return chunk;
    }

    /** It has been handed to every connection. */
    void release() {
        if (chunk != null) {
            chunk.release();
        }
    }
}

package dev.touchline.live;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Updates that leave together, for all connections of an event loop that are told the same and stand at the same place:
 * written once, and shared by them. Not thread-safe.
 */
final class Bundle {

    private static final byte[] LINE_END = {'\r', '\n'};

    private final Numbering numbering;
    private final List<Told> updates;
    private Buffer plain;
    private ByteBuf chunk;

    /** @param updates at least one, in their order */
    Bundle(Numbering numbering, List<Told> updates) {
        this.numbering = numbering;
        this.updates = updates;
    }

    List<Told> updates() {
        return updates;
    }

    /** The number of the first update. */
    long first() {
        return numbering.number(updates.get(0));
    }

    /** The number of the last update. */
    long last() {
        return numbering.number(updates.get(updates.size() - 1));
    }

    /** The frames as they are. */
    Buffer plain() {
        if (plain == null) {
            plain = updates.size() == 1 ? numbering.frame(updates.get(0)) : join();
        }
        return plain;
    }

    private Buffer join() {
        Buffer joined = Buffer.buffer();
        updates.forEach(update -> joined.appendBuffer(numbering.frame(update)));
        return joined;
    }

    /**
     * The frames as a chunk (RFC 9112, section 7.1), outside the heap, from where a socket takes it without copying it
     * first. It is released with the bundle: whoever keeps it longer has to retain it.
     */
    ByteBuf chunk() {
        if (chunk == null) {
            byte[] content = plain().getBytes();
            byte[] size = Integer.toHexString(content.length).getBytes(StandardCharsets.US_ASCII);
            chunk = PooledByteBufAllocator.DEFAULT.directBuffer(size.length + content.length + 2 * LINE_END.length);
            chunk.writeBytes(size).writeBytes(LINE_END).writeBytes(content).writeBytes(LINE_END);
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

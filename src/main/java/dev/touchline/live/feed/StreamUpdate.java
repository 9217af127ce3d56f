package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import io.vertx.core.buffer.Buffer;

/** An update with its frames, which are encoded once per id scheme and shared by all subscribers. */
public final class StreamUpdate {

    /** An update takes about the memory of its JSON and two frames. */
    private static final int MEMORY_FACTOR = 3;

    private final PositionedUpdate positioned;
    private volatile Buffer matchFrame;
    private volatile Buffer feedFrame;

    public StreamUpdate(PositionedUpdate positioned) {
        this.positioned = positioned;
    }

    public long position() {
        return positioned.position();
    }

    public EncodedUpdate update() {
        return positioned.update();
    }

    /** The frame with the {@code seq} and the position as id. */
    Buffer matchFrame() {
        if (matchFrame == null) {
            matchFrame = SseFrames.event("update", update().seq(), position(), update().json());
        }
        return matchFrame;
    }

    /** The frame with the position as id. */
    Buffer feedFrame() {
        if (feedFrame == null) {
            feedFrame = SseFrames.event("update", position(), update().json());
        }
        return feedFrame;
    }

    /** Approximate bytes in memory. */
    public long weight() {
        return (long) MEMORY_FACTOR * update().json().length();
    }
}

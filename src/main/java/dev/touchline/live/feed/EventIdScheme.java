package dev.touchline.live.feed;

import io.vertx.core.buffer.Buffer;

/** The source of the SSE ids of a stream. */
public enum EventIdScheme {
    /** One match: the {@code seq}. */
    SEQ,
    /** Many matches: the position in the feed. */
    POSITION;

    public long id(StreamUpdate update) {
        return this == SEQ ? update.update().seq() : update.position();
    }

    public Buffer frame(StreamUpdate update) {
        return this == SEQ ? update.matchFrame() : update.feedFrame();
    }
}

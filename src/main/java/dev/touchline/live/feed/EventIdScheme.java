package dev.touchline.live.feed;

import io.vertx.core.buffer.Buffer;

/** The source of the SSE ids of a stream. */
public enum EventIdScheme {
    /** One match: the {@code seq}, followed by the position, since another branch may have given the {@code seq} again. */
    SEQ,
    /** Many matches: the position in the feed. */
    POSITION;

    /** The number by which the updates of a stream are ordered. */
    public long number(StreamUpdate update) {
        return this == SEQ ? update.update().seq() : update.position();
    }

    public Buffer frame(StreamUpdate update) {
        return this == SEQ ? update.matchFrame() : update.feedFrame();
    }
}

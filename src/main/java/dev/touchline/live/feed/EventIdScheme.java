package dev.touchline.live.feed;

import io.vertx.core.buffer.Buffer;

/** The source of the SSE ids of a stream. */
public enum EventIdScheme {
    /** One match: the {@code seq}. */
    SEQ {
        @Override
        public long id(StreamUpdate update) {
            return update.update().seq();
        }

        @Override
        public Buffer frame(StreamUpdate update) {
            return update.matchFrame();
        }
    },
    /** Many matches: the position in the feed. */
    POSITION {
        @Override
        public long id(StreamUpdate update) {
            return update.position();
        }

        @Override
        public Buffer frame(StreamUpdate update) {
            return update.feedFrame();
        }
    };

    public abstract long id(StreamUpdate update);

    public abstract Buffer frame(StreamUpdate update);
}

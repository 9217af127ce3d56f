package dev.touchline.live;

import io.vertx.core.buffer.Buffer;

/** The source of the SSE ids of a stream. */
enum EventIdScheme {
    /** One match: the {@code seq}. */
    SEQ {
        @Override
        long id(StreamUpdate update) {
            return update.update().seq();
        }

        @Override
        Buffer frame(StreamUpdate update) {
            return update.matchFrame();
        }
    },
    /** Many matches: the position in the feed. */
    POSITION {
        @Override
        long id(StreamUpdate update) {
            return update.position();
        }

        @Override
        Buffer frame(StreamUpdate update) {
            return update.feedFrame();
        }
    };

    abstract long id(StreamUpdate update);

    abstract Buffer frame(StreamUpdate update);
}

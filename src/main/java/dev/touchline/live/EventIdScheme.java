package dev.touchline.live;

import io.vertx.core.buffer.Buffer;

/** What the updates of a stream are numbered by, which is the id of their frames. */
enum EventIdScheme {
    /** Of one match: as its changes are. */
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
    /** Of many matches: by their positions in the feed. */
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

    /** The number of an update in such a stream. */
    abstract long id(StreamUpdate update);

    /** The frame of an update in such a stream. */
    abstract Buffer frame(StreamUpdate update);
}

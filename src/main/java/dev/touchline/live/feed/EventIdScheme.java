package dev.touchline.live.feed;

import io.vertx.core.buffer.Buffer;

/** What the updates of a stream are numbered by, which is the id of their frames. */
public enum EventIdScheme {
    /** Of one match: as its changes are. */
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
    /** Of many matches: by their positions in the feed. */
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

    /** The number of an update in such a stream. */
    public abstract long id(StreamUpdate update);

    /** The frame of an update in such a stream. */
    public abstract Buffer frame(StreamUpdate update);
}

package dev.touchline.live;

import io.vertx.core.buffer.Buffer;

/** What the updates of a stream are numbered by, which is the id of their frames. */
enum Numbering {
    /** Of one match: as its changes are. */
    SEQ {
        @Override
        long number(Told update) {
            return update.update().seq();
        }

        @Override
        Buffer frame(Told update) {
            return update.inMatch();
        }
    },
    /** Of many matches: by their positions in the feed. */
    POSITION {
        @Override
        long number(Told update) {
            return update.position();
        }

        @Override
        Buffer frame(Told update) {
            return update.inFeed();
        }
    };

    /** The number of an update in such a stream. */
    abstract long number(Told update);

    /** The frame of an update in such a stream. */
    abstract Buffer frame(Told update);
}

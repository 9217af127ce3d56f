package dev.touchline.live;

import dev.touchline.format.UpdateJson.Placed;
import dev.touchline.format.UpdateJson.Written;
import io.vertx.core.buffer.Buffer;

/** An update on its way to everyone who follows: written once for each kind of stream, for all connections alike. */
final class Told {

    /** Roughly what an update takes in memory: its text, and its frame in each kind of stream. */
    private static final int TIMES_IN_MEMORY = 3;

    private final Placed placed;
    private volatile Buffer inMatch;
    private volatile Buffer inFeed;

    Told(Placed placed) {
        this.placed = placed;
    }

    long position() {
        return placed.position();
    }

    Written update() {
        return placed.update();
    }

    /** Its frame in the stream of its match, where its number is the id. */
    Buffer inMatch() {
        if (inMatch == null) {
            inMatch = Frames.event("update", update().seq(), update().json());
        }
        return inMatch;
    }

    /** Its frame in the stream of many matches, where its position is the id. */
    Buffer inFeed() {
        if (inFeed == null) {
            inFeed = Frames.event("update", position(), update().json());
        }
        return inFeed;
    }

    /** About how many bytes it takes. */
    long weight() {
        return (long) TIMES_IN_MEMORY * update().json().length();
    }
}

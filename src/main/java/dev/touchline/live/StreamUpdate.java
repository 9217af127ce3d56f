package dev.touchline.live;

import dev.touchline.format.UpdateJson.EncodedUpdate;
import dev.touchline.format.UpdateJson.PositionedUpdate;
import io.vertx.core.buffer.Buffer;

/** An update on its way to everyone who follows: written once for each kind of stream, for all connections alike. */
final class StreamUpdate {

    /** Roughly what an update takes in memory: its text, and its frame in each kind of stream. */
    private static final int MEMORY_FACTOR = 3;

    private final PositionedUpdate positioned;
    private volatile Buffer matchFrame;
    private volatile Buffer feedFrame;

    StreamUpdate(PositionedUpdate positioned) {
        this.positioned = positioned;
    }

    long position() {
        return positioned.position();
    }

    EncodedUpdate update() {
        return positioned.update();
    }

    /** Its frame in the stream of its match, where its number is the id. */
    Buffer matchFrame() {
        if (matchFrame == null) {
            matchFrame = SseFrames.event("update", update().seq(), update().json());
        }
        return matchFrame;
    }

    /** Its frame in the stream of many matches, where its position is the id. */
    Buffer feedFrame() {
        if (feedFrame == null) {
            feedFrame = SseFrames.event("update", position(), update().json());
        }
        return feedFrame;
    }

    /** About how many bytes it takes. */
    long weight() {
        return (long) MEMORY_FACTOR * update().json().length();
    }
}

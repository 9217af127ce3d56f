package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import io.vertx.core.buffer.Buffer;

/** An update on its way to everyone who follows: written once for each kind of stream, for all connections alike. */
public final class StreamUpdate {

    /** Roughly what an update takes in memory: its text, and its frame in each kind of stream. */
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

    /** Its frame in the stream of its match, where its number is the id. */
    public Buffer matchFrame() {
        if (matchFrame == null) {
            matchFrame = SseFrames.event("update", update().seq(), update().json());
        }
        return matchFrame;
    }

    /** Its frame in the stream of many matches, where its position is the id. */
    public Buffer feedFrame() {
        if (feedFrame == null) {
            feedFrame = SseFrames.event("update", position(), update().json());
        }
        return feedFrame;
    }

    /** About how many bytes it takes. */
    public long weight() {
        return (long) MEMORY_FACTOR * update().json().length();
    }
}

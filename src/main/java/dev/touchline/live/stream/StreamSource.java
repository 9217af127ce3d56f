package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.StreamFilter;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The content of a stream: its start and its filter. */
interface StreamSource {

    /** How a stream was resumed. */
    enum Resumption {
        /** Not at all: the client sent no id. */
        NEW,
        /** Missed updates from memory. */
        MEMORY,
        /** Missed updates from the database. */
        DATABASE,
        /** A new snapshot, because the missed updates are incomplete or too many. */
        SNAPSHOT
    }

    /** The first frames of a stream, which include the updates up to {@code lastId}. */
    record StreamStart(long lastId, List<Buffer> frames, Resumption resumed) {}

    StreamFilter filter();

    EventIdScheme idScheme();

    /**
     * Reads the start, which includes every update up to the position and may include later ones; blocks.
     *
     * @param last id of the last event that the client received, or null
     */
    StreamStart start(long position, Long last);
}

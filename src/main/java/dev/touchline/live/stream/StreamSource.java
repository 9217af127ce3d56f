package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.StreamFilter;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What one kind of stream consists of: how it begins, and what goes over it. */
interface StreamSource {

    /** What a client that came back was given. */
    enum Resumption {
        /** It did not say that it came back. */
        NEW,
        /** What it missed, from the memory of this process. */
        MEMORY,
        /** What it missed, from the database. */
        DATABASE,
        /** A new snapshot, since what it missed cannot be told, or is too much. */
        SNAPSHOT
    }

    /**
     * The beginning of a stream.
     *
     * @param lastId the number of the last update that is in it
     * @param frames what is sent
     */
    record StreamStart(long lastId, List<Buffer> frames, Resumption resumed) {}

    /** Which updates go over it. */
    StreamFilter filter();

    /** What they are numbered by. */
    EventIdScheme idScheme();

    /**
     * Reads the beginning, which holds every update up to the position and may hold more. It blocks.
     *
     * @param last the number that the client says it saw last, or null
     */
    StreamStart start(long position, Long last);
}

package dev.touchline.live;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** What one kind of stream consists of: how it begins, and what goes over it. */
interface Course {

    /** What a client that came back was given. */
    enum Resumed {
        /** It did not say that it came back. */
        NEW,
        /** What it missed, from the memory of this process. */
        MEMORY,
        /** What it missed, from the database. */
        DATABASE,
        /** A new snapshot, since what it missed cannot be told, or is too much. */
        NOT
    }

    /**
     * The beginning of a stream.
     *
     * @param from the number of the last update that is in it
     * @param frames what is sent
     */
    record Beginning(long from, List<Buffer> frames, Resumed resumed) {}

    /** Which updates go over it. */
    Interest interest();

    /** What they are numbered by. */
    Numbering numbering();

    /**
     * Reads the beginning, which holds every update up to the position and may hold more. It blocks.
     *
     * @param last the number that the client says it saw last, or null
     */
    Beginning begin(long position, Long last);
}

package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.query.MatchCache.LaterUpdates;
import io.vertx.core.buffer.Buffer;

/** The content of a stream: its start, its filter, and the updates that a subscriber has missed. */
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

    /**
     * Where a stream starts: with a snapshot, or after the last event that its client received.
     *
     * @param position in the feed; the stream continues with the updates after it that have a higher id than the last
     * @param lastId number of the id of the snapshot or of the last event
     * @param snapshot the frame, or null if the stream is resumed
     * @param included updates with a higher id that the snapshot has already, or null
     */
    record StreamStart(long position, long lastId, Buffer snapshot, LaterUpdates included, Resumption resumed) {

        static StreamStart snapshot(long position, long id, Buffer frame, LaterUpdates included, LastEventId last) {
            return new StreamStart(position, id, frame, included, last == null ? Resumption.NEW : Resumption.SNAPSHOT);
        }

        static StreamStart resume(long position, long last, Resumption resumed) {
            return new StreamStart(position, last, null, null, resumed);
        }
    }

    StreamFilter filter();

    EventIdScheme idScheme();

    /**
     * Decides how the stream starts; blocks.
     *
     * @param position in the feed; a snapshot includes every update up to it
     * @param last of the client, or null
     */
    StreamStart start(long position, LastEventId last);

    /** The next updates after the position from memory; null if some are not in memory. Never blocks. */
    UpdatePage recent(long position);

    /**
     * The next updates from the database; null if they are too many to catch up with. Blocks.
     *
     * @param position in the feed up to which the subscriber has all updates
     * @param lastId the number of the id of its last event
     */
    UpdatePage stored(long position, long lastId);
}

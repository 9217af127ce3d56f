package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
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

    /** A start with a snapshot, whose id is that of the last update that it includes. */
    default StreamStart snapshot(long id, String json, Long last) {
        return new StreamStart(
                id,
                List.of(SseFrames.event("snapshot", id, json)),
                last == null ? Resumption.NEW : Resumption.SNAPSHOT);
    }

    /** A start with missed updates, all of those up to {@code id} at least. */
    default StreamStart resume(long id, List<StreamUpdate> missed, Resumption resumption) {
        long latest = missed.isEmpty() ? id : idScheme().id(missed.get(missed.size() - 1));
        return new StreamStart(
                Math.max(id, latest), missed.stream().map(idScheme()::frame).toList(), resumption);
    }
}

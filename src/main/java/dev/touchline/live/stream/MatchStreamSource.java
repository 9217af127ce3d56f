package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.query.MatchCache;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The stream of one match, with {@code seq} and position as ids. */
record MatchStreamSource(String match, StreamFilter filter, MissedUpdates missed, MatchCache cache)
        implements StreamSource {

    MatchStreamSource(String match, MissedUpdates missed, MatchCache cache) {
        this(match, StreamFilter.ofMatch(match), missed, cache);
    }

    @Override
    public EventIdScheme idScheme() {
        return EventIdScheme.SEQ;
    }

    @Override
    public StreamStart start(long position, LastEventId last) {
        Optional<MatchCache.CachedMatch> cached = cache.match(match);
        if (last != null && last.number() > seq(cached)) {
            // Another process may have sent an update that this one has not received yet.
            cached = cache.reloadMatch(match);
        }
        StreamStart resumed = last == null ? null : resume(position, last, cached);
        if (resumed != null) {
            return resumed;
        }
        String json = cached.map(found -> new String(found.response().json(), StandardCharsets.UTF_8))
                .orElseGet(() -> cache.unknownMatch(match));
        String data = "{\"match\":" + json + ",\"resumed\":false}";
        long seq = seq(cached);
        Buffer frame = SseFrames.event("snapshot", seq, position(cached), data);
        return StreamStart.snapshot(position, seq, frame, null, last);
    }

    private static long seq(Optional<MatchCache.CachedMatch> cached) {
        return cached.map(MatchCache.CachedMatch::seq).orElse(0L);
    }

    private static long position(Optional<MatchCache.CachedMatch> cached) {
        return cached.map(MatchCache.CachedMatch::position).orElse(0L);
    }

    /** Where to continue after the last event; null if the database lacks it, or too much follows it. */
    private StreamStart resume(long position, LastEventId last, Optional<MatchCache.CachedMatch> cached) {
        long seq = seq(cached);
        if (last.number() > seq || seq - last.number() > missed.max()) {
            return null;
        }
        if (last.number() == seq) {
            // The cached match includes every update up to the position, so none is missed at its own seq.
            boolean kept = last.position() == LastEventId.ANY || last.position() == position(cached);
            return kept ? StreamStart.resume(position, seq, Resumption.MEMORY) : null;
        }
        return missed.isKept(match, last) ? missed.resume(match, last.number()) : null;
    }

    @Override
    public UpdatePage recent(long position) {
        return missed.recent(position, filter);
    }

    @Override
    public UpdatePage stored(long position, long lastId) {
        return missed.stored(match, lastId);
    }
}

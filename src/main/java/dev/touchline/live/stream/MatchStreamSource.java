package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.query.MatchCache;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The stream of one match, with {@code seq} as ids. */
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
    public StreamStart start(long position, Long last) {
        Optional<MatchCache.CachedMatch> cached = cache.match(match);
        if (last != null && last > seq(cached)) {
            // Another process may have sent an update that this one has not received yet.
            cached = cache.reloadMatch(match);
        }
        long seq = seq(cached);
        StreamStart resumed =
                last == null || last > seq || seq - last > missed.max() ? null : resume(position, last, seq);
        if (resumed != null) {
            return resumed;
        }
        String json = cached.map(found -> new String(found.response().json(), StandardCharsets.UTF_8))
                .orElseGet(() -> cache.unknownMatch(match));
        String data = "{\"match\":" + json + ",\"resumed\":false}";
        return StreamStart.snapshot(position, seq, SseFrames.event("snapshot", seq, data), null, last);
    }

    private static long seq(Optional<MatchCache.CachedMatch> cached) {
        return cached.map(MatchCache.CachedMatch::seq).orElse(0L);
    }

    // The cached match includes every update up to the position, so none is missed at its own seq.
    private StreamStart resume(long position, long last, long seq) {
        return last == seq ? StreamStart.resume(position, last, Resumption.MEMORY) : missed.resume(match, last);
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

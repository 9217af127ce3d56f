package dev.touchline.live.stream;

import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdateFeed;
import dev.touchline.live.query.MatchCache;
import dev.touchline.live.query.MatchReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The stream of one match, with {@code seq} as ids. */
record MatchStreamSource(String match, UpdateFeed feed, MatchCache cache, MatchReader reader, int maxResumed)
        implements StreamSource {

    @Override
    public StreamFilter filter() {
        return StreamFilter.ofMatch(match);
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
        StreamStart resumed = last == null || last > seq ? null : resume(last, seq);
        if (resumed != null) {
            return resumed;
        }
        String json = cached.map(found -> new String(found.response().json(), StandardCharsets.UTF_8))
                .orElseGet(() -> cache.unknownMatch(match));
        return snapshot(seq, "{\"match\":" + json + ",\"resumed\":false}", last);
    }

    private static long seq(Optional<MatchCache.CachedMatch> cached) {
        return cached.map(MatchCache.CachedMatch::seq).orElse(0L);
    }

    // The missed updates; null if they are incomplete or too many.
    private StreamStart resume(long last, long seq) {
        if (last == seq) {
            return new StreamStart(last, List.of(), Resumption.MEMORY);
        }
        if (seq - last > maxResumed) {
            return null;
        }
        List<StreamUpdate> recent = feed.recentOf(match, last, maxResumed);
        if (!recent.isEmpty() && recent.get(0).update().seq() == last + 1) {
            return resume(last, recent, Resumption.MEMORY);
        }
        List<StreamUpdate> stored = reader.updatesAfter(match, last, maxResumed).stream()
                .map(update -> new StreamUpdate(new PositionedUpdate(0, update)))
                .toList();
        boolean gapless = !stored.isEmpty() && stored.get(0).update().seq() == last + 1;
        return gapless ? resume(last, stored, Resumption.DATABASE) : null;
    }
}

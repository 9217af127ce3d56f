package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.FeedReader;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdateFeed;
import dev.touchline.live.query.MatchCache;
import java.time.Instant;
import java.util.List;

/** The stream of many matches, with positions as ids. */
record FeedStreamSource(StreamFilter filter, UpdateFeed feed, MatchCache cache, FeedReader reader, int maxResumed)
        implements StreamSource {

    @Override
    public EventIdScheme idScheme() {
        return EventIdScheme.POSITION;
    }

    @Override
    public StreamStart start(long position, Long last) {
        StreamStart resumed = last == null ? null : resume(position, last);
        if (resumed != null) {
            return resumed;
        }
        MatchCache.CachedSnapshot cached = cache.snapshot(filter, Instant.now());
        return snapshot(cached.position(), "{\"matches\":" + cached.json() + ",\"resumed\":false}", last);
    }

    // The missed updates; null if they are incomplete or too many.
    private StreamStart resume(long position, long last) {
        List<StreamUpdate> recent = feed.recentAfter(last, update -> filter.matches(update.update()), maxResumed + 1);
        if (recent != null) {
            return recent.size() > maxResumed ? null : resume(Math.max(last, position), recent, Resumption.MEMORY);
        }
        // Another process may have sent a position that this one has not received yet.
        if (last > reader.position()) {
            return null;
        }
        List<StreamUpdate> stored = reader.after(last, maxResumed + 1).stream()
                .map(StreamUpdate::new)
                .toList();
        if (stored.size() > maxResumed) {
            return null;
        }
        long read = stored.isEmpty() ? last : stored.get(stored.size() - 1).position();
        List<StreamUpdate> missed = stored.stream()
                .filter(update -> filter.matches(update.update()))
                .toList();
        return resume(Math.max(read, position), missed, Resumption.DATABASE);
    }
}

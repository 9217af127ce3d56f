package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.FeedReader;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdateFeed;
import dev.touchline.live.query.MatchCache;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;

/** The stream of many matches, with positions as ids. */
final class FeedStreamSource implements StreamSource {

    private final StreamFilter filter;
    private final UpdateFeed feed;
    private final MatchCache cache;
    private final FeedReader reader;
    private final int maxResumed;

    FeedStreamSource(StreamFilter filter, UpdateFeed feed, MatchCache cache, FeedReader reader, int maxResumed) {
        this.filter = filter;
        this.feed = feed;
        this.cache = cache;
        this.reader = reader;
        this.maxResumed = maxResumed;
    }

    @Override
    public StreamFilter filter() {
        return filter;
    }

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
        Buffer snapshot =
                SseFrames.event("snapshot", cached.position(), "{\"matches\":" + cached.json() + ",\"resumed\":false}");
        return new StreamStart(
                cached.position(), List.of(snapshot), last == null ? Resumption.NEW : Resumption.SNAPSHOT);
    }

    // The missed updates; null if they are incomplete or too many.
    private StreamStart resume(long position, long last) {
        List<StreamUpdate> recent = feed.recentAfter(last, update -> filter.matches(update.update()), maxResumed + 1);
        if (recent != null) {
            return recent.size() > maxResumed
                    ? null
                    : resumedStart(Math.max(last, position), recent, Resumption.MEMORY);
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
        return resumedStart(
                Math.max(read, position),
                stored.stream()
                        .filter(update -> filter.matches(update.update()))
                        .toList(),
                Resumption.DATABASE);
    }

    private static StreamStart resumedStart(long from, List<StreamUpdate> missed, Resumption resumed) {
        long latest = missed.isEmpty() ? from : missed.get(missed.size() - 1).position();
        return new StreamStart(
                Math.max(from, latest),
                missed.stream().map(StreamUpdate::feedFrame).toList(),
                resumed);
    }
}

package dev.touchline.live.stream;

import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.query.MatchCache;
import java.time.Instant;

/** The stream of many matches, with positions as ids. */
record FeedStreamSource(StreamFilter filter, MissedUpdates missed, MatchCache cache) implements StreamSource {

    @Override
    public EventIdScheme idScheme() {
        return EventIdScheme.POSITION;
    }

    @Override
    public StreamStart start(long position, LastEventId last) {
        if (last != null && missed.areRecent(last.number())) {
            if (missed.fewRecent(last.number(), filter)) {
                return StreamStart.resume(last.number(), last.number(), Resumption.MEMORY);
            }
        } else if (last != null && missed.fewStored(last.number())) {
            return StreamStart.resume(last.number(), last.number(), Resumption.DATABASE);
        }
        MatchCache.CachedSnapshot cached = cache.snapshot(filter, Instant.now());
        return StreamStart.snapshot(cached.position(), cached.position(), cached.frame(), cached.included(), last);
    }

    @Override
    public UpdatePage recent(long position) {
        return missed.recent(position, filter);
    }

    @Override
    public UpdatePage stored(long position, long lastId) {
        return missed.stored(position, filter);
    }
}

package dev.touchline.live.stream;

import dev.touchline.live.feed.FeedReader;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdateFeed;
import dev.touchline.live.feed.UpdatePage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalLong;

/** Reads what subscribers have missed, in pages from memory or the database. */
@ApplicationScoped
class MissedUpdates {

    private static final int MAX_PAGE = 200;
    /** As much as a connection buffers; at least one update fits. */
    private static final long MAX_PAGE_BYTES = 64 * 1024;

    private final UpdateFeed feed;
    private final FeedReader reader;
    private final int max;

    MissedUpdates(UpdateFeed feed, FeedReader reader, LiveConfig config) {
        this.feed = feed;
        this.reader = reader;
        this.max = config.maxResumedUpdates();
    }

    /** The maximum number of updates that a resuming client receives. */
    int max() {
        return max;
    }

    /** Whether all updates after the position are in memory. */
    boolean areRecent(long position) {
        return feed.isRecent(position);
    }

    /** Whether at most {@link #max} updates in memory are selected; false if some are not in memory any more. */
    boolean fewRecent(long position, StreamFilter filter) {
        UpdatePage all = feed.recentAfter(position, filter, max, Long.MAX_VALUE);
        return all != null && !all.more();
    }

    /**
     * Whether every update up to the position is stored, and at most {@link #max} positions of all matches follow it.
     * Blocks.
     */
    boolean fewStored(long position) {
        FeedReader.End end = reader.end();
        // Another process may have sent a position that this one has not received yet.
        return position <= end.taken() && end.after(position) <= max;
    }

    /** A page from memory, as {@link StreamSource#recent}. */
    UpdatePage recent(long position, StreamFilter filter) {
        return feed.recentAfter(position, filter, MAX_PAGE, MAX_PAGE_BYTES);
    }

    /** A page from the database, as {@link StreamSource#stored}. */
    UpdatePage stored(long position, StreamFilter filter) {
        long upTo = feed.position();
        // Further ones may have been stored since the stream was resumed.
        return feed.between(position, upTo) > 2L * max
                ? null
                : reader.page(position, upTo, filter, MAX_PAGE, MAX_PAGE_BYTES);
    }

    /** A page of a match from the database. */
    UpdatePage stored(String match, long seq) {
        return reader.page(match, seq, feed.position(), MAX_PAGE, MAX_PAGE_BYTES);
    }

    /** Whether the last event of a client is stored: it may have been lost with a former primary. May block. */
    boolean isKept(String match, LastEventId last) {
        if (last.position() == LastEventId.ANY || last.number() == 0) {
            return last.position() <= 0;
        }
        if (feed.isRecent(match, last.number(), last.position())) {
            return true;
        }
        OptionalLong stored = reader.position(match, last.number());
        return stored.isPresent() && stored.getAsLong() == last.position();
    }

    /** Where to continue after the change {@code seq} of a match; null if the next change is not known. May block. */
    StreamSource.StreamStart resume(String match, long seq) {
        OptionalLong recent = feed.recentPosition(match, seq + 1);
        if (recent.isPresent()) {
            return StreamSource.StreamStart.resume(recent.getAsLong() - 1, seq, StreamSource.Resumption.MEMORY);
        }
        OptionalLong stored = reader.position(match, seq + 1);
        return stored.isEmpty()
                ? null
                : StreamSource.StreamStart.resume(stored.getAsLong() - 1, seq, StreamSource.Resumption.DATABASE);
    }
}

package dev.touchline.live;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;

/** The stream of many matches, numbered by the positions of the feed. */
final class FeedCourse implements Course {

    private final Interest interest;
    private final Feed feed;
    private final Remembered remembered;
    private final FeedReader reader;
    private final int mostResumed;

    FeedCourse(Interest interest, Feed feed, Remembered remembered, FeedReader reader, int mostResumed) {
        this.interest = interest;
        this.feed = feed;
        this.remembered = remembered;
        this.reader = reader;
        this.mostResumed = mostResumed;
    }

    @Override
    public Interest interest() {
        return interest;
    }

    @Override
    public Numbering numbering() {
        return Numbering.POSITION;
    }

    @Override
    public Beginning begin(long position, Long last) {
        Beginning resumed = last == null ? null : resume(position, last);
        if (resumed != null) {
            return resumed;
        }
        Remembered.Standing standing = remembered.standing(interest, Instant.now());
        Buffer snapshot = Frames.event(
                "snapshot", standing.position(), "{\"matches\":" + standing.json() + ",\"resumed\":false}");
        return new Beginning(standing.position(), List.of(snapshot), last == null ? Resumed.NEW : Resumed.NOT);
    }

    // What came after the last position; null if that cannot be told, or is too much.
    private Beginning resume(long position, long last) {
        List<Told> recent = feed.recentAfter(last, told -> interest.fits(told.update()), mostResumed + 1);
        if (recent != null) {
            return recent.size() > mostResumed ? null : beginning(Math.max(last, position), recent, Resumed.MEMORY);
        }
        // What this process has not heard of yet, another may have told.
        if (last > reader.position()) {
            return null;
        }
        List<Told> stored =
                reader.after(last, mostResumed + 1).stream().map(Told::new).toList();
        if (stored.size() > mostResumed) {
            return null;
        }
        long read = stored.isEmpty() ? last : stored.get(stored.size() - 1).position();
        return beginning(
                Math.max(read, position),
                stored.stream().filter(told -> interest.fits(told.update())).toList(),
                Resumed.DATABASE);
    }

    private static Beginning beginning(long from, List<Told> missed, Resumed resumed) {
        long latest = missed.isEmpty() ? from : missed.get(missed.size() - 1).position();
        return new Beginning(
                Math.max(from, latest), missed.stream().map(Told::inFeed).toList(), resumed);
    }
}

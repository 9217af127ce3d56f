package dev.touchline.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Matches and lists of them as they are shown, in memory and kept current by the feed. Every reading method blocks
 * where something has to be read.
 */
@ApplicationScoped
public class Remembered {

    private static final int MOST_LISTS = 200;
    /** Bytes of a value beside its content: keys, tags, references. */
    private static final int OVERHEAD = 300;
    /** Matches have half of the memory, lists and beginnings of streams a quarter each. */
    private static final int HALF = 2;

    private static final int QUARTER = 4;

    /** Where nothing changes, time goes by: what is of today is not of tomorrow. */
    private static final Duration STANDING_LASTS = Duration.ofSeconds(1);

    private final MatchReader reader;
    private final FeedReader feed;
    private final ObjectMapper json;
    private final Memory<String, Shown> matches;
    private final Memory<ListKey, Prepared> lists;
    private final Memory<Interest, Standing> standings;

    Remembered(MatchReader reader, FeedReader feed, ObjectMapper json, LiveConfig config) {
        this.reader = reader;
        this.feed = feed;
        this.json = json;
        long bytes = config.maxCacheBytes().bytes();
        this.matches = new Memory<>(
                config.mostRemembered(), bytes / HALF, match -> match.prepared().json().length + OVERHEAD);
        this.lists = new Memory<>(MOST_LISTS, bytes / QUARTER, list -> list.json().length + OVERHEAD);
        // Text with any letter beyond Latin-1 has two bytes for each.
        this.standings = new Memory<>(
                MOST_LISTS, bytes / QUARTER, standing -> 2L * standing.json().length() + OVERHEAD);
    }

    /** A match with the number of its last change. */
    record Shown(long seq, Prepared prepared) {}

    /**
     * Matches as the beginning of a stream shows them.
     *
     * @param position the last update that is in it
     * @param json the matches, as an array
     * @param at when it was read
     */
    record Standing(long position, String json, Instant at) {}

    private record ListKey(MatchReader.Filter filter, int limit, String cursor) {}

    /** The match, if anything is known of it. */
    Optional<Shown> match(String id) {
        return matches.get(id, () -> reader.match(id).map(this::shown));
    }

    /** The match, if it is in memory; never blocks. */
    Optional<Shown> matchInMemory(String id) {
        return matches.kept(id);
    }

    /** The match as it stands in the database at this moment. */
    Optional<Shown> matchAnew(String id) {
        matches.forget(id);
        return match(id);
    }

    /** A match that nothing is known of. */
    String unknown(String id) {
        return text(MatchView.unknown(id));
    }

    private Shown shown(MatchView view) {
        return new Shown(view.seq(), Prepared.ofMatch(view.id(), view.seq(), bytes(view)));
    }

    /** A page of the list of matches. */
    Prepared matches(MatchReader.Filter filter, int limit, String cursor) {
        return lists.get(
                        new ListKey(filter, limit, cursor),
                        () -> Optional.of(Prepared.of(bytes(reader.matches(filter, limit, cursor)))))
                .orElseThrow();
    }

    /** The matches with which a stream begins. */
    Standing standing(Interest interest, Instant now) {
        Standing kept = keptStanding(interest, now);
        if (kept.at().plus(STANDING_LASTS).isAfter(now)) {
            return kept;
        }
        standings.forget(interest);
        return keptStanding(interest, now);
    }

    private Standing keptStanding(Interest interest, Instant now) {
        return standings
                .get(interest, () -> Optional.of(standing(feed.standing(interest, now), now)))
                .orElseThrow();
    }

    private Standing standing(FeedReader.Standing read, Instant now) {
        return new Standing(read.position(), text(read.matches()), now);
    }

    /** The match has changed. */
    void changed(String match) {
        matches.forget(match);
        // Which lists it was in before nobody knows.
        lists.forgetAll();
        standings.forgetAll();
    }

    /** Everything may have changed. */
    void forgetAll() {
        matches.forgetAll();
        lists.forgetAll();
        standings.forgetAll();
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }

    private String text(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }
}

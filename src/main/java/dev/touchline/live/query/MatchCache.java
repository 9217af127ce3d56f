package dev.touchline.live.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.live.cache.EncodedResponse;
import dev.touchline.live.cache.ReadThroughCache;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdateFeed;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Matches and lists of them as they are shown, in memory and kept current by the feed. Every reading method blocks
 * where something has to be read.
 */
@ApplicationScoped
public class MatchCache implements UpdateFeed.Cache {

    private static final int MAX_LISTS = 200;
    /** Bytes of a value beside its content: keys, tags, references. */
    private static final int OVERHEAD = 300;
    /** Matches have half of the memory, lists and beginnings of streams a quarter each. */
    private static final int HALF = 2;

    private static final int QUARTER = 4;

    /** Where nothing changes, time goes by: what is of today is not of tomorrow. */
    private static final Duration SNAPSHOT_TTL = Duration.ofSeconds(1);

    private final MatchReader reader;
    private final ObjectMapper json;
    private final ReadThroughCache<String, CachedMatch> matches;
    private final ReadThroughCache<ListKey, EncodedResponse> lists;
    private final ReadThroughCache<StreamFilter, CachedSnapshot> snapshots;

    MatchCache(MatchReader reader, ObjectMapper json, LiveConfig config) {
        this.reader = reader;
        this.json = json;
        long bytes = config.maxCacheSize().bytes();
        this.matches = new ReadThroughCache<>(
                config.maxCachedMatches(),
                bytes / HALF,
                match -> match.response().json().length + OVERHEAD);
        this.lists = new ReadThroughCache<>(MAX_LISTS, bytes / QUARTER, list -> list.json().length + OVERHEAD);
        // Text with any letter beyond Latin-1 has two bytes for each.
        this.snapshots = new ReadThroughCache<>(
                MAX_LISTS, bytes / QUARTER, standing -> 2L * standing.json().length() + OVERHEAD);
    }

    /** A match with the number of its last change. */
    public record CachedMatch(long seq, EncodedResponse response) {}

    /**
     * Matches as the beginning of a stream shows them.
     *
     * @param position the last update that is in it
     * @param json the matches, as an array
     * @param at when it was read
     */
    public record CachedSnapshot(long position, String json, Instant at) {}

    private record ListKey(MatchReader.Filter filter, int limit, String cursor) {}

    /** The match, if anything is known of it. */
    public Optional<CachedMatch> match(String id) {
        return matches.get(id, () -> reader.match(id).map(this::encode));
    }

    /** The match, if it is in memory; never blocks. */
    Optional<CachedMatch> matchIfCached(String id) {
        return matches.getIfPresent(id);
    }

    /** The match as it stands in the database at this moment. */
    public Optional<CachedMatch> reloadMatch(String id) {
        matches.invalidate(id);
        return match(id);
    }

    /** A match that nothing is known of. */
    public String unknownMatch(String id) {
        return text(MatchView.unknown(id));
    }

    private CachedMatch encode(MatchView view) {
        return new CachedMatch(view.seq(), EncodedResponse.withSeqTag(view.id(), view.seq(), bytes(view)));
    }

    /** A page of the list of matches. */
    EncodedResponse matches(MatchReader.Filter filter, int limit, String cursor) {
        return lists.get(
                        new ListKey(filter, limit, cursor),
                        () -> Optional.of(EncodedResponse.withContentTag(bytes(reader.matches(filter, limit, cursor)))))
                .orElseThrow();
    }

    /** The matches with which a stream begins. */
    public CachedSnapshot snapshot(StreamFilter filter, Instant now) {
        CachedSnapshot cached = cachedSnapshot(filter, now);
        if (cached.at().plus(SNAPSHOT_TTL).isAfter(now)) {
            return cached;
        }
        snapshots.invalidate(filter);
        return cachedSnapshot(filter, now);
    }

    private CachedSnapshot cachedSnapshot(StreamFilter filter, Instant now) {
        return snapshots
                .get(filter, () -> Optional.of(snapshot(reader.snapshot(filter, now), now)))
                .orElseThrow();
    }

    private CachedSnapshot snapshot(MatchReader.MatchesSnapshot read, Instant now) {
        return new CachedSnapshot(read.position(), text(read.matches()), now);
    }

    @Override
    public void invalidate(String match) {
        matches.invalidate(match);
        // Which lists it was in before nobody knows.
        lists.invalidateAll();
        snapshots.invalidateAll();
    }

    @Override
    public void invalidateAll() {
        matches.invalidateAll();
        lists.invalidateAll();
        snapshots.invalidateAll();
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

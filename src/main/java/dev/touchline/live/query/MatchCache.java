package dev.touchline.live.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.live.cache.EncodedResponse;
import dev.touchline.live.cache.ReadThroughCache;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdateFeed;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Encoded matches, lists and snapshots in memory, invalidated by the feed. Reading methods block on a miss unless they
 * say otherwise.
 */
@ApplicationScoped
public class MatchCache implements UpdateFeed.Cache {

    private static final int MAX_LISTS = 200;
    /** Bytes of keys, tags and references per value. */
    private static final int OVERHEAD = 300;

    /** Bounds the age of unchanged snapshots, because their matches depend on the date. */
    private static final Duration SNAPSHOT_TTL = Duration.ofSeconds(1);

    private final MatchReader reader;
    private final ObjectMapper json;
    private final ReadThroughCache<String, CachedMatch> matches;
    private final ReadThroughCache<ListKey, EncodedResponse> lists;
    private final ReadThroughCache<StreamFilter, CachedSnapshot> snapshots;

    MatchCache(MatchReader reader, ObjectMapper json, LiveConfig config) {
        this.reader = reader;
        this.json = json;
        // Matches take half of the memory, lists and snapshots a quarter each.
        long quarter = config.maxCacheSize().bytes() / 4;
        this.matches = new ReadThroughCache<>(
                config.maxCachedMatches(),
                2 * quarter,
                match -> match.response().json().length + OVERHEAD);
        this.lists = new ReadThroughCache<>(MAX_LISTS, quarter, list -> list.json().length + OVERHEAD);
        // A string with any character beyond Latin-1 takes two bytes for each.
        this.snapshots = new ReadThroughCache<>(
                MAX_LISTS, quarter, snapshot -> 2L * snapshot.json().length() + OVERHEAD);
    }

    public record CachedMatch(long seq, EncodedResponse response) {}

    /**
     * The matches with which a stream starts.
     *
     * @param position of the last update included
     * @param json an array of matches
     * @param at when the snapshot was read
     */
    public record CachedSnapshot(long position, String json, Instant at) {}

    private record ListKey(MatchReader.Filter filter, int limit, String cursor) {}

    public Optional<CachedMatch> match(String id) {
        return matches.get(id, () -> reader.match(id).map(this::encode));
    }

    /** The match if it is in memory; never blocks. */
    Optional<CachedMatch> matchIfCached(String id) {
        return matches.getIfPresent(id);
    }

    /** Reads the match from the database, past the cache. */
    public Optional<CachedMatch> reloadMatch(String id) {
        matches.invalidate(id);
        return match(id);
    }

    public String unknownMatch(String id) {
        return text(MatchView.unknown(id));
    }

    private CachedMatch encode(MatchView view) {
        return new CachedMatch(view.seq(), EncodedResponse.withSeqTag(view.id(), view.seq(), bytes(view)));
    }

    EncodedResponse matches(MatchReader.Filter filter, int limit, String cursor) {
        return lists.get(
                        new ListKey(filter, limit, cursor),
                        () -> Optional.of(EncodedResponse.withContentTag(bytes(reader.matches(filter, limit, cursor)))))
                .orElseThrow();
    }

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
        // The lists that contain the match are not known.
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
            throw new IllegalStateException("cannot be encoded as JSON", e);
        }
    }

    private String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }
}

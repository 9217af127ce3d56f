package dev.touchline.live.query;

import dev.touchline.database.Queries;
import dev.touchline.http.Problem;
import dev.touchline.json.Json;
import dev.touchline.live.cache.EncodedResponse;
import dev.touchline.live.cache.ReadThroughCache;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdateFeed;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

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
    /** Bounds the age of unchanged lists, and of stale matches: a match becomes stale without a change. */
    private static final Duration TTL = Duration.ofSeconds(10);

    private final MatchReader reader;
    private final ReadThroughCache<String, CachedMatch> matches;
    private final ReadThroughCache<ListKey, CachedList> lists;
    private final ReadThroughCache<StreamFilter, CachedSnapshot> snapshots;

    MatchCache(MatchReader reader, LiveConfig config) {
        this.reader = reader;
        // Matches take two fifths of the memory; lists, snapshots and the tables of competitions take one each.
        long fifth = config.maxCacheSize().bytes() / 5;
        this.matches = new ReadThroughCache<>(
                config.maxCachedMatches(), 2 * fifth, match -> match.response().json().length + OVERHEAD);
        this.lists =
                new ReadThroughCache<>(MAX_LISTS, fifth, list -> list.response().json().length + OVERHEAD);
        this.snapshots = new ReadThroughCache<>(
                MAX_LISTS, fifth, snapshot -> snapshot.frame().length() + OVERHEAD);
    }

    /**
     * A match in memory, up to the time when it becomes stale or perhaps live again.
     *
     * @param position of its last change in the feed
     */
    public record CachedMatch(long seq, long position, EncodedResponse response, Instant validUntil) {
        private boolean isValid() {
            return Instant.now().isBefore(validUntil);
        }
    }

    private record CachedList(EncodedResponse response, Instant at) {}

    /**
     * The matches with which a stream starts.
     *
     * @param position up to which every update is included
     * @param included later updates that are included, or null if none is
     * @param frame shared by the streams that start with it
     * @param at when the snapshot was read
     */
    public record CachedSnapshot(long position, LaterUpdates included, Buffer frame, Instant at) {}

    /**
     * The updates of some matches up to a {@code seq}.
     *
     * @param upTo a bound of their positions
     */
    public record LaterUpdates(Map<String, Long> seqs, long upTo) {

        /** Whether this or a later update may be among them. */
        public boolean mayContain(StreamUpdate update) {
            return update.position() <= upTo;
        }

        public boolean contains(StreamUpdate update) {
            return update.update().seq() <= seqs.getOrDefault(update.update().match(), 0L);
        }
    }

    private record ListKey(MatchReader.Filter filter, int limit, String cursor) {}

    public Optional<CachedMatch> match(String id) {
        Optional<CachedMatch> cached = read(id);
        return cached.isEmpty() || cached.get().isValid() ? cached : reloadMatch(id);
    }

    private Optional<CachedMatch> read(String id) {
        return matches.get(id, () -> reader.match(id).map(MatchCache::encode));
    }

    /** The match if it is in memory; never blocks. */
    Optional<CachedMatch> matchIfCached(String id) {
        return matches.getIfPresent(id).filter(CachedMatch::isValid);
    }

    /** Reads the match from the database, past the cache. */
    public Optional<CachedMatch> reloadMatch(String id) {
        matches.invalidate(id);
        return read(id);
    }

    /**
     * Fails with the problem {@code not-found} if the id is invalid, and {@code gone} if the match is deleted. Never blocks;
     * completes on the executor.
     */
    public Uni<Void> requireFollowable(String id, Executor executor) {
        if (matchIfCached(MatchesResource.requireValidId(id)).isPresent()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> reader.deletion(id))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // Without a database, the stream says so: a browser never reconnects after any status but 200.
                .onFailure(Queries.ReadException.class)
                .recoverWithItem(Optional.empty())
                .emitOn(executor)
                .invoke(deletion -> deletion.ifPresent(sentence -> {
                    throw Problem.Kind.GONE.exception(sentence);
                }))
                .replaceWithVoid();
    }

    public String unknownMatch(String id) {
        return Json.write(MatchView.unknown(id));
    }

    private static CachedMatch encode(MatchReader.PositionedMatch positioned) {
        MatchView view = positioned.match();
        // A stale match has a tag of its own, since its seq is the same, and so has a renamed team; so is, perhaps, the
        // seq
        // of a change that was lost.
        String tagged = view.id() + " " + positioned.position() + (view.stale() ? " stale" : "")
                + (view.teams() == null ? "" : " " + Json.write(view.teams()));
        Instant validUntil = view.stale() ? Instant.now().plus(TTL) : view.staleAt();
        return new CachedMatch(
                view.seq(),
                positioned.position(),
                EncodedResponse.withSeqTag(tagged, view.seq(), bytes(view)),
                validUntil == null ? Instant.MAX : validUntil);
    }

    EncodedResponse matches(MatchReader.Filter filter, int limit, String cursor) {
        ListKey key = new ListKey(filter, limit, cursor);
        CachedList cached = list(key);
        if (cached.at().plus(TTL).isBefore(Instant.now())) {
            lists.invalidate(key);
            cached = list(key);
        }
        return cached.response();
    }

    private CachedList list(ListKey key) {
        Instant now = Instant.now();
        return lists.get(
                        key,
                        () -> Optional.of(new CachedList(
                                EncodedResponse.withContentTag(
                                        bytes(reader.matches(key.filter(), key.limit(), key.cursor()))),
                                now)))
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
        Supplier<Optional<CachedSnapshot>> read = () -> {
            MatchReader.MatchesSnapshot snapshot = reader.snapshot(filter, now);
            String json = "{\"matches\":" + Json.write(snapshot.matches()) + ",\"resumed\":false}";
            long position = snapshot.position();
            return Optional.of(
                    snapshot.seqs().isEmpty()
                            ? new CachedSnapshot(position, null, SseFrames.event("snapshot", position, json), now)
                            : new CachedSnapshot(
                                    position,
                                    new LaterUpdates(snapshot.seqs(), snapshot.seqsUpTo()),
                                    SseFrames.unresumableEvent("snapshot", position, json),
                                    now));
        };
        return snapshots.get(filter, read).orElseThrow();
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

    private static byte[] bytes(Object value) {
        return Json.write(value).getBytes(StandardCharsets.UTF_8);
    }
}

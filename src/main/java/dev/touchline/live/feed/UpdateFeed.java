package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Branch;
import dev.touchline.database.Sql;
import dev.touchline.json.MalformedException;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.TracingMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Passes the updates of all matches on, once each and in the order of their positions; the broker may repeat and
 * reorder them. Updates that the broker has not delivered are read from the database: as soon as a later update shows
 * the gap, and by a periodic check for the last updates, which no later one follows. Updates of a transaction that is
 * under way are waited for; a hole that a failed transaction left is passed over. When another primary begins a branch, the
 * feed starts anew in it.
 */
@ApplicationScoped
// Its metrics are there before the first update.
@Startup
public class UpdateFeed {

    private static final Logger LOG = Logger.getLogger(UpdateFeed.class);
    private static final long NOT_STARTED = -1;
    private static final int GAP_BATCH = 500;
    private static final int GAP_BATCH_SIZE = 1024 * 1024;
    /** Messages of concurrent statistics processes are usually reordered by less than this. */
    private static final long REORDER_WINDOW_MILLIS = 5;
    /** While a transaction holds a gap open, the database is asked less and less often. */
    private static final long MAX_REORDER_WINDOW_MILLIS = 40;
    /** Ids of matches in a line of the log. */
    private static final int MAX_LISTED = 20;

    private final ThrottledLog ignored = new ThrottledLog(LOG);
    private final ThrottledLog retries = new ThrottledLog(LOG);
    private final FeedReader reader;
    private final Cache cache;
    private final LiveConfig config;
    private final Roles roles;
    private final Tracing tracing;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> subscribersByMatch = new ConcurrentHashMap<>();
    private final AtomicInteger filteredSubscribers = new AtomicInteger();
    /** Further ones are dropped and read from the database. */
    private final WaitingUpdates waiting;

    private final RecentUpdates recent;
    private final Counter lost;
    private final AtomicBoolean gapFillScheduled = new AtomicBoolean();
    private volatile long reorderWindowMillis = REORDER_WINDOW_MILLIS;
    private long last = NOT_STARTED;
    private long expected;
    private Branch branch;
    private Cancellable gapChecks;

    UpdateFeed(FeedReader reader, Cache cache, LiveConfig config, Roles roles, Tracing tracing, MeterRegistry metrics) {
        this.reader = reader;
        this.cache = cache;
        this.config = config;
        this.roles = roles;
        this.tracing = tracing;
        UpdateMemory memory = UpdateMemory.of(config);
        this.waiting = new WaitingUpdates(memory.waiting());
        this.recent = new RecentUpdates(config.maxRecentUpdates(), memory.recent());
        metrics.gaugeMapSize("touchline.live.matches.followed", List.of(), subscribersByMatch);
        this.lost = metrics.counter("touchline.live.updates.lost");
    }

    /** A cache of matches, which is invalidated before listeners receive the update. */
    public interface Cache {

        /** The match has changed. */
        void invalidate(String match);

        /** Any match may have changed. */
        void invalidateAll();
    }

    /** Receives the updates of matches with subscribers. The methods must not block. */
    public interface Listener {

        void onUpdate(StreamUpdate update);

        /** Updates were lost or revoked: streams must be closed. */
        void onReset();
    }

    void startGapChecks(@Observes SchemaReady event) {
        if (roles.has(Role.LIVE)) {
            gapChecks = Multi.createFrom()
                    .ticks()
                    .every(config.gapCheckInterval())
                    .onOverflow()
                    .drop()
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .subscribe()
                    .with(tick -> checkForGap());
        }
    }

    void stopGapChecks(@Observes ShutdownEvent event) {
        if (gapChecks != null) {
            gapChecks.cancel();
        }
    }

    @Incoming("live")
    Uni<Void> onUpdates(Message<byte[]> message) {
        Span span = tracing.startSpan(
                "live write",
                SpanKind.CONSUMER,
                message.getMetadata(TracingMetadata.class).map(TracingMetadata::getPreviousContext).stream()
                        .toList());
        accept(message.getPayload());
        span.end();
        return Uni.createFrom().completionStage(message.ack());
    }

    private void accept(byte[] body) {
        try {
            if (enqueue(UpdateJson.readBatch(body))) {
                scheduleGapFill();
            }
        } catch (MalformedException e) {
            // Only other publishers could have sent it; acknowledged, because redelivery would not help.
            ignored.warn("Ignoring a message from exchange match.updates that is not an update: %s", e.getMessage());
        }
    }

    /** Starts the feed at the last position unless it has started; blocks. */
    public void ensureStarted() {
        if (position() == NOT_STARTED) {
            startAt(reader.end());
        }
    }

    /** Adds a listener until the process ends. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Adds a subscriber: listeners receive every update after the {@link #position} that is read next. */
    public void subscribe(StreamFilter filter) {
        addSubscribers(filter, 1);
    }

    public void unsubscribe(StreamFilter filter) {
        addSubscribers(filter, -1);
    }

    /** The matches that subscribers follow by id. */
    Set<String> followedMatches() {
        return Set.copyOf(subscribersByMatch.keySet());
    }

    private void addSubscribers(StreamFilter filter, int number) {
        if (filter.hasOnlyMatches()) {
            filter.matches()
                    .forEach(match -> subscribersByMatch.compute(match, (id, count) -> {
                        int sum = count == null ? number : count + number;
                        return sum == 0 ? null : sum;
                    }));
        } else {
            filteredSubscribers.addAndGet(number);
        }
    }

    /** The position of the last update that was passed on; the feed must have started. */
    public synchronized long position() {
        return last;
    }

    /** The number of positions after one and up to another one, as {@link Branch#between}; the feed must have started. */
    public synchronized long between(long after, long upTo) {
        return branch.between(after, upTo);
    }

    /** Whether every update after the position is in memory. */
    public boolean isRecent(long position) {
        return position <= position() && recent.reachesBackTo(position);
    }

    /**
     * The first selected updates after the position, at most {@code max} and {@code maxBytes} of JSON, but at least one;
     * null if not all of them are in memory. Never blocks. An update that is not in the last page is still to be passed
     * on to the listeners.
     */
    public UpdatePage recentAfter(long position, StreamFilter filter, int max, long maxBytes) {
        return recent.after(position, update -> filter.matches(update.update()), max, maxBytes);
    }

    /** Whether the update at the position is in memory and is that change of the match. */
    public boolean isRecent(String match, long seq, long position) {
        return recent.has(match, seq, position);
    }

    /** The position of the change of a match, if it is in memory. */
    public OptionalLong recentPosition(String match, long seq) {
        return recent.position(match, seq);
    }

    private synchronized void startAt(FeedReader.End end) {
        if (last == NOT_STARTED) {
            last = end.complete();
            branch = end.branch();
            recent.reset(last);
            dispatchConsecutive();
        }
    }

    /** Adds updates from the broker; returns whether there is a gap. */
    private synchronized boolean enqueue(List<PositionedUpdate> updates) {
        for (PositionedUpdate update : updates) {
            if (update.position() > last) {
                waiting.add(update);
            }
        }
        if (last != NOT_STARTED) {
            dispatchConsecutive();
        }
        expected = Math.max(expected, waiting.dropExcess());
        return hasGap();
    }

    private synchronized boolean hasGap() {
        return last == NOT_STARTED || last < expected || !waiting.isEmpty();
    }

    private void dispatchConsecutive() {
        waiting.remove(NOT_STARTED, last);
        for (PositionedUpdate next = waiting.pollFirstIf(last + 1);
                next != null;
                next = waiting.pollFirstIf(last + 1)) {
            dispatch(next);
        }
    }

    private void dispatch(PositionedUpdate update) {
        last = update.position();
        StreamUpdate streamUpdate = new StreamUpdate(update);
        // The cache first, so that a client that reads because of the update reads nothing older.
        cache.invalidate(update.update().match());
        recent.add(streamUpdate);
        if (filteredSubscribers.get() > 0
                || subscribersByMatch.containsKey(update.update().match())) {
            listeners.forEach(listener -> listener.onUpdate(streamUpdate));
        }
    }

    private void scheduleGapFill() {
        if (gapFillScheduled.compareAndSet(false, true)) {
            Infrastructure.getDefaultWorkerPool().schedule(this::fillGap, reorderWindowMillis, TimeUnit.MILLISECONDS);
        }
    }

    private void fillGap() {
        boolean done = false;
        try {
            ensureStarted();
            boolean more = hasGap();
            while (more) {
                long highestSeen = highestSeen();
                // The end first: the read that follows then sees every update up to it.
                FeedReader.End end = reader.end();
                followBranch(end);
                Sql.Slice<PositionedUpdate> missed =
                        reader.between(position(), end.complete(), GAP_BATCH, GAP_BATCH_SIZE);
                dispatchMissed(missed.rows());
                more = missed.more();
                if (!more) {
                    advanceTo(end, highestSeen);
                }
            }
            done = true;
        } catch (RuntimeException e) {
            retries.warn(
                    "Gap after position %d not filled, retrying in %s: %s", position(), config.gapCheckInterval(), e);
        } finally {
            reorderWindowMillis =
                    hasGap() ? Math.min(2 * reorderWindowMillis, MAX_REORDER_WINDOW_MILLIS) : REORDER_WINDOW_MILLIS;
            gapFillScheduled.set(false);
        }
        if (done && hasGap()) {
            scheduleGapFill();
        }
    }

    private synchronized long highestSeen() {
        return waiting.isEmpty() ? expected : Math.max(expected, waiting.last());
    }

    private synchronized void dispatchMissed(List<PositionedUpdate> missed) {
        for (PositionedUpdate update : missed) {
            if (update.position() > last) {
                dispatch(update);
            }
        }
        dispatchConsecutive();
    }

    // Positions up to the complete one that the database lacks are of failed transactions, or were deleted from it.
    private synchronized void advanceTo(FeedReader.End end, long highestSeen) {
        last = Math.max(last, end.complete());
        long lacking = Math.max(last, end.taken());
        if (highestSeen > lacking) {
            LOG.warnf("Skipping updates after position %d up to %d, which the database lacks", lacking, highestSeen);
            waiting.remove(lacking, highestSeen);
        }
        expected = expected <= highestSeen ? Math.min(expected, lacking) : expected;
        dispatchConsecutive();
    }

    void checkForGap() {
        try {
            long before = position();
            FeedReader.End end = reader.end();
            if (before != NOT_STARTED && end.taken() < before) {
                LOG.warnf("Closing all streams: the feed went back from position %d to %d", before, end.taken());
                resetTo(end);
            } else {
                followBranch(end);
                if (expect(end.complete())) {
                    scheduleGapFill();
                }
            }
        } catch (RuntimeException e) {
            retries.warn("Gap check skipped, retrying in %s: %s", config.gapCheckInterval(), e);
        }
    }

    private synchronized boolean expect(long position) {
        expected = Math.max(expected, position);
        return hasGap();
    }

    // Another primary may lack updates that were passed on, and give their seqs to others. So neither what is in memory
    // nor an open stream may outlive the branch.
    private void followBranch(FeedReader.End end) {
        List<StreamUpdate> uncertain;
        synchronized (this) {
            if (branch == null || !end.branch().isAfter(branch)) {
                return;
            }
            uncertain = recent.after(end.branch().kept());
            resetTo(end);
        }
        LOG.warnf(
                "Closing all streams: another primary began branch %d of the feed at %s, after position %d",
                end.branch().number(), end.branch().begunAt(), end.branch().kept());
        if (!uncertain.isEmpty()) {
            reportLost(uncertain, end.branch());
        }
    }

    private void reportLost(List<StreamUpdate> uncertain, Branch begun) {
        Set<Long> stored =
                reader.stored(uncertain.stream().map(StreamUpdate::position).toList());
        List<StreamUpdate> missing = uncertain.stream()
                .filter(update -> !stored.contains(update.position()))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        lost.increment(missing.size());
        List<String> matches = missing.stream()
                .map(update -> update.update().match())
                .distinct()
                .toList();
        LOG.errorf(
                "%d updates of %d matches that this process passed on are not in the database since branch %d of the feed."
                        + " Have the sources repeat their reports (docs/reliability.md, A database that fails over). The"
                        + " matches: %s",
                missing.size(), matches.size(), begun.number(), first(matches));
    }

    private static String first(List<String> matches) {
        String listed = String.join(", ", matches.subList(0, Math.min(MAX_LISTED, matches.size())));
        return matches.size() > MAX_LISTED ? listed + ", …" : listed;
    }

    private synchronized void resetTo(FeedReader.End end) {
        last = end.complete();
        expected = last;
        branch = end.branch();
        recent.reset(last);
        waiting.remove(NOT_STARTED, Long.MAX_VALUE);
        cache.invalidateAll();
        listeners.forEach(Listener::onReset);
    }
}

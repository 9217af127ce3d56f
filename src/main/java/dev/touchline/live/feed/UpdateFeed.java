package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.json.MalformedException;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.TracingMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The updates of all matches on their way to the connections of this process, in the one order of their positions,
 * however often and in whatever order the broker brings them. What it does not bring is read from the database: as soon
 * as a later update shows that one is missing, and by a regular sweep for the last one, which nothing follows. There an
 * update that can be seen has all before it beside it, so that no gap is ever waited for.
 */
@ApplicationScoped
public class UpdateFeed {

    private static final Logger LOG = Logger.getLogger(UpdateFeed.class);
    private static final long NOT_STARTED = -1;
    private static final int GAP_BATCH = 500;
    /** More are dropped, since they are in the database. */
    private static final int MAX_WAITING = 1_000;
    /** Messages of two statistics processes pass each other by less than this, as a rule. */
    private static final long REORDER_WINDOW_MILLIS = 5;

    private final FeedReader reader;
    private final Cache cache;
    private final LiveConfig config;
    private final Roles roles;
    private final Tracing tracing;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> subscribersByMatch = new ConcurrentHashMap<>();
    private final AtomicInteger filteredSubscribers = new AtomicInteger();
    private final TreeMap<Long, PositionedUpdate> waiting = new TreeMap<>();
    private final RecentUpdates recent;
    private final AtomicBoolean gapFillScheduled = new AtomicBoolean();
    private long last = NOT_STARTED;
    private long expected;
    private Cancellable gapChecks;

    UpdateFeed(FeedReader reader, Cache cache, LiveConfig config, Roles roles, Tracing tracing, MeterRegistry metrics) {
        this.reader = reader;
        this.cache = cache;
        this.config = config;
        this.roles = roles;
        this.tracing = tracing;
        this.recent = new RecentUpdates(
                config.maxRecentUpdates(), config.maxRecentSize().bytes());
        metrics.gaugeMapSize("touchline.live.matches.followed", List.of(), subscribersByMatch);
    }

    /** A cache of matches, which is invalidated before a listener is told of the update. */
    public interface Cache {

        /** The match has changed. */
        void invalidate(String match);

        /** Everything may have changed. */
        void invalidateAll();
    }

    /** Someone who is told of every update of a match that is followed. Neither method may block. */
    public interface Listener {

        /** The next update. */
        void onUpdate(StreamUpdate update);

        /** The feed cannot be gone on with: whoever follows has to begin anew. */
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
            // The exchange is for our own roles; whatever else is on it is not an update and harms no one.
            LOG.warnf("Not an update: %s", e.getMessage());
        }
    }

    // --- Who follows ------------------------------------------------------------------------------------------------

    /** Makes sure that the feed has begun. It blocks if that needs the database. */
    public void ensureStarted() {
        if (last() == NOT_STARTED) {
            startAt(reader.position());
        }
    }

    /** From now on the listener is told of updates, for as long as the process runs. */
    public void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** Somebody follows; whoever listens is told of every update past the {@link #position} that is asked for next. */
    public void subscribe(StreamFilter filter) {
        if (filter.hasOnlyMatches()) {
            filter.matches().forEach(match -> subscribersByMatch.merge(match, 1, Integer::sum));
        } else {
            filteredSubscribers.incrementAndGet();
        }
    }

    /** Ends what {@link #subscribe} began. */
    public void unsubscribe(StreamFilter filter) {
        if (filter.hasOnlyMatches()) {
            filter.matches()
                    .forEach(match ->
                            subscribersByMatch.computeIfPresent(match, (id, count) -> count == 1 ? null : count - 1));
        } else {
            filteredSubscribers.decrementAndGet();
        }
    }

    /** The position of the last update that was passed on, of a feed that has begun. */
    public long position() {
        return last();
    }

    /** Those of the updates in memory that fit, past the position; null if not all of them are in memory any more. */
    public synchronized List<StreamUpdate> recentAfter(long position, Predicate<StreamUpdate> fits, int limit) {
        return recent.reachesBackTo(position) && position <= last ? recent.after(position, fits, limit) : null;
    }

    /** The updates of a match in memory past a number; the first of them need not be the next. */
    public synchronized List<StreamUpdate> recentOf(String match, long seq, int limit) {
        return recent.after(
                0,
                streamUpdate -> streamUpdate.update().match().equals(match)
                        && streamUpdate.update().seq() > seq,
                limit);
    }

    // --- What they are told -----------------------------------------------------------------------------------------

    private synchronized long last() {
        return last;
    }

    private synchronized void startAt(long position) {
        if (last == NOT_STARTED) {
            last = position;
            recent.reset(position);
            dispatchConsecutive();
        }
    }

    /** Takes updates from the broker; whether some before them are missing. */
    private synchronized boolean enqueue(List<PositionedUpdate> updates) {
        for (PositionedUpdate update : updates) {
            if (update.position() > last) {
                waiting.put(update.position(), update);
            }
        }
        if (last != NOT_STARTED) {
            dispatchConsecutive();
        }
        while (waiting.size() > MAX_WAITING) {
            expected = Math.max(expected, waiting.pollLastEntry().getKey());
        }
        return hasGap();
    }

    private synchronized boolean hasGap() {
        return last == NOT_STARTED || last < expected || !waiting.isEmpty();
    }

    private void dispatchConsecutive() {
        waiting.headMap(last, true).clear();
        while (!waiting.isEmpty() && waiting.firstKey() == last + 1) {
            dispatch(waiting.pollFirstEntry().getValue());
        }
    }

    private void dispatch(PositionedUpdate update) {
        last = update.position();
        StreamUpdate streamUpdate = new StreamUpdate(update);
        recent.add(streamUpdate);
        // First what is read, then who is told: whoever is told and reads, reads nothing older.
        cache.invalidate(update.update().match());
        if (filteredSubscribers.get() > 0
                || subscribersByMatch.containsKey(update.update().match())) {
            listeners.forEach(listener -> listener.onUpdate(streamUpdate));
        }
    }

    // --- What the broker did not bring ------------------------------------------------------------------------------

    private void scheduleGapFill() {
        if (gapFillScheduled.compareAndSet(false, true)) {
            Infrastructure.getDefaultWorkerPool().schedule(this::fillGap, REORDER_WINDOW_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void fillGap() {
        boolean done = false;
        try {
            ensureStarted();
            while (hasGap()) {
                long highestSeen = highestSeen();
                // The position first: every update up to it is then among what is read, if it is there at all.
                long position = reader.position();
                List<PositionedUpdate> missed = reader.after(last(), GAP_BATCH);
                dispatchMissed(missed);
                if (missed.size() < GAP_BATCH) {
                    advanceTo(position, highestSeen);
                }
            }
            done = true;
        } catch (RuntimeException e) {
            LOG.warnf("A gap stays until the next sweep: %s", e.getMessage());
        } finally {
            gapFillScheduled.set(false);
        }
        if (done && hasGap()) {
            scheduleGapFill();
        }
    }

    private synchronized long highestSeen() {
        return waiting.isEmpty() ? expected : Math.max(expected, waiting.lastKey());
    }

    private synchronized void dispatchMissed(List<PositionedUpdate> missed) {
        for (PositionedUpdate update : missed) {
            if (update.position() > last) {
                dispatch(update);
            }
        }
        dispatchConsecutive();
    }

    /** Everything up to the position has been read, after an update of position {@code heardOf} was heard of. */
    private synchronized void advanceTo(long position, long highestSeen) {
        // What is not in the database, though later updates are, has been removed from it.
        last = Math.max(last, position);
        if (highestSeen > last) {
            LOG.warnf("An update of position %d was heard of, and never stored", highestSeen);
            waiting.headMap(highestSeen, true).clear();
        }
        expected = expected <= highestSeen ? last : expected;
        dispatchConsecutive();
    }

    private void checkForGap() {
        try {
            long before = last();
            long position = reader.position();
            if (before != NOT_STARTED && position < before) {
                LOG.warnf("The feed went back from position %d to %d: streams begin anew", before, position);
                resetTo(position);
            } else if (expect(position)) {
                scheduleGapFill();
            }
        } catch (RuntimeException e) {
            LOG.warnf("Sweep skipped: %s", e.getMessage());
        }
    }

    private synchronized boolean expect(long position) {
        expected = Math.max(expected, position);
        return hasGap();
    }

    // Somebody put an older database in the place of the one that was there.
    private synchronized void resetTo(long position) {
        last = position;
        expected = position;
        recent.reset(position);
        waiting.clear();
        cache.invalidateAll();
        listeners.forEach(Listener::onReset);
    }
}

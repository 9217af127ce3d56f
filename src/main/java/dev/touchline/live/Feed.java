package dev.touchline.live;

import dev.touchline.format.MalformedException;
import dev.touchline.format.UpdateJson;
import dev.touchline.format.UpdateJson.Placed;
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
public class Feed {

    private static final Logger LOG = Logger.getLogger(Feed.class);
    private static final long UNKNOWN = -1;
    private static final int FILL_BATCH = 500;
    /** More are dropped, since they are in the database. */
    private static final int MOST_WAITING = 1_000;
    /** Messages of two statistics processes pass each other by less than this, as a rule. */
    private static final long PATIENCE_MILLIS = 5;

    private final FeedReader reader;
    private final Remembered remembered;
    private final LiveConfig config;
    private final Roles roles;
    private final Tracing tracing;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> followers = new ConcurrentHashMap<>();
    private final AtomicInteger others = new AtomicInteger();
    private final TreeMap<Long, Placed> waiting = new TreeMap<>();
    private final Recent recent;
    private final AtomicBoolean filling = new AtomicBoolean();
    private long last = UNKNOWN;
    private long goal;
    private Cancellable sweeping;

    Feed(
            FeedReader reader,
            Remembered remembered,
            LiveConfig config,
            Roles roles,
            Tracing tracing,
            MeterRegistry metrics) {
        this.reader = reader;
        this.remembered = remembered;
        this.config = config;
        this.roles = roles;
        this.tracing = tracing;
        this.recent = new Recent(config.recent(), config.recentBytes().bytes());
        metrics.gaugeMapSize("touchline.live.matches.followed", List.of(), followers);
    }

    /** Someone who is told of every update of a match that is followed. Neither method may block. */
    interface Listener {

        /** The next update. */
        void take(Told update);

        /** The feed cannot be gone on with: whoever follows has to begin anew. */
        void lose();
    }

    void startSweeping(@Observes SchemaReady event) {
        if (roles.has(Role.LIVE)) {
            sweeping = Multi.createFrom()
                    .ticks()
                    .every(config.sweep())
                    .onOverflow()
                    .drop()
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .subscribe()
                    .with(tick -> sweep());
        }
    }

    void stopSweeping(@Observes ShutdownEvent event) {
        if (sweeping != null) {
            sweeping.cancel();
        }
    }

    @Incoming("live")
    Uni<Void> onUpdates(Message<byte[]> message) {
        Span step = tracing.begin(
                "live write",
                SpanKind.CONSUMER,
                message.getMetadata(TracingMetadata.class).map(TracingMetadata::getPreviousContext).stream()
                        .toList());
        take(message.getPayload());
        step.end();
        return Uni.createFrom().completionStage(message.ack());
    }

    private void take(byte[] body) {
        try {
            if (take(UpdateJson.parse(body))) {
                fillSoon();
            }
        } catch (MalformedException e) {
            // The exchange is for our own roles; whatever else is on it is not an update and harms no one.
            LOG.warnf("Not an update: %s", e.getMessage());
        }
    }

    // --- Who follows ------------------------------------------------------------------------------------------------

    /** Makes sure that the feed has begun. It blocks if that needs the database. */
    void begin() {
        if (last() == UNKNOWN) {
            beginAt(reader.position());
        }
    }

    /** From now on the listener is told of updates, for as long as the process runs. */
    void tell(Listener listener) {
        listeners.add(listener);
    }

    /** Somebody follows; whoever listens is told of every update past the {@link #position} that is asked for next. */
    void follow(Interest interest) {
        if (interest.inMatchesAlone()) {
            interest.matches().forEach(match -> followers.merge(match, 1, Integer::sum));
        } else {
            others.incrementAndGet();
        }
    }

    /** Ends what {@link #follow} began. */
    void leave(Interest interest) {
        if (interest.inMatchesAlone()) {
            interest.matches()
                    .forEach(match -> followers.computeIfPresent(match, (id, some) -> some == 1 ? null : some - 1));
        } else {
            others.decrementAndGet();
        }
    }

    /** The position of the last update that was passed on, of a feed that has begun. */
    long position() {
        return last();
    }

    /** Those of the updates in memory that fit, past the position; null if not all of them are in memory any more. */
    synchronized List<Told> recentAfter(long position, Predicate<Told> fits, int limit) {
        return recent.reachesBackTo(position) && position <= last ? recent.after(position, fits, limit) : null;
    }

    /** The updates of a match in memory past a number; the first of them need not be the next. */
    synchronized List<Told> recentOf(String match, long seq, int limit) {
        return recent.after(
                0, told -> told.update().match().equals(match) && told.update().seq() > seq, limit);
    }

    // --- What they are told -----------------------------------------------------------------------------------------

    private synchronized long last() {
        return last;
    }

    private synchronized void beginAt(long position) {
        if (last == UNKNOWN) {
            last = position;
            recent.begin(position);
            passOnWaiting();
        }
    }

    /** Takes updates from the broker; whether some before them are missing. */
    private synchronized boolean take(List<Placed> updates) {
        for (Placed update : updates) {
            if (update.position() > last) {
                waiting.put(update.position(), update);
            }
        }
        if (last != UNKNOWN) {
            passOnWaiting();
        }
        while (waiting.size() > MOST_WAITING) {
            goal = Math.max(goal, waiting.pollLastEntry().getKey());
        }
        return behind();
    }

    private synchronized boolean behind() {
        return last == UNKNOWN || last < goal || !waiting.isEmpty();
    }

    private void passOnWaiting() {
        waiting.headMap(last, true).clear();
        while (!waiting.isEmpty() && waiting.firstKey() == last + 1) {
            passOn(waiting.pollFirstEntry().getValue());
        }
    }

    private void passOn(Placed update) {
        last = update.position();
        Told told = new Told(update);
        recent.add(told);
        // First what is read, then who is told: whoever is told and reads, reads nothing older.
        remembered.changed(update.update().match());
        if (others.get() > 0 || followers.containsKey(update.update().match())) {
            listeners.forEach(listener -> listener.take(told));
        }
    }

    // --- What the broker did not bring ------------------------------------------------------------------------------

    private void fillSoon() {
        if (filling.compareAndSet(false, true)) {
            Infrastructure.getDefaultWorkerPool().schedule(this::fill, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void fill() {
        boolean done = false;
        try {
            begin();
            while (behind()) {
                long heardOf = heardOf();
                // The position first: every update up to it is then among what is read, if it is there at all.
                long position = reader.position();
                List<Placed> missed = reader.after(last(), FILL_BATCH);
                passOnMissed(missed);
                if (missed.size() < FILL_BATCH) {
                    settle(position, heardOf);
                }
            }
            done = true;
        } catch (RuntimeException e) {
            LOG.warnf("A gap stays until the next sweep: %s", e.getMessage());
        } finally {
            filling.set(false);
        }
        if (done && behind()) {
            fillSoon();
        }
    }

    private synchronized long heardOf() {
        return waiting.isEmpty() ? goal : Math.max(goal, waiting.lastKey());
    }

    private synchronized void passOnMissed(List<Placed> missed) {
        for (Placed update : missed) {
            if (update.position() > last) {
                passOn(update);
            }
        }
        passOnWaiting();
    }

    /** Everything up to the position has been read, after an update of position {@code heardOf} was heard of. */
    private synchronized void settle(long position, long heardOf) {
        // What is not in the database, though later updates are, has been removed from it.
        last = Math.max(last, position);
        if (heardOf > last) {
            LOG.warnf("An update of position %d was heard of, and never stored", heardOf);
            waiting.headMap(heardOf, true).clear();
        }
        goal = goal <= heardOf ? last : goal;
        passOnWaiting();
    }

    private void sweep() {
        try {
            long before = last();
            long position = reader.position();
            if (before != UNKNOWN && position < before) {
                LOG.warnf("The feed went back from position %d to %d: streams begin anew", before, position);
                beginAnew(position);
            } else if (aimFor(position)) {
                fillSoon();
            }
        } catch (RuntimeException e) {
            LOG.warnf("Sweep skipped: %s", e.getMessage());
        }
    }

    private synchronized boolean aimFor(long position) {
        goal = Math.max(goal, position);
        return behind();
    }

    // Somebody put an older database in the place of the one that was there.
    private synchronized void beginAnew(long position) {
        last = position;
        goal = position;
        recent.begin(position);
        waiting.clear();
        remembered.forgetAll();
        listeners.forEach(Listener::lose);
    }
}

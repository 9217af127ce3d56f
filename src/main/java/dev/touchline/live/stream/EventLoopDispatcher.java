package dev.touchline.live.stream;

import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdateFeed;
import dev.touchline.logging.ThrottledLog;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Dispatches updates to the subscribers of one event loop. Any thread queues updates; a pass of the event loop writes
 * all queued updates to the subscribers. A single update is written at once, and under load the updates that arrive
 * during a pass form the larger batch of the next.
 */
final class EventLoopDispatcher implements UpdateFeed.Listener {

    private static final Logger LOG = Logger.getLogger(EventLoopDispatcher.class);

    /** Writes after which the event loop handles its other tasks. */
    private static final int MAX_WRITES_PER_PASS = 256;

    /** Larger writes gain nothing, and a slow reader holds their memory. */
    private static final long MAX_BYTES_PER_PASS = 128 * 1024;

    private static final long NONE = -1;

    /** Heartbeats are spread over this many moments of an interval. */
    private static final int HEARTBEAT_SLOTS = 16;

    private final ThrottledLog overflows = new ThrottledLog(LOG);
    private final EventLoop loop;
    private final int max;
    private final long maxBytes;
    private final Duration heartbeat;

    // Used by any thread, guarded by this.
    private final ArrayDeque<StreamUpdate> queued = new ArrayDeque<>();
    private long queuedBytes;
    private boolean scheduled;
    private boolean reset;
    /** The position after which updates were dropped, since the event loop fell behind; -1 if none were. */
    private long droppedAfter = NONE;

    // Confined to the event loop.
    private final Map<SubscriberGroup.GroupKey, SubscriberGroup> groups = new HashMap<>();
    private final Map<String, Set<SubscriberGroup>> groupsByMatch = new HashMap<>();
    private final Set<SubscriberGroup> otherGroups = new HashSet<>();
    private final Queue<SubscriberGroup> pendingGroups = new ArrayDeque<>();
    private final List<Set<Subscriber>> heartbeatSlots = Stream.<Set<Subscriber>>generate(LinkedHashSet::new)
            .limit(HEARTBEAT_SLOTS)
            .toList();
    private int added;
    private int subscribers;
    private int currentSlot;
    private ScheduledFuture<?> heartbeats;

    /**
     * @param max bound of queued updates; beyond it, subscribers read them as if they had missed them
     * @param maxBytes approximate bound of their memory
     * @param heartbeat interval of the heartbeats of a subscriber
     */
    EventLoopDispatcher(EventLoop loop, int max, long maxBytes, Duration heartbeat) {
        this.loop = loop;
        this.max = max;
        this.maxBytes = maxBytes;
        this.heartbeat = heartbeat;
    }

    /** Runs the task on the event loop: at once if called there, otherwise after earlier tasks. */
    void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    ScheduledFuture<?> schedule(Duration delay, Runnable task) {
        return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** To be called on the event loop, as {@link #remove}. */
    void add(Subscriber subscriber) {
        groups.computeIfAbsent(subscriber.groupKey(), key -> {
                    SubscriberGroup group = new SubscriberGroup(key);
                    if (key.filter().hasOnlyMatches()) {
                        key.filter().matches().forEach(match -> groupsByMatch
                                .computeIfAbsent(match, id -> new HashSet<>())
                                .add(group));
                    } else {
                        otherGroups.add(group);
                    }
                    return group;
                })
                .add(subscriber);
        subscriber.setHeartbeatSlot(added++ % HEARTBEAT_SLOTS);
        heartbeatSlots.get(subscriber.heartbeatSlot()).add(subscriber);
        if (subscribers++ == 0) {
            long every = Math.max(1, heartbeat.toNanos() / HEARTBEAT_SLOTS);
            heartbeats = loop.scheduleAtFixedRate(this::sendHeartbeats, every, every, TimeUnit.NANOSECONDS);
        }
    }

    void remove(Subscriber subscriber) {
        SubscriberGroup group = groups.get(subscriber.groupKey());
        group.remove(subscriber);
        if (group.isEmpty()) {
            removeGroup(group);
        }
        heartbeatSlots.get(subscriber.heartbeatSlot()).remove(subscriber);
        if (--subscribers == 0) {
            heartbeats.cancel(false);
        }
    }

    private void removeGroup(SubscriberGroup group) {
        groups.remove(group.key());
        if (!otherGroups.remove(group)) {
            group.key()
                    .filter()
                    .matches()
                    .forEach(match -> groupsByMatch.computeIfPresent(match, (id, ofMatch) -> {
                        ofMatch.remove(group);
                        return ofMatch.isEmpty() ? null : ofMatch;
                    }));
        }
    }

    private void sendHeartbeats() {
        currentSlot = (currentSlot + 1) % HEARTBEAT_SLOTS;
        // Copied: a failed write removes its subscriber from the set.
        List.copyOf(heartbeatSlots.get(currentSlot)).forEach(Subscriber::heartbeat);
    }

    @Override
    public synchronized void onUpdate(StreamUpdate update) {
        if (queued.size() >= max || queuedBytes >= maxBytes) {
            if (droppedAfter == NONE) {
                droppedAfter = queued.element().position() - 1;
            }
            clearQueue();
        } else {
            queued.add(update);
            queuedBytes += update.weight();
        }
        scheduleDispatch();
    }

    private void clearQueue() {
        queued.clear();
        queuedBytes = 0;
    }

    @Override
    public synchronized void onReset() {
        reset = true;
        droppedAfter = NONE;
        clearQueue();
        scheduleDispatch();
    }

    private void scheduleDispatch() {
        if (!scheduled) {
            scheduled = true;
            loop.execute(this::dispatch);
        }
    }

    private void dispatch() {
        int left = MAX_WRITES_PER_PASS;
        while (left > 0) {
            SubscriberGroup next = nextGroup();
            if (next == null) {
                return;
            }
            left -= next.dispatch(left);
            if (next.isDone()) {
                pendingGroups.remove();
            }
        }
        // A scheduled task lets the event loop handle I/O first; an executed one need not.
        loop.schedule(this::dispatch, 0, TimeUnit.NANOSECONDS);
    }

    // Null if no update is left; the next update schedules another dispatch.
    private SubscriberGroup nextGroup() {
        while (pendingGroups.isEmpty()) {
            List<StreamUpdate> updates = takeQueued();
            if (updates.isEmpty()) {
                return null;
            }
            updates.forEach(this::enqueue);
        }
        return pendingGroups.element();
    }

    private void enqueue(StreamUpdate update) {
        groupsByMatch.getOrDefault(update.update().match(), Set.of()).forEach(group -> enqueue(update, group));
        for (SubscriberGroup group : otherGroups) {
            if (group.key().filter().matches(update.update())) {
                enqueue(update, group);
            }
        }
    }

    private void enqueue(StreamUpdate update, SubscriberGroup group) {
        if (group.enqueue(update)) {
            pendingGroups.add(group);
        }
    }

    private List<StreamUpdate> takeQueued() {
        boolean wasReset;
        long behind;
        List<StreamUpdate> updates = new ArrayList<>();
        synchronized (this) {
            wasReset = reset;
            reset = false;
            behind = droppedAfter;
            droppedAfter = NONE;
            long bytes = 0;
            while (!queued.isEmpty() && bytes < MAX_BYTES_PER_PASS) {
                StreamUpdate update = queued.remove();
                queuedBytes -= update.weight();
                bytes += update.update().json().length();
                updates.add(update);
            }
            scheduled = !updates.isEmpty();
        }
        if (wasReset) {
            LOG.warnf("Closing %d streams after a reset of the feed; clients reconnect", subscribers);
            forEachSubscriber(Subscriber::close);
        } else if (behind != NONE) {
            overflows.warn(
                    "An event loop with %d streams fell behind; they read the updates after position %d again",
                    subscribers, behind);
            forEachSubscriber(subscriber -> subscriber.onDropped(behind));
        }
        return updates;
    }

    private void forEachSubscriber(Consumer<Subscriber> action) {
        List.copyOf(groups.values()).forEach(group -> group.subscribers().forEach(action));
    }
}

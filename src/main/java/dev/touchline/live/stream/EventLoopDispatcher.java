package dev.touchline.live.stream;

import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdateFeed;
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
import org.jboss.logging.Logger;

/**
 * The open streams of one event loop. An update is handed to it once, whoever follows; the event loop then tells all of
 * its connections in one pass, and what arrives during a pass leaves together with the next. So a single update leaves
 * at once, and under load the writes become fewer and larger by themselves.
 */
final class EventLoopDispatcher implements UpdateFeed.Listener {

    private static final Logger LOG = Logger.getLogger(EventLoopDispatcher.class);

    /** After so many writes the event loop sees to what else there is. */
    private static final int MAX_WRITES_PER_PASS = 256;

    /** More in one write brings nothing, and is what a slow reader holds on to. */
    private static final long MAX_BYTES_PER_PASS = 128 * 1024;

    /** Heartbeats are spread over so many moments. */
    private static final int HEARTBEAT_SLOTS = 16;

    private final EventLoop loop;
    private final int max;
    private final long maxBytes;
    private final Duration heartbeat;

    // Handed over by any thread, and guarded by this.
    private final ArrayDeque<StreamUpdate> queued = new ArrayDeque<>();
    private long queuedBytes;
    private boolean scheduled;
    private boolean reset;

    // For the event loop alone.
    private final Map<SubscriberGroup.GroupKey, SubscriberGroup> groups = new HashMap<>();
    private final Map<String, Set<SubscriberGroup>> groupsByMatch = new HashMap<>();
    private final Set<SubscriberGroup> otherGroups = new HashSet<>();
    private final Queue<SubscriberGroup> pendingGroups = new ArrayDeque<>();
    private final List<Set<Subscriber>> heartbeatSlots = new ArrayList<>();
    private int added;
    private int subscribers;
    private int currentSlot;
    private ScheduledFuture<?> heartbeats;

    /**
     * @param max how many updates may wait for the event loop; where the process keeps as many in memory, they take
     *     none of their own
     * @param maxBytes about how much they may take
     * @param heartbeat how often each connection is sent a comment
     */
    EventLoopDispatcher(EventLoop loop, int max, long maxBytes, Duration heartbeat) {
        this.loop = loop;
        this.max = max;
        this.maxBytes = maxBytes;
        this.heartbeat = heartbeat;
        for (int i = 0; i < HEARTBEAT_SLOTS; i++) {
            heartbeatSlots.add(new LinkedHashSet<>());
        }
    }

    /** Runs something on the event loop: at once if it is this thread's, else after what was to be run before. */
    void execute(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Runs something on the event loop later. */
    ScheduledFuture<?> schedule(Duration delay, Runnable task) {
        return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    // --- Who is told ------------------------------------------------------------------------------------------------

    /** From now on the connection is told; on the event loop. */
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

    /** Ends what {@link #add} began; on the event loop. */
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
                    .forEach(match -> groupsByMatch.computeIfPresent(match, (id, following) -> {
                        following.remove(group);
                        return following.isEmpty() ? null : following;
                    }));
        }
    }

    private void sendHeartbeats() {
        currentSlot = (currentSlot + 1) % HEARTBEAT_SLOTS;
        // A connection that turns out to be gone leaves the set.
        List.copyOf(heartbeatSlots.get(currentSlot)).forEach(Subscriber::heartbeat);
    }

    // --- What they are told -----------------------------------------------------------------------------------------

    @Override
    public synchronized void onUpdate(StreamUpdate update) {
        if (queued.size() >= max || queuedBytes >= maxBytes) {
            onReset();
            return;
        }
        queued.add(update);
        queuedBytes += update.weight();
        scheduleDispatch();
    }

    @Override
    public synchronized void onReset() {
        reset = true;
        queued.clear();
        queuedBytes = 0;
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
        // What is scheduled waits until the event loop has looked at its connections; what is executed need not.
        loop.schedule(this::dispatch, 0, TimeUnit.NANOSECONDS);
    }

    // Who is to be told next; null once there is nothing to tell, and the next update calls again.
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
        for (SubscriberGroup group : groupsByMatch.getOrDefault(update.update().match(), Set.of())) {
            enqueue(update, group);
        }
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
        List<StreamUpdate> updates = new ArrayList<>();
        synchronized (this) {
            wasReset = reset;
            reset = false;
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
            closeAll();
        }
        return updates;
    }

    /** Ends all streams; on the event loop. */
    private void closeAll() {
        LOG.warnf("%d streams begin anew", subscribers);
        List.copyOf(groups.values()).forEach(group -> group.subscribers().forEach(Subscriber::close));
    }
}

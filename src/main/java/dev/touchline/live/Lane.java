package dev.touchline.live;

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
final class Lane implements Feed.Listener {

    private static final Logger LOG = Logger.getLogger(Lane.class);

    /** After so many writes the event loop sees to what else there is. */
    private static final int WRITES_AT_ONCE = 256;

    /** More in one write brings nothing, and is what a slow reader holds on to. */
    private static final long MOST_IN_ONE_PASS = 128 * 1024;

    /** Heartbeats are spread over so many moments. */
    private static final int MOMENTS = 16;

    private final EventLoop loop;
    private final int most;
    private final long mostBytes;
    private final Duration heartbeat;

    // Handed over by any thread, and guarded by this.
    private final ArrayDeque<Told> arrived = new ArrayDeque<>();
    private long arrivedBytes;
    private boolean called;
    private boolean lost;

    // For the event loop alone.
    private final Map<Audience.Key, Audience> audiences = new HashMap<>();
    private final Map<String, Set<Audience>> byMatch = new HashMap<>();
    private final Set<Audience> others = new HashSet<>();
    private final Queue<Audience> toTell = new ArrayDeque<>();
    private final List<Set<Connection>> beats = new ArrayList<>();
    private int joined;
    private int open;
    private int moment;
    private ScheduledFuture<?> beating;

    /**
     * @param most how many updates may wait for the event loop; where the process keeps as many in memory, they take
     *     none of their own
     * @param mostBytes about how much they may take
     * @param heartbeat how often each connection is sent a comment
     */
    Lane(EventLoop loop, int most, long mostBytes, Duration heartbeat) {
        this.loop = loop;
        this.most = most;
        this.mostBytes = mostBytes;
        this.heartbeat = heartbeat;
        for (int i = 0; i < MOMENTS; i++) {
            beats.add(new LinkedHashSet<>());
        }
    }

    /** Runs something on the event loop: at once if it is this thread's, else after what was to be run before. */
    void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }

    /** Runs something on the event loop later. */
    ScheduledFuture<?> runAfter(Duration delay, Runnable task) {
        return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    // --- Who is told ------------------------------------------------------------------------------------------------

    /** From now on the connection is told; on the event loop. */
    void add(Connection connection) {
        audiences
                .computeIfAbsent(connection.audience(), key -> {
                    Audience audience = new Audience(key);
                    if (key.interest().inMatchesAlone()) {
                        key.interest().matches().forEach(match -> byMatch.computeIfAbsent(match, id -> new HashSet<>())
                                .add(audience));
                    } else {
                        others.add(audience);
                    }
                    return audience;
                })
                .add(connection);
        connection.beatsAt(joined++ % MOMENTS);
        beats.get(connection.beat()).add(connection);
        if (open++ == 0) {
            long every = Math.max(1, heartbeat.toNanos() / MOMENTS);
            beating = loop.scheduleAtFixedRate(this::beat, every, every, TimeUnit.NANOSECONDS);
        }
    }

    /** Ends what {@link #add} began; on the event loop. */
    void remove(Connection connection) {
        Audience audience = audiences.get(connection.audience());
        audience.remove(connection);
        if (audience.isEmpty()) {
            forget(audience);
        }
        beats.get(connection.beat()).remove(connection);
        if (--open == 0) {
            beating.cancel(false);
        }
    }

    private void forget(Audience audience) {
        audiences.remove(audience.key());
        if (!others.remove(audience)) {
            audience.key()
                    .interest()
                    .matches()
                    .forEach(match -> byMatch.computeIfPresent(match, (id, following) -> {
                        following.remove(audience);
                        return following.isEmpty() ? null : following;
                    }));
        }
    }

    private void beat() {
        moment = (moment + 1) % MOMENTS;
        // A connection that turns out to be gone leaves the set.
        List.copyOf(beats.get(moment)).forEach(Connection::heartbeat);
    }

    // --- What they are told -----------------------------------------------------------------------------------------

    @Override
    public synchronized void take(Told update) {
        if (arrived.size() >= most || arrivedBytes >= mostBytes) {
            lose();
            return;
        }
        arrived.add(update);
        arrivedBytes += update.weight();
        call();
    }

    @Override
    public synchronized void lose() {
        lost = true;
        arrived.clear();
        arrivedBytes = 0;
        call();
    }

    private void call() {
        if (!called) {
            called = true;
            loop.execute(this::pass);
        }
    }

    private void pass() {
        int left = WRITES_AT_ONCE;
        while (left > 0) {
            Audience next = next();
            if (next == null) {
                return;
            }
            left -= next.tell(left);
            if (next.everyoneTold()) {
                toTell.remove();
            }
        }
        // What is scheduled waits until the event loop has looked at its connections; what is executed need not.
        loop.schedule(this::pass, 0, TimeUnit.NANOSECONDS);
    }

    // Who is to be told next; null once there is nothing to tell, and the next update calls again.
    private Audience next() {
        while (toTell.isEmpty()) {
            List<Told> updates = arrived();
            if (updates.isEmpty()) {
                return null;
            }
            updates.forEach(this::announce);
        }
        return toTell.element();
    }

    private void announce(Told update) {
        for (Audience audience : byMatch.getOrDefault(update.update().match(), Set.of())) {
            announce(update, audience);
        }
        for (Audience audience : others) {
            if (audience.key().interest().fits(update.update())) {
                announce(update, audience);
            }
        }
    }

    private void announce(Told update, Audience audience) {
        if (audience.hear(update)) {
            toTell.add(audience);
        }
    }

    private List<Told> arrived() {
        boolean begunAnew;
        List<Told> updates = new ArrayList<>();
        synchronized (this) {
            begunAnew = lost;
            lost = false;
            long bytes = 0;
            while (!arrived.isEmpty() && bytes < MOST_IN_ONE_PASS) {
                Told update = arrived.remove();
                arrivedBytes -= update.weight();
                bytes += update.update().json().length();
                updates.add(update);
            }
            called = !updates.isEmpty();
        }
        if (begunAnew) {
            sayGoodbye();
        }
        return updates;
    }

    /** Ends all streams; on the event loop. */
    private void sayGoodbye() {
        LOG.warnf("%d streams begin anew", open);
        List.copyOf(audiences.values()).forEach(audience -> audience.all().forEach(Connection::sayGoodbye));
    }
}

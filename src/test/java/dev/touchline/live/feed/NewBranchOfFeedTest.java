package dev.touchline.live.feed;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Branch;
import dev.touchline.database.Sql;
import dev.touchline.memory.MemoryBound;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The database is one that another one replaces, which lacks the last updates. */
class NewBranchOfFeedTest {

    private static final long START = 1_795_910_400_000_000L;
    private static final Branch FIRST = new Branch(1, Instant.EPOCH.plusSeconds(1), 0, 0);

    private final TreeSet<Long> stored = new TreeSet<>();
    private volatile FeedReader.End end = new FeedReader.End(0, 0, FIRST);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Long> passedOn = new ArrayList<>();
    private final AtomicInteger resets = new AtomicInteger();
    private final AtomicInteger invalidations = new AtomicInteger();

    private final UpdateFeed feed = new UpdateFeed(
            new FeedReader(null) {
                @Override
                public End end() {
                    return end;
                }

                @Override
                Sql.Slice<PositionedUpdate> between(long after, long upTo, int limit, long maxBytes) {
                    return new Sql.Slice<>(
                            stored.subSet(after, false, upTo, true).stream()
                                    .map(NewBranchOfFeedTest::update)
                                    .toList(),
                            false);
                }

                @Override
                Set<Long> stored(Collection<Long> positions) {
                    TreeSet<Long> found = new TreeSet<>(positions);
                    found.retainAll(stored);
                    return found;
                }
            },
            new UpdateFeed.Cache() {
                @Override
                public void invalidate(String match) {}

                @Override
                public void invalidateAll() {
                    invalidations.incrementAndGet();
                }
            },
            config(),
            null,
            null,
            metrics);

    NewBranchOfFeedTest() {
        feed.subscribe(new StreamFilter(Set.of(), Set.of(), Set.of()));
        feed.addListener(new UpdateFeed.Listener() {
            @Override
            public void onUpdate(StreamUpdate update) {
                passedOn.add(update.position());
            }

            @Override
            public void onReset() {
                resets.incrementAndGet();
            }
        });
        feed.ensureStarted();
    }

    private static LiveConfig config() {
        Map<String, Object> values =
                Map.of("maxRecentUpdates", 100, "maxRecentSize", MemoryBound.of("1M"), "gapCheckInterval", "an hour");
        return (LiveConfig) Proxy.newProxyInstance(
                LiveConfig.class.getClassLoader(),
                new Class<?>[] {LiveConfig.class},
                (proxy, method, arguments) -> values.get(method.getName()));
    }

    private static PositionedUpdate update(long position) {
        return new PositionedUpdate(position, new EncodedUpdate("m", position, null, null, null, "{}"));
    }

    private void store(long from, long to) {
        for (long position = from; position <= to; position++) {
            stored.add(position);
        }
        end = new FeedReader.End(to, to, end.branch());
        feed.checkForGap();
        await().until(() -> feed.position() == to);
    }

    private void failOver(long kept) {
        stored.tailSet(kept, false).clear();
        end = new FeedReader.End(START, START, new Branch(2, Instant.EPOCH.plusSeconds(2), kept, START));
        feed.checkForGap();
    }

    private double lost() {
        return metrics.counter("touchline.live.updates.lost").count();
    }

    @Test
    void nothingOfTheFormerBranchStaysInMemory() {
        store(1, 5);
        failOver(3);
        assertEquals(START, feed.position());
        assertEquals(5, feed.between(2, START + 4), "positions between the branches do not count");
        assertEquals(1, resets.get());
        assertEquals(1, invalidations.get());
        assertEquals(2, lost());
        assertFalse(feed.isRecent(3));
        assertFalse(feed.isRecent("m", 5, 5));
        store(START + 1, START + 2);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, START + 1, START + 2), passedOn);
        assertEquals(1, resets.get());
    }

    @Test
    void streamsStartAnewAlsoIfNothingIsLost() {
        store(1, 5);
        failOver(5);
        assertEquals(1, resets.get());
        assertEquals(0, lost());
        assertTrue(feed.isRecent(START));
    }

    @Test
    void earlierBranchIsNotFollowed() {
        store(1, 5);
        failOver(5);
        end = new FeedReader.End(START + 7, START + 7, FIRST);
        feed.checkForGap();
        assertEquals(7, feed.between(2, START + 4), "the branch is the second one");
        assertEquals(1, resets.get());
    }
}

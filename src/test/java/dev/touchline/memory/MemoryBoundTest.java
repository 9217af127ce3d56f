package dev.touchline.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.http.AnswerConfig;
import dev.touchline.http.BodyLimitConfig;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.messaging.topology.MessagingConfig;
import io.smallrye.config.WithDefault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryBoundTest {

    private static final long MIB = 1024 * 1024;
    /** 60 % of a pod's 256 MiB. */
    private static final long SMALL_HEAP = 256 * MIB * 60 / 100;

    @ParameterizedTest
    @CsvSource({"25%, 256", "0.5 %, 5", "100%, 1024", "64, 64", "64K, 65536", "2M, 2097152"})
    void shareOrSizeIsConvertedToBytes(String text, long bytes) {
        assertEquals(bytes, MemoryBound.of(text).bytes(1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "0%", "101%", "-5%", "much", "0", "-1", "10%%"})
    void anythingElseIsRejectedWithExamples(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> MemoryBound.of(text));
        assertTrue(refused.getMessage().contains("a share of the heap such as 10%"), refused::getMessage);
    }

    @Test
    void shareFollowsTheHeapOfThisProcess() {
        assertEquals(Runtime.getRuntime().maxMemory() / 2, MemoryBound.of("50%").bytes());
    }

    @Test
    void largestRequestFitsIntoTheBoundsOfASmallPod() throws NoSuchMethodException {
        long maxBody = 8 * MIB;
        // Each of the 10,000 events of a request grows by up to 300 bytes when it becomes a CloudEvent.
        long published = maxBody + 10_000 * 300;
        assertTrue(bound(BodyLimitConfig.class, "maxBufferedSize") > maxBody);
        assertTrue(bound(MessagingConfig.class, "maxInFlightSize") > published);
    }

    @Test
    void defaultsOfAllRolesTogetherLeaveATenthOfTheHeap() throws NoSuchMethodException {
        long ingest =
                bound(BodyLimitConfig.class, "maxBufferedSize") + 2 * bound(MessagingConfig.class, "maxInFlightSize");
        // Outstanding updates, and prefetched reports. Dead letters are published one by one.
        long statistics = bound(MessagingConfig.class, "maxInFlightSize")
                + MemoryBound.of("10%").bytes(SMALL_HEAP);
        long prefetchedUpdates = MemoryBound.of("2.5%").bytes(SMALL_HEAP);
        long live = bound(LiveConfig.class, "maxRecentSize")
                + bound(LiveConfig.class, "maxCacheSize")
                + bound(LiveConfig.class, "maxResumeSize")
                + bound(AnswerConfig.class, "maxAnswersSize")
                + prefetchedUpdates;
        long notification = bound(MessagingConfig.class, "maxInFlightSize") + prefetchedUpdates;
        for (long role : List.of(ingest, statistics, live, notification)) {
            assertTrue(role <= SMALL_HEAP * 2 / 5 + 1, () -> role + " of " + SMALL_HEAP);
        }
        long all = ingest + statistics + live + notification;
        assertTrue(all <= SMALL_HEAP * 9 / 10 + 1, () -> all + " of " + SMALL_HEAP);
    }

    private static long bound(Class<?> config, String key) throws NoSuchMethodException {
        String defaultValue =
                config.getMethod(key).getAnnotation(WithDefault.class).value();
        return MemoryBound.of(defaultValue).bytes(SMALL_HEAP);
    }
}

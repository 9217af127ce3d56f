package dev.touchline.messaging.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.messaging.topology.MessagingConfig;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AMQP's prefetch counts messages; the connector derives it from bytes. */
class PrefetchTest {

    private static final long MIB = 1024 * 1024;
    /** 60 % of a pod's 768 MiB. */
    private static final long HEAP = 460 * MIB;
    /** Bytes of a tree, of reports and of their copies per byte of JSON, at most. */
    private static final int PARSED = 30;

    @ParameterizedTest
    @CsvSource({"100, 1000, 10, 100", "100, 1000, 11, 90", "100, 1000, 2000, 1", "10, 1000000, 1, 10"})
    void prefetchIsTheNumberOfLargestMessagesThatFit(int number, long bytes, long maxMessageSize, int prefetch) {
        assertEquals(prefetch, ReliableConnector.prefetch(number, bytes, maxMessageSize));
    }

    /** Adds a message of the current consumer, which settles it. */
    private static void settled(Prefetch prefetch, int size) {
        assertTrue(prefetch.addIfFits(size));
        prefetch.remove(size);
    }

    @Test
    void numberIsRaisedWhileMessagesAreSmall() {
        Prefetch prefetch = new Prefetch(2, 100, 1_000, 500);
        assertEquals(2, prefetch.allot());
        settled(prefetch, 5);
        assertTrue(prefetch.adjust());
        assertEquals(50, prefetch.allot(), "as many as fit if each is four times as large");
        assertFalse(prefetch.adjust(), "the check before counts, too");
        assertFalse(prefetch.adjust(), "no message has arrived");
        settled(prefetch, 1);
        assertTrue(prefetch.adjust());
        assertEquals(100, prefetch.allot());
        settled(prefetch, 11);
        assertTrue(prefetch.adjust(), "100 of them would not fit");
        assertEquals(22, prefetch.allot());
    }

    @Test
    void messagesAreReturnedWhenTheyExceedTheMemory() {
        Prefetch prefetch = new Prefetch(2, 100, 1_000, 500);
        prefetch.allot();
        settled(prefetch, 1);
        assertTrue(prefetch.adjust());
        assertEquals(100, prefetch.allot());
        assertTrue(prefetch.addIfFits(999));
        assertFalse(prefetch.addIfFits(2));
        prefetch.remove(999);
        assertEquals(2, prefetch.allot());
        for (int check = 0; check < 12; check++) {
            settled(prefetch, 1);
            assertFalse(prefetch.adjust(), "it is not raised again at once");
        }
        settled(prefetch, 1);
        assertTrue(prefetch.adjust());
    }

    @Test
    void messagesAsLargeAsTheReturnedOnesFitIntoTheNextNumber() {
        Prefetch prefetch = new Prefetch(2, 100, 1_000, 500);
        prefetch.allot();
        settled(prefetch, 1);
        assertTrue(prefetch.adjust());
        assertEquals(100, prefetch.allot());
        for (int i = 0; i < 50; i++) {
            assertTrue(prefetch.addIfFits(20));
        }
        assertFalse(prefetch.addIfFits(20));
        prefetch.remove(1_000);
        assertEquals(2, prefetch.allot(), "until the earlier ones are processed");
        settled(prefetch, 1);
        assertTrue(prefetch.adjust());
        assertEquals(12, prefetch.allot(), "as many as fit if each has four times 20 bytes");
        for (int check = 0; check < 11; check++) {
            settled(prefetch, 1);
            assertFalse(prefetch.adjust(), "large ones may come again");
        }
        settled(prefetch, 1);
        assertTrue(prefetch.adjust());
        assertEquals(100, prefetch.allot());
    }

    @Test
    void fixedNumberStays() {
        Prefetch prefetch = new Prefetch(2, 2, 1_000, 500);
        assertEquals(2, prefetch.allot());
        settled(prefetch, 1);
        assertFalse(prefetch.adjust());
        settled(prefetch, 500);
        assertFalse(prefetch.adjust());
        assertEquals(2, prefetch.allot());
    }

    @Test
    void uncheckedConsumerGetsAsManyMessagesAsFitBesideThoseOfEarlierOnes() {
        Prefetch prefetch = new Prefetch(4, 100, 2_000, 500);
        assertEquals(4, prefetch.allot());
        prefetch.add(500);
        prefetch.add(1);
        assertEquals(2, prefetch.allot(), "two of the maximum size fit beside 501 bytes");
        prefetch.add(500);
        prefetch.add(500);
        assertEquals(0, prefetch.allot(), "none fits beside 1,501 bytes");
        prefetch.remove(500);
        assertEquals(1, prefetch.allot());
        prefetch.remove(500);
        prefetch.remove(500);
        prefetch.remove(1);
        assertTrue(prefetch.adjust(), "there is room for more than twice as many");
        assertEquals(4, prefetch.allot());
    }

    @Test
    void oneMessageAtATimeIsHeldEvenIfTheMemoryIsTooSmall() {
        Prefetch prefetch = new Prefetch(1, 1, 100, 500);
        assertEquals(1, prefetch.allot());
        prefetch.add(500);
        assertEquals(0, prefetch.allot());
        prefetch.remove(500);
        assertEquals(1, prefetch.allot());
    }

    /** Everything that a statistics process holds while its queues are full of the largest messages. */
    @Test
    void largestMessagesFitIntoTheHeapOfAStatisticsProcess() throws IOException, NoSuchMethodException {
        Properties properties = new Properties();
        try (InputStream file = PrefetchTest.class.getResourceAsStream("/application.properties")) {
            properties.load(file);
        }
        String prefix = "mp.messaging.incoming.statistics.";
        long largest =
                new MemorySizeConverter().convert(byDefault("maxMessageSize")).asLongValue();
        long prefetch = ReliableConnector.prefetch(
                Integer.parseInt(properties.getProperty(prefix + "prefetch")),
                share(properties.getProperty(prefix + "max-prefetch-size")),
                largest);
        assertTrue(prefetch >= 20, () -> prefetch + " messages are too few for batches");
        // The channels unrouted and dead-letter-queue hold one message each.
        long prefetched = (prefetch + 2) * largest;
        // Unacknowledged reports of statistics: less than the bound, and one more message. Of unrouted: one message.
        long parsed = (2 * MIB + largest + largest) * PARSED;
        long inFlight = share(byDefault("maxInFlightSize"));
        long all = prefetched + parsed + inFlight;
        assertTrue(all <= HEAP * 3 / 4, () -> all / MIB + " MiB of " + HEAP / MIB);
    }

    private static long share(String percent) {
        return (long) (HEAP * Double.parseDouble(percent.replace("%", "")) / 100);
    }

    private static String byDefault(String key) throws NoSuchMethodException {
        return MessagingConfig.class
                .getMethod(key)
                .getAnnotation(WithDefault.class)
                .value();
    }
}

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

    @Test
    void numberIsRaisedWhileMessagesAreSmall() {
        Prefetch prefetch = new Prefetch(2, 100, 1_000);
        assertTrue(prefetch.add(5));
        prefetch.remove(5);
        assertTrue(prefetch.adjust());
        assertEquals(50, prefetch.number(), "as many as fit if each is four times as large");
        assertFalse(prefetch.adjust(), "the check before counts, too");
        assertFalse(prefetch.adjust(), "no message has arrived");
        assertTrue(prefetch.add(1));
        assertTrue(prefetch.adjust());
        assertEquals(100, prefetch.number());
        assertTrue(prefetch.add(11));
        assertTrue(prefetch.adjust(), "100 of them would not fit");
        assertEquals(22, prefetch.number());
    }

    @Test
    void messagesAreReturnedWhenTheyExceedTheMemory() {
        Prefetch prefetch = new Prefetch(2, 100, 1_000);
        prefetch.add(1);
        assertTrue(prefetch.adjust());
        assertTrue(prefetch.add(999));
        assertFalse(prefetch.add(1));
        assertEquals(2, prefetch.number());
        assertTrue(prefetch.add(1_000), "the first number fits with messages of any size");
        for (int check = 0; check < 12; check++) {
            prefetch.add(1);
            assertFalse(prefetch.adjust(), "it is not raised again at once");
        }
        prefetch.add(1);
        assertTrue(prefetch.adjust());
    }

    @Test
    void fixedNumberStays() {
        Prefetch prefetch = new Prefetch(2, 2, 1_000);
        assertTrue(prefetch.add(1));
        assertFalse(prefetch.adjust());
        assertTrue(prefetch.add(10_000));
        assertFalse(prefetch.adjust());
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

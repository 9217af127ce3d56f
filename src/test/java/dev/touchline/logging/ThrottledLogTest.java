package dev.touchline.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThrottledLogTest {

    private static final String NAME = ThrottledLogTest.class.getName();

    private final java.util.logging.Logger target = java.util.logging.Logger.getLogger(NAME);
    private final List<String> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    /** Any value, since the origin of nanoTime is arbitrary. */
    private long now = Long.MAX_VALUE - 5;

    private final ThrottledLog log = new ThrottledLog(Logger.getLogger(NAME), () -> now);

    @BeforeEach
    void listen() {
        target.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        target.removeHandler(handler);
    }

    @Test
    void oneLineInTenSecondsCountsThoseThatWereLeftOut() {
        for (int second = 0; second < 21; second++) {
            log.warn("attempt %d", second);
            now += TimeUnit.SECONDS.toNanos(1);
        }
        assertEquals(
                List.of(
                        "WARN attempt 0",
                        "WARN attempt 10 (9 more in the meantime)",
                        "WARN attempt 20 (9 more in the meantime)"),
                lines.stream().map(line -> line.replace("WARNING", "WARN")).toList());
    }

    @Test
    void logsAreIndependent() {
        log.error("one");
        new ThrottledLog(Logger.getLogger(NAME), () -> now).error("two");
        assertEquals(2, lines.size());
    }
}

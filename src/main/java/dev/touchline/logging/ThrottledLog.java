package dev.touchline.logging;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs one line in ten seconds at most, and with it the number of lines that it left out. For faults that repeat with
 * every message, request or attempt; each channel has a log of its own.
 */
public final class ThrottledLog {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Logger log;
    private final LongSupplier nanos;
    // Null before the first line: a native build creates static instances, and nanoTime has no meaning across
    // processes.
    private final AtomicReference<Long> silentUntil = new AtomicReference<>();
    private final AtomicLong leftOut = new AtomicLong();

    /** Writes to the logger. */
    public ThrottledLog(Logger log) {
        this(log, System::nanoTime);
    }

    ThrottledLog(Logger log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    /** Information, formatted as by {@link String#format}. */
    public void info(String format, Object... parameters) {
        log(Logger.Level.INFO, format, parameters);
    }

    /** A warning, formatted as by {@link String#format}. */
    public void warn(String format, Object... parameters) {
        log(Logger.Level.WARN, format, parameters);
    }

    /** An error, formatted as by {@link String#format}. */
    public void error(String format, Object... parameters) {
        log(Logger.Level.ERROR, format, parameters);
    }

    private void log(Logger.Level level, String format, Object... parameters) {
        long now = nanos.getAsLong();
        Long until = silentUntil.get();
        if (until != null && now - until < 0 || !silentUntil.compareAndSet(until, now + INTERVAL_NANOS)) {
            leftOut.incrementAndGet();
            return;
        }
        long before = leftOut.getAndSet(0);
        String line = String.format(format, parameters);
        log.log(level, before == 0 ? line : line + " (" + before + " more in the meantime)");
    }
}

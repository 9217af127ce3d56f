package dev.touchline.notification.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Delays after the first failed attempt, the second, and so on. */
record Backoff(List<Duration> delays) {

    private static final double JITTER = 0.1;
    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    /**
     * Returns the delay before the next attempt, empty after the last one.
     *
     * @param attempt the number of the failed attempt, from 1
     * @param retryAfter what the receiver asked for, or null; the longer delay counts, up to a day
     */
    Optional<Duration> after(int attempt, Duration retryAfter) {
        if (attempt > delays.size()) {
            return Optional.empty();
        }
        double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        Duration wait = Duration.ofMillis((long) (delays.get(attempt - 1).toMillis() * jitter));
        if (retryAfter == null || retryAfter.compareTo(wait) < 0) {
            return Optional.of(wait);
        }
        return Optional.of(retryAfter.compareTo(MAX_RETRY_AFTER) < 0 ? retryAfter : MAX_RETRY_AFTER);
    }
}

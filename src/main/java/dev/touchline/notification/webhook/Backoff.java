package dev.touchline.notification.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again.
 *
 * @param delays after the first attempt, the second, and so on
 */
record Backoff(List<Duration> delays) {

    private static final double JITTER = 0.1;
    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    /**
     * How long to wait after an attempt.
     *
     * @param attempt which it was, from 1
     * @param retryAfter how long the receiver asked us to wait, or null
     * @return empty after the last one
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

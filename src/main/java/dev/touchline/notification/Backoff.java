package dev.touchline.notification;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again.
 *
 * @param waits after the first attempt, the second, and so on
 */
record Backoff(List<Duration> waits) {

    private static final double JITTER = 0.1;
    private static final Duration LONGEST_ASKED_FOR = Duration.ofDays(1);

    /**
     * How long to wait after an attempt.
     *
     * @param attempt which it was, from 1
     * @param askedFor how long the receiver asked us to wait, or null
     * @return empty after the last one
     */
    Optional<Duration> after(int attempt, Duration askedFor) {
        if (attempt > waits.size()) {
            return Optional.empty();
        }
        double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        Duration wait = Duration.ofMillis((long) (waits.get(attempt - 1).toMillis() * jitter));
        if (askedFor == null || askedFor.compareTo(wait) < 0) {
            return Optional.of(wait);
        }
        return Optional.of(askedFor.compareTo(LONGEST_ASKED_FOR) < 0 ? askedFor : LONGEST_ASKED_FOR);
    }
}

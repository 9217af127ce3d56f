package dev.touchline.notification.delivery;

import dev.touchline.notification.webhook.DeliveryOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Delays after the first failed attempt, the second, and so on. */
record Backoff(List<Duration> delays) {

    private static final double JITTER = 0.1;
    private static final Duration MAX_RETRY_AFTER = Duration.ofDays(1);

    /**
     * When the next attempt is made.
     *
     * @param regular the delay of the schedule, or a longer one for which the receiver asked
     * @param asked the delay for which the receiver asked, at most a day; null if it did not
     */
    record Retry(Duration regular, Duration asked) {}

    /**
     * Returns the delay before the next attempt, empty after the last one.
     *
     * @param attempt the number of the failed attempt, from 1
     */
    Optional<Retry> after(int attempt, DeliveryOutcome outcome) {
        if (attempt > delays.size()) {
            return Optional.empty();
        }
        double jitter = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        Duration wait = Duration.ofMillis((long) (delays.get(attempt - 1).toMillis() * jitter));
        Duration asked = outcome.retryAfter();
        if (asked != null && asked.compareTo(MAX_RETRY_AFTER) > 0) {
            asked = MAX_RETRY_AFTER;
        }
        return Optional.of(new Retry(asked == null || asked.compareTo(wait) < 0 ? wait : asked, asked));
    }
}

package dev.touchline.coverage;

import java.time.Duration;

/**
 * The silence of a reporter after which it is delayed, and after which it is lost.
 *
 * @param lostAfter at least as long as {@code delayedAfter}
 */
public record Limits(Duration delayedAfter, Duration lostAfter) {

    /** Throws IllegalArgumentException if a lost reporter would not be delayed. */
    public Limits {
        if (lostAfter.compareTo(delayedAfter) < 0) {
            throw new IllegalArgumentException(
                    "touchline.coverage.lost-after must not be shorter than touchline.coverage.delayed-after");
        }
    }

    /** The settings. */
    public static Limits of(CoverageConfig config) {
        return new Limits(config.delayedAfter(), config.lostAfter());
    }
}

package dev.touchline.notification.webhook;

import java.time.Duration;

/**
 * The outcome of an attempt.
 *
 * @param code status of the response, or null without one
 * @param error null after a success
 * @param response the beginning of the response body, or null
 * @param retryAfter the delay that the receiver asks for, or null
 */
public record DeliveryOutcome(Integer code, String error, String response, Duration retryAfter, Duration took) {

    private static final int GONE = 410;

    static DeliveryOutcome failed(String error, Duration took) {
        return new DeliveryOutcome(null, error, null, null, took);
    }

    /** True for every 2xx, and only then. */
    public boolean delivered() {
        return error == null;
    }

    /** True if the receiver wants no more calls (410). */
    boolean gone() {
        return code != null && code == GONE;
    }
}

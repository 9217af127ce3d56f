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
    private static final int TOO_MANY_REQUESTS = 429;

    /** A call without a response. */
    public static DeliveryOutcome failed(String error, Duration took) {
        return new DeliveryOutcome(null, error, null, null, took);
    }

    /** True for every 2xx, and only then. */
    public boolean delivered() {
        return error == null;
    }

    /** True if the receiver wants no more calls (410). */
    public boolean gone() {
        return code != null && code == GONE;
    }

    /** True if the receiver limits the rate of calls (429). A success of another call does not end that. */
    public boolean limited() {
        return code != null && code == TOO_MANY_REQUESTS;
    }
}

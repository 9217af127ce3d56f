package dev.touchline.notification.webhook;

import java.time.Duration;

/**
 * What came of a call.
 *
 * @param code the status of the answer, or null if there was none
 * @param error what went wrong, or null if nothing did
 * @param response the beginning of the answer's body, or null
 * @param retryAfter how long the receiver asks us to wait, or null
 * @param took how long it took
 */
public record DeliveryOutcome(Integer code, String error, String response, Duration retryAfter, Duration took) {

    private static final int GONE = 410;

    static DeliveryOutcome failed(String error, Duration took) {
        return new DeliveryOutcome(null, error, null, null, took);
    }

    /** Whether it was delivered: any 2xx, and nothing else. */
    public boolean delivered() {
        return error == null;
    }

    /** Whether the receiver wants no more calls. */
    boolean gone() {
        return code != null && code == GONE;
    }
}

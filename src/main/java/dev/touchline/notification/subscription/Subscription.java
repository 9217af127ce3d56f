package dev.touchline.notification.subscription;

import java.time.Instant;

/**
 * A webhook registration.
 *
 * @param owner the caller that created the subscription; no other caller sees it
 * @param description null if the owner gave none
 * @param createdAt updates before this instant are not delivered
 * @param failingSince the first failure since the last success, or null
 * @param disabledAt null if enabled, like the reason
 */
record Subscription(
        String id,
        String owner,
        String url,
        String description,
        UpdateFilter filter,
        Instant createdAt,
        Instant failingSince,
        Instant disabledAt,
        String disabledReason) {

    boolean enabled() {
        return disabledAt == null;
    }
}

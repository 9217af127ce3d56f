package dev.touchline.notification.subscription;

import java.time.Instant;

/**
 * Someone who wants to be called.
 *
 * @param id its id
 * @param owner who made it, and alone sees it
 * @param url what is called
 * @param description what its owner says of it, or null
 * @param filter what it is for
 * @param createdAt when it was made; what happened before is not told
 * @param failingSince the first failure since the last success, or null
 * @param disabledAt since when it is not called any more, or null
 * @param disabledReason why not, or null
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

    /** Whether it is called. */
    boolean enabled() {
        return disabledAt == null;
    }
}

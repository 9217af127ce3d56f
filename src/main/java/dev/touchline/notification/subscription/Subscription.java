package dev.touchline.notification.subscription;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A webhook registration.
 *
 * @param description null if the owner gave none
 * @param disabledAt null if enabled, like the reason
 * @param createdAt updates before this instant are not delivered
 * @param secret null except in the response that creates the subscription
 */
record Subscription(
        String id,
        String url,
        String description,
        UpdateFilter filter,

        @Schema(description = "Updates that are older when their turn comes are skipped; null if none are")
        Integer maxAgeSeconds,

        @Schema(description = "Whether updates are delivered")
        boolean enabled,

        @Schema(description = "Why the subscription is disabled, or null")
        String disabledReason,

        Instant disabledAt,
        Instant createdAt,

        @Schema(description = "The first failure since the last success, or null")
        Instant failingSince,

        @Schema(description = "Key of the signatures; shown once, when the subscription is created")
        String secret) {}

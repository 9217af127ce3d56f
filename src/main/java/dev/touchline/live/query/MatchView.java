package dev.touchline.live.query;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A match as it is shown. */
@Schema(name = "Match")
@RegisterForReflection
public record MatchView(
        String id,
        String sport,
        String competition,
        String stage,
        String group,
        String home,
        String away,
        Instant kickOff,
        String venue,

        @Schema(
                description =
                        "scheduled, live, break, shootout, finished, suspended, abandoned, cancelled or postponed")
        String phase,

        Clock clock,
        Score score,

        @Schema(description = "The score of the shoot-out, or null")
        Score shootout,

        @Schema(description = "home or away once the match has a winner, or null")
        String winner,

        @Schema(description = "The number of the match's last change")
        long seq,

        Instant updatedAt) {

    /** The match clock; all null where nothing is known. */
    record Clock(String period, Integer minute, Integer stoppage) {}

    /** Points of both teams. */
    record Score(int home, int away) {}

    /** A match that nothing is known of yet. */
    static MatchView unknown(String id) {
        return new MatchView(
                id,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                "scheduled",
                new Clock(null, null, null),
                new Score(0, 0),
                null,
                null,
                0,
                null);
    }
}

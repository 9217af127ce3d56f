package dev.touchline.live.query;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A match in responses and snapshots. */
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

        @Schema(description = "The seq of the last change") long seq,

        Instant updatedAt) {

    private static final int FIXED_SIZE = 400;

    /** The match clock; every field may be null. */
    record Clock(String period, Integer minute, Integer stoppage) {}

    /** The points of both teams. */
    record Score(int home, int away) {}

    /** Approximate number of characters as JSON. */
    long size() {
        return FIXED_SIZE
                + Stream.of(id, competition, stage, group, home, away, venue)
                        .mapToLong(text -> text == null ? 0 : text.length())
                        .sum();
    }

    /** A match without reports. */
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

package dev.touchline.live.query;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.touchline.http.query.Period;
import dev.touchline.live.directory.TeamView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A match in responses and snapshots.
 *
 * @param staleAt from when the match is stale if nothing is received; null if it is not in progress
 * @param coverageChangesAt from when the coverage is another one if nothing is received; null if it stays
 */
@Schema(name = "Match")
@RegisterForReflection
public record MatchView(
        String id,
        String sport,

        @Schema(
                description =
                        "The variant of the sport by which the match is counted, as its competition declares, or null")
        String variant,

        String competition,
        String stage,
        String round,
        String group,

        @Schema(description = "The name of the team's entry, or as announced")
        String home,

        String away,

        @Schema(description = "The teams that have an entry, or null if neither has one")
        Teams teams,

        Instant kickOff,
        String venue,

        @Schema(
                description =
                        "scheduled, live, break, shootout, finished, suspended, abandoned, cancelled or postponed")
        String phase,

        Clock clock,

        @Schema(description = "The score as played, without the kicks of a shoot-out")
        Score score,

        @Schema(description = "The score of the shoot-out, or null")
        Score shootout,

        @Schema(description = "home or away once the match has a winner, or null")
        String winner,

        @Schema(description = "The result that counts, or null before the end")
        Result result,

        @Schema(
                type = SchemaType.ARRAY,
                implementation = Period.class,
                description = "The points within each period that was played, in playing order")
        @JsonRawValue
        String periods,

        @Schema(description = "The seq of the last change") long seq,

        Instant updatedAt,

        @Schema(
                description =
                        "Whether the match is in progress, but nothing was received for longer than a match of its sport"
                                + " can last. Such a match is in no list of live matches")
        boolean stale,

        @Schema(
                description =
                        "Whether the declared reporters of a match in progress are heard from; null without a declaration")
        Coverage coverage,

        @JsonIgnore Instant staleAt,
        @JsonIgnore Instant coverageChangesAt) {

    /** With the longest reason of a result. */
    private static final int FIXED_SIZE = 700;
    /** Of a reporter, without its name. */
    private static final int SOURCE_SIZE = 100;

    /** The entries of both teams; null for a team without one. */
    record Teams(TeamView home, TeamView away) {}

    /** The match clock; every field may be null. */
    record Clock(String period, Integer minute, Integer stoppage) {}

    /** The points of both teams. */
    record Score(int home, int away) {}

    /** A result that counts in tables. */
    record Result(
            int home,
            int away,

            @Schema(description = "regulation, extra-time, shoot-out or award")
            String decidedBy,

            @Schema(description = "The reason of an award, or null")
            String reason) {}

    /** The points within a period. */
    record Period(
            @Schema(description = "As in the sport's catalogue; null for points whose period is unknown")
            String period,

            int home,
            int away) {}

    /** The reporters of a match in progress. */
    record Coverage(
            @Schema(description = "The source whose reports count; null if none of the reporters was heard from")
            String leader,

            @Schema(
                    description =
                            "live: the leader was heard from lately; delayed: it was not; lost: another reporter may lead")
            String state,

            @Schema(description = "When the leader was last heard from, unless it is live; otherwise null")
            Instant since,

            @Schema(description = "The reporters that were heard from, highest first")
            List<Source> sources) {

        /** A reporter that was heard from. */
        record Source(
                String source,
                Instant lastHeard,

                @Schema(description = "live, delayed or lost")
                String state) {}

        static Coverage of(dev.touchline.coverage.Coverage coverage) {
            return new Coverage(
                    coverage.leader(),
                    coverage.state().code(),
                    coverage.since(),
                    coverage.sources().stream()
                            .map(one -> new Source(
                                    one.source(), one.lastHeard(), one.state().code()))
                            .toList());
        }

        private long size() {
            return SOURCE_SIZE
                    + sources.stream()
                            .mapToLong(one -> SOURCE_SIZE + one.source().length())
                            .sum();
        }
    }

    /** Approximate number of characters as JSON. */
    long size() {
        return FIXED_SIZE
                + (teams == null ? 0 : 2 * TeamView.BYTES)
                + (coverage == null ? 0 : coverage.size())
                + Stream.of(id, competition, stage, round, group, home, away, venue, periods)
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
                null,
                null,
                null,
                "scheduled",
                new Clock(null, null, null),
                new Score(0, 0),
                null,
                null,
                null,
                "[]",
                0,
                null,
                false,
                null,
                null,
                null);
    }
}

package dev.touchline.live.table;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Stages;
import dev.touchline.competition.knockout.Bracket;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.http.Page;
import dev.touchline.live.directory.TeamView;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The knock-outs of a competition.
 *
 * @param name null without a definition
 * @param stages all of them, tables too
 * @param rounds a page of their ties
 * @param teams those on the page that have an entry
 * @param inferred sentences about stages that are not declared
 * @param next the cursor of the next page, or null
 * @param notComputed the reason if the bracket is not computed, or null
 */
@Schema(name = "Bracket")
public record BracketView(
        String competition,
        String name,
        List<StageView> stages,
        List<Round> rounds,
        List<TeamView> teams,
        List<String> inferred,
        String next,
        String notComputed) {

    /** Maximum legs of a page with more than one tie. */
    private static final int MAX_LEGS = 500;

    /** Maximum legs of a tie that are shown. */
    private static final int MAX_SHOWN = 100;

    private static final int BYTES_PER_LEG = 500;

    /** A round with those of its ties that are on the page. */
    record Round(
            @Schema(description = "The id of the stage; null if it is inferred and the matches name none")
            String stage,

            @Schema(description = "As declared or announced, or null")
            String name,

            List<Tie> ties) {}

    /** All matches of two teams in a round. */
    record Tie(
            @Schema(description = "The home team of the first leg")
            String home,

            String away,

            @Schema(description = "Goals of the legs that have begun, or wins if the stage has bestOf; null before")
            Points aggregate,

            @Schema(description = "The team that goes on, or null")
            String winner,

            @Schema(
                    description = "result, aggregate, replay, wins, away goals, extra time, penalties, better place,"
                            + " decision, or next round if only that tells; null without a winner")
            String decidedBy,

            @Schema(description = "In playing order") List<Leg> legs) {}

    /** The points of both teams. */
    record Points(int home, int away) {}

    /** A match of a tie. */
    record Leg(
            String match,
            String home,
            String away,
            Instant kickOff,
            String phase,

            @Schema(
                    description =
                            "Whether it is in progress, and nothing was reported for too long: then it counts in no aggregate")
            boolean stale,

            Points score,

            @Schema(description = "The score of the shoot-out, or null")
            Points shootout,

            @Schema(description = "The result that counts, or null")
            LegResult result) {}

    /** The result of a match. */
    record LegResult(
            int home,
            int away,

            @Schema(description = "regulation, extra-time, shoot-out or award")
            String decidedBy,

            @Schema(description = "The reason of an award, or null")
            String reason) {}

    public static BracketView of(CompetitionDefinition definition, Stages stages, Bracket bracket) {
        List<Round> rounds = bracket.rounds().stream()
                .map(round -> new Round(
                        round.stage(),
                        round.name(),
                        round.ties().stream().map(BracketView::tie).toList()))
                .toList();
        return new BracketView(
                definition.competition(),
                definition.name(),
                StageView.of(stages, definition.rules()),
                rounds,
                List.of(),
                stages.inferred(),
                null,
                null);
    }

    public static BracketView notComputed(CompetitionDefinition definition, String reason) {
        return new BracketView(
                definition.competition(), definition.name(), List.of(), List.of(), List.of(), List.of(), null, reason);
    }

    private static Tie tie(Bracket.Tie tie) {
        return new Tie(
                tie.home(),
                tie.away(),
                points(tie.aggregate()),
                tie.winner(),
                tie.decidedBy(),
                tie.legs().stream().limit(MAX_SHOWN).map(BracketView::leg).toList());
    }

    private static Leg leg(Fixture fixture) {
        return new Leg(
                fixture.match(),
                fixture.home(),
                fixture.away(),
                fixture.kickOff(),
                fixture.phase().code(),
                fixture.stale(),
                points(fixture.score()),
                points(fixture.shootout()),
                result(fixture.result()));
    }

    private static Points points(Score score) {
        return score == null ? null : new Points(score.home(), score.away());
    }

    private static LegResult result(Result result) {
        return result == null
                ? null
                : new LegResult(result.home(), result.away(), result.decidedBy().code(), result.reason());
    }

    /**
     * The rounds of the stage with that id or name, or of all stages if it is null.
     *
     * @throws RuntimeException the problem {@code not-found} if there is no such stage
     */
    public BracketView ofStage(String stage) {
        if (stage == null || notComputed != null) {
            return this;
        }
        String id = StageView.id(stage, stages);
        return with(rounds.stream().filter(round -> id.equals(round.stage())).toList(), null);
    }

    /** The ties from the place after the cursor. */
    public BracketView page(int limit, int from) {
        List<Round> page = new ArrayList<>();
        int place = 0;
        int taken = 0;
        int legs = 0;
        for (Round round : rounds) {
            List<Tie> ties = new ArrayList<>();
            for (Tie tie : round.ties()) {
                if (place++ < from) {
                    continue;
                }
                legs += tie.legs().size();
                if (taken == limit || taken > 0 && legs > MAX_LEGS) {
                    add(round, ties, page);
                    return with(page, String.valueOf(from + taken));
                }
                taken++;
                ties.add(tie);
            }
            add(round, ties, page);
        }
        return with(page, null);
    }

    private static void add(Round round, List<Tie> ties, List<Round> page) {
        if (!ties.isEmpty()) {
            page.add(new Round(round.stage(), round.name(), ties));
        }
    }

    private BracketView with(List<Round> rounds, String next) {
        String cursor = next == null
                ? null
                : Page.of(List.of(next), true, place -> place).next();
        Set<String> shown = rounds.stream()
                .flatMap(round -> round.ties().stream())
                .flatMap(tie -> Stream.of(tie.home(), tie.away()))
                .collect(Collectors.toSet());
        List<TeamView> among = TeamView.among(teams, shown);
        return new BracketView(competition, name, stages, rounds, among, inferred, cursor, notComputed);
    }

    /** The same rounds with the teams that have an entry. */
    public BracketView withTeams(List<TeamView> teams) {
        return new BracketView(competition, name, stages, rounds, teams, inferred, next, notComputed);
    }

    /** Approximate bytes in memory. */
    public long bytes() {
        long legs = rounds.stream()
                .flatMap(round -> round.ties().stream())
                .mapToLong(tie -> 1 + tie.legs().size())
                .sum();
        return BYTES_PER_LEG * (stages.size() + legs)
                + (long) TeamView.BYTES * teams.size()
                + inferred.stream()
                        .mapToLong(sentence -> 2L * sentence.length())
                        .sum();
    }
}

package dev.touchline.competition.knockout;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Stages;
import dev.touchline.competition.Standings;
import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.match.tally.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The knock-outs of a competition.
 *
 * @param rounds in the order of the stages, then in playing order
 */
public record Bracket(List<Round> rounds) {

    /**
     * The ties of a round; neighbouring ties meet in the next round where that is known.
     *
     * @param stage the id of the stage, or null without stages
     * @param name null if the matches name none
     */
    public record Round(String stage, String name, List<Tie> ties) {}

    /**
     * All matches of two teams in a round.
     *
     * @param home the home team of the first leg
     * @param aggregate goals, or wins in a series, of the legs that have begun; null before
     * @param winner the team that goes on, or null if nobody does yet
     * @param decidedBy the reason: {@code result} or {@code aggregate}, {@code replay}, {@code wins}, the code of a
     *     {@link dev.touchline.event.TieDecider}, or {@code next round} if only the next round tells; null without a
     *     winner
     * @param legs in playing order
     */
    public record Tie(String home, String away, Score aggregate, String winner, String decidedBy, List<Fixture> legs) {}

    /** Whether places in tables decide ties. */
    public static boolean needsTables(Stages stages) {
        return stages.parts().stream().anyMatch(part -> part.stage().placedBy() != null);
    }

    /** Computes the rounds of all stages that are knock-outs; rules and deductions are for places in tables. */
    public static Bracket compute(Stages stages, Rules rules, List<Deduction> deductions) {
        Standings standings = needsTables(stages) ? Standings.compute(stages, rules, deductions, false) : null;
        List<Round> rounds = new ArrayList<>();
        for (Stages.Part part : stages.parts()) {
            Stage stage = part.stage();
            if (stage.kind() == Stage.Kind.KNOCK_OUT) {
                Map<String, Integer> places = stage.placedBy() == null ? Map.of() : standings.places(stage.placedBy());
                rounds.addAll(new KnockOut(stage, places).rounds(part.fixtures()));
            }
        }
        return new Bracket(rounds);
    }
}

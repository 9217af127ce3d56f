package dev.touchline.live.table;

import dev.touchline.competition.Stages;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.TieBreaker;
import dev.touchline.event.TieDecider;
import dev.touchline.http.Problem;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A stage of a competition with its effective rules. */
@Schema(name = "StageInForce")
record StageView(
        @Schema(description = "As declared, or the text of the announcements; null if they have none")
        String id,

        String name,

        @Schema(description = "table or knock-out") String kind,

        @Schema(description = "false: inferred from the announcements")
        boolean declared,

        @Schema(description = "Of a table: the criteria of its order. Of a knock-out: those that decide level ties")
        List<String> rules,

        @Schema(description = "Of a table only; null otherwise")
        Points points,

        @Schema(description = "The stage whose results count here, too, or null")
        String carriesOver) {

    private static final int MAX_LISTED = 20;

    /** Points for a match; those for overtime are null where they do not differ. */
    record Points(int win, int draw, int loss, Integer overtimeWin, Integer overtimeLoss) {

        static Points of(Rules rules) {
            return new Points(rules.win(), rules.draw(), rules.loss(), rules.overtimeWin(), rules.overtimeLoss());
        }
    }

    /**
     * The stages in their order.
     *
     * @param rules of the competition, without nulls, except for overtime
     */
    static List<StageView> of(Stages stages, Rules rules) {
        return stages.parts().stream().map(part -> of(part, rules)).toList();
    }

    private static StageView of(Stages.Part part, Rules rules) {
        Stage stage = part.stage();
        boolean table = stage.kind() == Stage.Kind.TABLE;
        Rules own = stage.rules().orElse(rules);
        List<TieDecider> ties = stage.ties() == null ? TieDecider.DEFAULT : stage.ties();
        return new StageView(
                stage.id(),
                stage.label(),
                stage.kind().code(),
                part.declared(),
                table ? criteria(own) : ties.stream().map(TieDecider::code).toList(),
                table ? Points.of(own) : null,
                stage.carryOver() == null ? null : stage.carryOver().from());
    }

    /** The criteria of a table's order, first to last. */
    static List<String> criteria(Rules rules) {
        List<TieBreaker> tieBreakers = rules.tieBreakers();
        boolean ranked = !tieBreakers.isEmpty() && tieBreakers.get(0).ranks();
        return Stream.concat(
                        ranked ? Stream.of() : Stream.of("points"),
                        tieBreakers.stream().map(TieBreaker::code))
                .toList();
    }

    /**
     * The id of the stage with that id or name.
     *
     * @throws RuntimeException the problem {@code not-found} if there is none
     */
    static String id(String idOrName, List<StageView> stages) {
        return stages.stream()
                .filter(stage -> idOrName.equals(stage.id()) || idOrName.equals(stage.name()))
                .findFirst()
                .map(StageView::id)
                .orElseThrow(() -> Problem.Kind.NOT_FOUND.exception("The competition has no such stage; its stages: "
                        + stages.stream()
                                .map(StageView::id)
                                .filter(Objects::nonNull)
                                .limit(MAX_LISTED)
                                .collect(Collectors.joining(", "))
                        + "."));
    }
}

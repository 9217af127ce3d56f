package dev.touchline.testing;

import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.CarryOver;
import dev.touchline.event.Stage.Decision;
import dev.touchline.event.Stage.Group;
import dev.touchline.event.TieDecider;
import java.util.List;

/** Builds stages of competitions; whatever is not set is as in a definition that leaves it out. */
public final class StageBuilder {

    private final String id;
    private final Stage.Kind kind;
    private final List<String> rounds;
    private String name;
    private Rules rules = Rules.UNSPECIFIED;
    private List<Group> groups = List.of();
    private CarryOver carryOver;
    private Integer legs;
    private Integer bestOf;
    private List<TieDecider> ties;
    private String placedBy;
    private List<Decision> decisions = List.of();

    private StageBuilder(String id, Stage.Kind kind, String... rounds) {
        this.id = id;
        this.kind = kind;
        this.rounds = List.of(rounds);
    }

    public static StageBuilder table(String id) {
        return new StageBuilder(id, Stage.Kind.TABLE);
    }

    public static StageBuilder knockOut(String id, String... rounds) {
        return new StageBuilder(id, Stage.Kind.KNOCK_OUT, rounds);
    }

    public StageBuilder name(String value) {
        name = value;
        return this;
    }

    public StageBuilder rules(Rules value) {
        rules = value;
        return this;
    }

    public StageBuilder groups(Group... values) {
        groups = List.of(values);
        return this;
    }

    public StageBuilder carryOver(CarryOver value) {
        carryOver = value;
        return this;
    }

    public StageBuilder legs(Integer value) {
        legs = value;
        return this;
    }

    public StageBuilder bestOf(Integer value) {
        bestOf = value;
        return this;
    }

    /** The criteria; none: they are not declared. */
    public StageBuilder ties(TieDecider... values) {
        ties = values.length == 0 ? null : List.of(values);
        return this;
    }

    public StageBuilder placedBy(String stage) {
        placedBy = stage;
        return this;
    }

    public StageBuilder decisions(Decision... values) {
        decisions = List.of(values);
        return this;
    }

    public Stage build() {
        return new Stage(id, name, kind, rules, groups, carryOver, legs, bestOf, rounds, ties, placedBy, decisions);
    }
}

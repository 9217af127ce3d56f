package dev.touchline.competition;

import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Replaces the names of teams in definitions and matches, so that the names of one team are one name.
 *
 * @param names the name for a name; null for null
 */
public record Renaming(UnaryOperator<String> names) {

    /** All names of teams in the definition and in the matches. */
    public static Set<String> teams(CompetitionDefinition definition, Collection<Fixture> fixtures) {
        Set<String> teams = new HashSet<>();
        fixtures.forEach(fixture -> {
            teams.add(fixture.home());
            teams.add(fixture.away());
        });
        definition.deductions().forEach(deduction -> teams.add(deduction.team()));
        Stream.concat(
                        Stream.of(definition.rules()),
                        definition.stages().stream().map(Stage::rules))
                .forEach(rules -> {
                    teams.addAll(rules.lots() == null ? List.of() : rules.lots());
                    teams.addAll(
                            rules.ranking() == null ? Set.of() : rules.ranking().keySet());
                });
        for (Stage stage : definition.stages()) {
            stage.groups().forEach(group -> teams.addAll(group.teams()));
            stage.decisions().forEach(decision -> teams.addAll(decision.teams()));
        }
        teams.remove(null);
        return teams;
    }

    /** The match with other names of its teams. */
    public Fixture of(Fixture fixture) {
        return new Fixture(
                fixture.match(),
                fixture.stage(),
                fixture.round(),
                fixture.group(),
                names.apply(fixture.home()),
                names.apply(fixture.away()),
                fixture.kickOff(),
                fixture.phase(),
                fixture.stale(),
                fixture.score(),
                fixture.shootout(),
                fixture.result(),
                fixture.overtime(),
                fixture.homeFairPlay(),
                fixture.awayFairPlay());
    }

    /** The definition with other names of teams. */
    public CompetitionDefinition of(CompetitionDefinition definition) {
        return new CompetitionDefinition(
                definition.competition(),
                definition.revision(),
                definition.name(),
                definition.sport(),
                definition.variant(),
                of(definition.rules()),
                definition.deductions().stream()
                        .map(deduction -> new Deduction(
                                names.apply(deduction.team()),
                                deduction.points(),
                                deduction.reason(),
                                deduction.stage()))
                        .toList(),
                definition.stages().stream().map(this::of).toList(),
                definition.reporters(),
                definition.inferred(),
                definition.receivedAt(),
                definition.reporter());
    }

    private Rules of(Rules rules) {
        return new Rules(
                rules.win(),
                rules.draw(),
                rules.loss(),
                rules.overtimeWin(),
                rules.overtimeLoss(),
                rules.tieBreakers(),
                rules.headToHead(),
                rules.lots() == null ? null : all(rules.lots()),
                rules.ranking() == null ? null : ranking(rules.ranking()));
    }

    /** Of several values of one team, that of the name that is shown counts, then the first by name. */
    private Map<String, Double> ranking(Map<String, Double> ranking) {
        Map<String, Double> renamed = new TreeMap<>();
        new TreeMap<>(ranking).forEach((name, points) -> {
            String shown = names.apply(name);
            if (shown.equals(name)) {
                renamed.put(shown, points);
            } else {
                renamed.putIfAbsent(shown, ranking.getOrDefault(shown, points));
            }
        });
        return renamed;
    }

    private Stage of(Stage stage) {
        return new Stage(
                stage.id(),
                stage.name(),
                stage.kind(),
                of(stage.rules()),
                stage.groups().stream()
                        .map(group -> new Stage.Group(group.name(), all(group.teams())))
                        .toList(),
                stage.carryOver(),
                stage.legs(),
                stage.bestOf(),
                stage.rounds(),
                stage.ties(),
                stage.placedBy(),
                stage.decisions().stream()
                        .map(decision -> new Stage.Decision(
                                all(decision.teams()),
                                decision.round(),
                                names.apply(decision.winner()),
                                decision.reason()))
                        .toList());
    }

    private List<String> all(List<String> teams) {
        return teams.stream().map(names).distinct().toList();
    }
}

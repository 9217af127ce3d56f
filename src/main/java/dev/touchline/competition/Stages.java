package dev.touchline.competition;

import dev.touchline.competition.round.RoundName;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The stages of a competition with their matches: first the declared ones, then those that follow from the
 * announcements of the other matches.
 *
 * @param parts in the order of declaration, or of the first kick-off
 * @param inferred a sentence about each part that is not declared; empty if there is nothing but one table
 */
public record Stages(List<Part> parts, List<String> inferred) {

    /** More than any table may count; products of more would overflow. */
    private static final long UNCOUNTED = 1_000_000;

    /**
     * A stage.
     *
     * @param stage its id is null if the matches name none
     * @param fixtures with the stage's id and the name of the round, or null
     */
    public record Part(Stage stage, boolean declared, List<Fixture> fixtures) {}

    /** Distributes the matches among the stages of a definition, which may have been inferred. */
    public static Stages of(CompetitionDefinition definition, List<Fixture> fixtures) {
        Stages stages = of(definition.stages(), fixtures);
        if (!definition.isInferred()) {
            return stages;
        }
        List<String> inferred = new ArrayList<>(definition.inferred());
        inferred.addAll(stages.inferred());
        List<Part> parts = stages.parts().stream()
                .map(part -> new Part(part.stage(), false, part.fixtures()))
                .toList();
        return new Stages(parts, inferred);
    }

    /** Distributes the matches among the stages. */
    public static Stages of(List<Stage> declared, List<Fixture> fixtures) {
        Map<String, Part> parts = new LinkedHashMap<>();
        Map<String, Part> byName = new HashMap<>();
        for (Stage stage : declared) {
            Part part = new Part(stage, true, new ArrayList<>());
            parts.put(stage.id(), part);
            byName.putIfAbsent(name(stage.label()), part);
            byName.put(name(stage.id()), part);
        }
        List<Fixture> others = new ArrayList<>();
        for (Fixture fixture : fixtures) {
            Part named = fixture.stage() == null ? null : byName.get(name(fixture.stage()));
            if (named == null) {
                others.add(fixture);
            } else {
                named.fixtures().add(fixture.in(named.stage().id(), fixture.round()));
            }
        }
        List<String> inferred = new ArrayList<>();
        List<Fixture> rest = placeByRound(others, List.copyOf(parts.values()), inferred);
        List<Part> all = new ArrayList<>(parts.values());
        all.addAll(new StageInference().parts(rest, declared.isEmpty(), inferred));
        return new Stages(all, inferred);
    }

    /** The number of matches that the tables count, those carried over included; an upper bound, or a very large number. */
    public long counted() {
        Map<String, Long> counted = new HashMap<>();
        for (Part part : parts) {
            Stage stage = part.stage();
            long carried = stage.carryOver() == null
                    ? 0
                    : counted.getOrDefault(stage.carryOver().from(), 0L);
            counted.merge(
                    stage.id(),
                    Math.min(
                            UNCOUNTED,
                            (carried + part.fixtures().size())
                                    * Math.max(1, stage.groups().size())),
                    Long::sum);
        }
        return counted.values().stream().mapToLong(Long::longValue).sum();
    }

    // The id apertura-playoffs and the text Apertura Playoffs are one name.
    private static String name(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
    }

    /** Adds matches that name no stage to the only declared one that their round fits; returns the others. */
    private static List<Fixture> placeByRound(List<Fixture> fixtures, List<Part> declared, List<String> inferred) {
        List<Set<String>> rounds = declared.stream()
                .map(part -> part.stage().rounds().stream()
                        .map(round -> RoundName.of(round).key())
                        .collect(Collectors.toSet()))
                .toList();
        Map<String, RoundName> names = new HashMap<>();
        int[] placed = new int[declared.size()];
        List<Fixture> rest = new ArrayList<>();
        for (Fixture fixture : fixtures) {
            String text = fixture.round() == null ? fixture.stage() : fixture.round();
            boolean namesAStage = fixture.stage() != null && fixture.round() != null;
            RoundName round = text == null ? null : names.computeIfAbsent(text, RoundName::of);
            int[] fitting = namesAStage
                    ? new int[0]
                    : IntStream.range(0, declared.size())
                            .filter(i -> fits(declared.get(i).stage(), rounds.get(i), round, fixture))
                            .toArray();
            if (fitting.length == 1) {
                Part part = declared.get(fitting[0]);
                part.fixtures().add(fixture.in(part.stage().id(), text));
                placed[fitting[0]]++;
            } else {
                rest.add(fixture);
            }
        }
        for (int i = 0; i < placed.length; i++) {
            if (placed[i] > 0) {
                inferred.add("The stage %s has matches that name no stage, by their rounds: %,d."
                        .formatted(declared.get(i).stage().label(), placed[i]));
            }
        }
        return rest;
    }

    /**
     * @param rounds the keys of the stage's rounds
     * @param round null without a name
     */
    private static boolean fits(Stage stage, Set<String> rounds, RoundName round, Fixture fixture) {
        if (stage.kind() == Stage.Kind.KNOCK_OUT) {
            boolean named =
                    round != null && (rounds.isEmpty() ? round.suggestsKnockOut() : rounds.contains(round.key()));
            return fixture.group() == null && named;
        }
        if (fixture.group() != null || round == null) {
            return true;
        }
        // A text without a number in the place of a stage is that of another stage.
        boolean namesAnother =
                fixture.round() == null && round.kind() == RoundName.Kind.OTHER && !RoundName.hasNumber(round.key());
        return !round.suggestsKnockOut() && !namesAnother;
    }
}

package dev.touchline.simulation.replay;

import dev.touchline.competition.round.Pairings;
import dev.touchline.competition.round.RoundName;
import dev.touchline.simulation.replay.InferredStages.Stage;
import dev.touchline.simulation.replay.Tournament.Fixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Infers the stages of a tournament from the names of its rounds and from who plays whom: in a knock-out, one of the
 * teams of a tie does not play on; in a table, both do. The words of a name decide only if this does not.
 */
final class TournamentStages {

    private static final Comparator<Fixture> IN_ORDER =
            Comparator.comparing(Fixture::kickOff).thenComparing(Fixture::home).thenComparing(Fixture::away);

    private static final int LETTERS = 26;
    /** Maximum stages of a definition. */
    private static final int MAX_STAGES = 100;

    private final Tournament tournament;
    private final Map<Fixture, FixturePlace> places = new LinkedHashMap<>();
    private final Map<Fixture, Fixture> placed = new HashMap<>();
    private final List<Stage> stages = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();

    private TournamentStages(Tournament tournament) {
        this.tournament = tournament;
        tournament.fixtures().stream()
                .sorted(IN_ORDER)
                .forEach(fixture -> places.put(fixture, FixturePlace.of(fixture)));
    }

    /** The stages; the order of the fixtures in the file has no influence on them. */
    static InferredStages of(Tournament tournament) {
        return new TournamentStages(tournament).infer();
    }

    /** The teams of a match, in whatever order. */
    record Pair(String first, String second) {
        static Pair of(Fixture fixture) {
            boolean inOrder = fixture.home().compareTo(fixture.away()) <= 0;
            return inOrder ? new Pair(fixture.home(), fixture.away()) : new Pair(fixture.away(), fixture.home());
        }
    }

    /** The matches of a future stage. */
    private record Part(String name, boolean knockOut, List<Fixture> fixtures) {
        Part(String name, boolean knockOut) {
            this(name, knockOut, new ArrayList<>());
        }

        /** The kick-off of its middle match, since a file may have a wrong date. */
        Instant time() {
            return fixtures.get(fixtures.size() / 2).kickOff();
        }

        Set<String> teams() {
            return TournamentStages.teams(fixtures);
        }
    }

    private InferredStages infer() {
        List<Part> parts = parts();
        if (parts.size() > MAX_STAGES) {
            List<String> finding = List.of("nothing, since more than " + MAX_STAGES + " stages are named");
            return new InferredStages(tournament, stages, finding);
        }
        boolean plain =
                parts.size() == 1 && !parts.get(0).knockOut() && parts.get(0).name() == null;
        List<Part> tables = new ArrayList<>();
        for (Part part : parts) {
            String name = plain ? null : name(part);
            if (part.knockOut()) {
                addKnockOut(name, part.fixtures());
            } else {
                addTable(name, part.fixtures());
                if (tables.stream()
                        .anyMatch(table -> table.teams().size() > part.teams().size()
                                && table.teams().containsAll(part.teams()))) {
                    findings.add(name + ": begins without results of earlier stages; a definition may carry them over");
                }
                tables.add(part);
            }
        }
        List<Fixture> fixtures = tournament.fixtures().stream().map(placed::get).toList();
        return new InferredStages(new Tournament(tournament.name(), fixtures), stages, findings);
    }

    private String name(Part part) {
        String name = part.name() != null
                ? part.name()
                : part.knockOut() ? "Knock-out" : hasGroups(part.fixtures()) ? "Group stage" : "League";
        boolean taken = stages.stream().anyMatch(stage -> stage.name().equals(name));
        return taken ? name + (part.knockOut() ? ", knock-out" : ", tables") : name;
    }

    private boolean hasGroups(List<Fixture> fixtures) {
        return fixtures.stream().anyMatch(fixture -> places.get(fixture).group() != null);
    }

    /** Distributes the matches of each named part of the tournament to tables and knock-outs. */
    private List<Part> parts() {
        Map<String, Map<String, List<Fixture>>> families = new LinkedHashMap<>();
        places.forEach((fixture, place) -> families.computeIfAbsent(place.stage(), stage -> new LinkedHashMap<>())
                .computeIfAbsent(place.family(), family -> new ArrayList<>())
                .add(fixture));
        List<Part> parts = new ArrayList<>();
        families.forEach((stage, ofStage) -> {
            Map<String, Boolean> kinds = new HashMap<>();
            ofStage.forEach((family, fixtures) -> kinds.put(family, knockOut(fixtures)));
            boolean others = kinds.containsValue(true);
            boolean cup = Boolean.TRUE.equals(RoundName.saysKnockOut(tournament.name()));
            Map<String, Part> byName = new LinkedHashMap<>();
            ofStage.forEach((family, fixtures) -> {
                FixturePlace place = places.get(fixtures.get(0));
                Boolean kind = kinds.get(family);
                boolean knockOut = kind == null ? others || cup && place.round() != null : kind;
                String name = knockOut || place.isOneOfMany()
                        ? stage
                        : stage == null ? place.round() : stage + ", " + place.round();
                byName.computeIfAbsent(knockOut + " " + name, key -> new Part(name, knockOut))
                        .fixtures()
                        .addAll(fixtures);
            });
            parts.addAll(byName.values());
        });
        parts.forEach(part -> part.fixtures().sort(IN_ORDER));
        parts.sort(Comparator.comparing(Part::time));
        return parts;
    }

    /** Whether matches of rounds with like names are of a knock-out; null if neither matches nor names tell. */
    private Boolean knockOut(List<Fixture> fixtures) {
        FixturePlace place = places.get(fixtures.get(0));
        Boolean knockOut =
                new Pairings(fixtures.stream().map(Fixture::teams).toList()).eliminate(place.suggestsKnockOut());
        return knockOut == null ? place.saysKnockOut() : knockOut;
    }

    private static Set<String> teams(Collection<Fixture> fixtures) {
        Set<String> teams = new TreeSet<>();
        fixtures.forEach(fixture -> {
            teams.add(fixture.home());
            teams.add(fixture.away());
        });
        return teams;
    }

    // --- Tables ------------------------------------------------------------------------------------------------------

    private void addTable(String name, List<Fixture> fixtures) {
        boolean named = hasGroups(fixtures);
        Map<String, String> groups = named ? Map.of() : groups(fixtures);
        for (Fixture fixture : fixtures) {
            FixturePlace place = places.get(fixture);
            placed.put(
                    fixture, fixture.placed(name, place.round(), named ? place.group() : groups.get(fixture.home())));
        }
        if (name == null && groups.isEmpty()) {
            return;
        }
        Set<String> teams = teams(fixtures);
        Set<Pair> pairs = fixtures.stream().map(Pair::of).collect(Collectors.toSet());
        long found = fixtures.stream()
                .map(fixture -> placed.get(fixture).group())
                .distinct()
                .count();
        String tables = found > 1 ? found + " tables" : "a table";
        String remark = found > 1 && !named
                ? ", one for each group in which everybody plays everybody"
                : found == 1 && pairs.size() < teams.size() * (teams.size() - 1) / 2
                        ? ", in which not everybody plays everybody"
                        : "";
        findings.add((name == null ? "" : name + ": ") + tables + " of " + teams.size() + " teams" + remark);
        if (name != null) {
            stages.add(Stage.table(id(name), name));
        }
    }

    /**
     * The groups by team: the connected components of who plays whom, if there are several and everybody plays everybody
     * in each of them. Otherwise there are none: the first matchdays of a league connect only some of its teams.
     */
    private static Map<String, String> groups(List<Fixture> fixtures) {
        Map<String, Set<String>> groupByTeam = new TreeMap<>();
        for (Fixture fixture : fixtures) {
            for (String team : List.of(fixture.home(), fixture.away())) {
                groupByTeam.computeIfAbsent(team, t -> new TreeSet<>()).addAll(List.of(fixture.home(), fixture.away()));
            }
        }
        // In complete components, each team with its opponents is the same set as each of them with theirs.
        Set<Set<String>> components = new LinkedHashSet<>(groupByTeam.values());
        boolean complete = components.stream().mapToInt(Set::size).sum() == groupByTeam.size()
                && components.stream().allMatch(component -> component.size() > 2);
        Map<String, String> groups = new HashMap<>();
        if (complete && components.size() > 1) {
            int number = 0;
            for (Set<String> component : components) {
                String letter = Character.toString('A' + number++);
                String name = "Group " + (components.size() > LETTERS ? Integer.toString(number) : letter);
                component.forEach(team -> groups.put(team, name));
            }
        }
        return groups;
    }

    // --- Knock-outs --------------------------------------------------------------------------------------------------

    private void addKnockOut(String name, List<Fixture> fixtures) {
        Map<Fixture, String> names = new HashMap<>();
        fixtures.stream()
                .collect(Collectors.groupingBy(fixture -> places.get(fixture).knockOutRound()))
                .forEach((round, named) -> Pairings.split(RoundName.of(round), named, Fixture::teams)
                        .forEach((label, matches) ->
                                matches.forEach(fixture -> names.put(fixture, label.isEmpty() ? name : label))));
        Map<String, List<Fixture>> rounds = new LinkedHashMap<>();
        for (Fixture fixture : fixtures) {
            String round = names.get(fixture);
            Fixture inRound = fixture.placed(name, round, places.get(fixture).group());
            placed.put(fixture, inRound);
            rounds.computeIfAbsent(round, r -> new ArrayList<>()).add(inRound);
        }
        findings.add(name + ": a knock-out with the rounds " + String.join(", ", rounds.keySet()));
        LevelTies ties = LevelTies.of(rounds);
        ties.findings().forEach(finding -> findings.add(name + ", " + finding));
        stages.add(new Stage(id(name), name, List.copyOf(rounds.keySet()), ties.awayGoals()));
    }

    private String id(String name) {
        String id = ReplayPlan.slug(name);
        String unique = id;
        for (int number = 2; isUsed(unique); number++) {
            unique = id + "-" + number;
        }
        return unique;
    }

    private boolean isUsed(String id) {
        return stages.stream()
                .anyMatch(stage -> stage.id().equals(id) || stage.name().equals(id));
    }
}

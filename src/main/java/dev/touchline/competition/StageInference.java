package dev.touchline.competition;

import dev.touchline.competition.round.Pairings;
import dev.touchline.competition.round.RoundName;
import dev.touchline.competition.round.RoundName.Kind;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Infers stages from stage, round and group of the matches, and from who plays whom. It is conservative: a match is in a
 * table unless its round is that of a knock-out.
 */
final class StageInference {

    private static final String GROUPS = "groups";
    /** The key of a round without a name, and the beginning of the others. */
    private static final String LEGS = "round ";

    private static final int MAX_STAGES = 100;
    private static final int MAX_SENTENCES = 20;
    private static final int MAX_ROUNDS = 12;
    /** Fewer pairs than these may look like a knock-out while a league is being announced. */
    private static final int MIN_PAIRS = 4;

    private static final Comparator<Instant> EARLIEST_FIRST = Comparator.nullsLast(Comparator.naturalOrder());

    private final Map<String, RoundName> names = new HashMap<>();

    /**
     * The matches of a round, or all matches in groups.
     *
     * @param key unique within the stage
     * @param firstKickOff null if none is announced
     */
    private record Round(
            String key,
            RoundName name,
            boolean inGroups,
            List<Fixture> fixtures,
            Pairings pairings,
            Instant firstKickOff) {

        boolean suggestsKnockOut() {
            return name.suggestsKnockOut() && eliminates();
        }

        boolean eliminates() {
            return Boolean.TRUE.equals(pairings.eliminate(true));
        }
    }

    /** An inferred stage with the time by which stages are ordered. */
    private record Found(Stages.Part part, Instant firstKickOff, String sentence) {}

    /**
     * The stages in the order of their first kick-offs.
     *
     * @param all whether the competition has no other matches
     * @param sentences receives sentences about what was inferred; nothing is said about a single table without a name
     */
    List<Stages.Part> parts(List<Fixture> fixtures, boolean all, List<String> sentences) {
        boolean groups = fixtures.stream().anyMatch(fixture -> fixture.group() != null);
        List<Found> found = new ArrayList<>();
        int uncounted = 0;
        for (List<Fixture> matches : byStage(fixtures).values()) {
            String stage = matches.get(0).stage();
            List<Round> rounds = rounds(stage, matches);
            Set<String> knockOut = knockOutRounds(stage, rounds);
            Map<Stage.Kind, List<Round>> byKind = new TreeMap<>();
            for (Round round : rounds) {
                if (knockOut.contains(round.key())) {
                    byKind.computeIfAbsent(Stage.Kind.KNOCK_OUT, kind -> new ArrayList<>())
                            .add(round);
                } else if (stage == null && groups && !round.inGroups() && !isMatchday(round.name())) {
                    // Beside groups, it may be of a knock-out.
                    uncounted += round.fixtures().size();
                } else {
                    byKind.computeIfAbsent(Stage.Kind.TABLE, kind -> new ArrayList<>())
                            .add(round);
                }
            }
            byKind.forEach((kind, own) -> found.add(found(stage, kind, own)));
        }
        found.sort(Comparator.comparing(Found::firstKickOff, EARLIEST_FIRST));
        boolean plain = all
                && found.size() == 1
                && found.get(0).part().stage().id() == null
                && found.get(0).part().stage().kind() == Stage.Kind.TABLE;
        if (!plain) {
            found.stream().limit(MAX_SENTENCES).map(Found::sentence).forEach(sentences::add);
        }
        if (found.size() > MAX_SENTENCES) {
            sentences.add("%,d more stages are inferred.".formatted(found.size() - MAX_SENTENCES));
        }
        if (uncounted > 0) {
            sentences.add(
                    "Matches without a group whose round says nothing are in no stage: %,d.".formatted(uncounted));
        }
        return found.stream().map(Found::part).toList();
    }

    private static boolean isMatchday(RoundName name) {
        return name.kind() == Kind.MATCHDAY && !name.key().isEmpty();
    }

    private Map<String, List<Fixture>> byStage(List<Fixture> fixtures) {
        Set<String> stages = stages(fixtures);
        Map<String, List<Fixture>> byStage = new TreeMap<>();
        for (Fixture fixture : fixtures) {
            String round = fixture.round() == null ? fixture.stage() : fixture.round();
            boolean named = fixture.stage() != null && stages.contains(fixture.stage());
            Fixture placed = named ? fixture : fixture.in(null, round);
            byStage.computeIfAbsent(placed.stage() == null ? "" : placed.stage(), stage -> new ArrayList<>())
                    .add(placed);
        }
        return byStage;
    }

    /**
     * The texts that name stages. Without a round beside it, a text names a round, unless it has no number and a team
     * plays several others. Texts that are too many say nothing about stages.
     */
    private Set<String> stages(List<Fixture> fixtures) {
        Set<String> stages = fixtures.stream()
                .filter(fixture -> fixture.round() != null && fixture.stage() != null)
                .map(Fixture::stage)
                .collect(Collectors.toCollection(HashSet::new));
        fixtures.stream()
                .filter(fixture -> fixture.round() == null && fixture.stage() != null)
                .collect(Collectors.groupingBy(Fixture::stage))
                .entrySet()
                .stream()
                .filter(text -> !RoundName.hasNumber(text.getKey()))
                .filter(text -> Set.of(Kind.OTHER, Kind.PLAY_OFF)
                        .contains(name(text.getKey()).kind()))
                .filter(text ->
                        !round("", text.getKey(), text.getValue()).pairings().areOneRound())
                .map(Map.Entry::getKey)
                .forEach(stages::add);
        return stages.size() > MAX_STAGES ? Set.of() : stages;
    }

    private RoundName name(String text) {
        return names.computeIfAbsent(text == null ? "" : text, RoundName::of);
    }

    private Round round(String key, String name, List<Fixture> fixtures) {
        List<Fixture> inOrder =
                fixtures.stream().sorted(Fixture.IN_PLAYING_ORDER).toList();
        Fixture first = inOrder.get(0);
        Pairings pairings = new Pairings(inOrder.stream().map(Fixture::teams).toList());
        return new Round(key, name(name), first.group() != null, inOrder, pairings, first.kickOff());
    }

    /** The rounds of a stage in the order of their first kick-offs. */
    private List<Round> rounds(String stage, List<Fixture> fixtures) {
        boolean legs = stage != null && name(stage).suggestsKnockOut();
        Map<String, List<Fixture>> byKey = new TreeMap<>();
        for (Fixture fixture : fixtures) {
            RoundName name = name(fixture.round());
            boolean leg = legs && name.kind() == Kind.MATCHDAY;
            String key = fixture.group() != null ? GROUPS : LEGS + (leg ? "" : name.key());
            byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(fixture);
        }
        return byKey.entrySet().stream()
                .map(round -> round(round.getKey(), spelling(round.getKey(), round.getValue()), round.getValue()))
                .sorted(Comparator.comparing(Round::firstKickOff, EARLIEST_FIRST)
                        .thenComparing(round -> round.name().kind()))
                .toList();
    }

    /** One of the spellings of a round's name; empty without a name. */
    private static String spelling(String key, List<Fixture> fixtures) {
        return key.equals(LEGS) || key.equals(GROUPS)
                ? ""
                : fixtures.stream()
                        .map(Fixture::round)
                        .min(Comparator.naturalOrder())
                        .orElse("");
    }

    /** The keys of the rounds that are those of a knock-out. */
    private Set<String> knockOutRounds(String stage, List<Round> rounds) {
        Set<String> keys = new HashSet<>();
        Map<String, Round> open = new LinkedHashMap<>();
        boolean suggested = stage != null && name(stage).suggestsKnockOut();
        for (Round round : rounds) {
            Kind kind = round.name().kind();
            if (round.inGroups()) {
                continue;
            } else if (round.name().isKnockOut() || round.suggestsKnockOut()) {
                keys.add(round.key());
            } else if (kind != Kind.MATCHDAY || suggested) {
                open.put(round.key(), round);
            }
        }
        boolean paired = open.values().stream()
                .allMatch(round ->
                        suggested ? round.eliminates() : round.pairings().areOneRound());
        if (paired && eliminates(open.keySet(), rounds, suggested || !keys.isEmpty())) {
            keys.addAll(open.keySet());
        }
        return keys;
    }

    /**
     * Whether at most one team of each pair plays in a later round.
     *
     * @param open the keys of the rounds in question, in playing order
     * @param named whether that is enough; otherwise there must be several pairs, of which half have a team that does
     */
    private static boolean eliminates(Set<String> open, List<Round> rounds, boolean named) {
        Set<String> later = new HashSet<>();
        boolean halved = false;
        for (int i = rounds.size() - 1; i >= 0; i--) {
            Round round = rounds.get(i);
            if (open.contains(round.key())) {
                int goOn = 0;
                for (Fixture fixture : round.fixtures()) {
                    if (later.containsAll(fixture.teams())) {
                        return false;
                    }
                    goOn += later.contains(fixture.home()) || later.contains(fixture.away()) ? 1 : 0;
                }
                int pairs = round.fixtures().size();
                halved = pairs >= MIN_PAIRS && 2 * goOn >= pairs;
            }
            if (round.name().kind() != Kind.PLACE) {
                round.fixtures().stream()
                        .flatMap(fixture -> fixture.teams().stream())
                        .filter(Pairings::isKnown)
                        .forEach(later::add);
            }
        }
        return named || halved && open.size() > 1;
    }

    private static Found found(String id, Stage.Kind kind, List<Round> rounds) {
        Stage stage = new Stage(
                id, null, kind, Rules.UNSPECIFIED, List.of(), null, null, null, List.of(), null, null, List.of());
        List<Fixture> fixtures =
                rounds.stream().flatMap(round -> round.fixtures().stream()).toList();
        String subject = id == null ? "Matches without a stage" : "Matches of the stage " + id;
        String sentence;
        if (kind == Stage.Kind.TABLE) {
            sentence = "%s count in tables: %,d.".formatted(subject, fixtures.size());
        } else {
            String names = rounds.stream()
                    .map(round -> round.name().label())
                    .filter(label -> !label.isEmpty())
                    .limit(MAX_ROUNDS)
                    .collect(Collectors.joining(", "));
            sentence = "%s are a knock-out: %s.".formatted(subject, names.isEmpty() ? fixtures.size() : names);
        }
        Instant first = rounds.get(0).firstKickOff();
        return new Found(new Stages.Part(stage, false, fixtures), first, sentence);
    }
}

package dev.touchline.competition.knockout;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.knockout.Bracket.Round;
import dev.touchline.competition.knockout.Bracket.Tie;
import dev.touchline.competition.round.Pairings;
import dev.touchline.competition.round.RoundName;
import dev.touchline.competition.round.RoundName.Kind;
import dev.touchline.event.Side;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.Decision;
import dev.touchline.event.TieDecider;
import dev.touchline.match.tally.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pairs the matches of a knock-out into ties, and decides these. */
final class KnockOut {

    private final Stage stage;
    private final Map<String, Integer> places;
    /** The declared decisions by their teams. */
    private final Map<Set<String>, List<Decision>> decisions;

    /** The indexes of the declared rounds by their keys. */
    private final Map<String, Integer> declared = new HashMap<>();

    private final Map<String, RoundName> names = new HashMap<>();

    /**
     * @param places in the tables of another stage, by team
     */
    KnockOut(Stage stage, Map<String, Integer> places) {
        this.stage = stage;
        this.places = places;
        this.decisions =
                stage.decisions().stream().collect(Collectors.groupingBy(decision -> Set.copyOf(decision.teams())));
        for (int i = 0; i < stage.rounds().size(); i++) {
            declared.putIfAbsent(name(stage.rounds().get(i)).key(), i);
        }
    }

    /**
     * A round.
     *
     * @param declared the index of the round among the declared ones, or their number
     * @param matches in playing order
     */
    private record Draw(RoundName name, int declared, List<Fixture> matches) {

        Fixture first() {
            return matches.get(0);
        }

        /** The final is the last round, after matches for places, whatever their kick-offs. */
        int ending() {
            return name.kind() == Kind.FINAL ? 2 : name.kind() == Kind.PLACE ? 1 : 0;
        }

        /** The legs of each tie in playing order. */
        Collection<List<Fixture>> ties() {
            return matches.stream()
                    .collect(Collectors.groupingBy(
                            match -> Set.copyOf(match.teams()), LinkedHashMap::new, Collectors.toList()))
                    .values();
        }

        boolean hasTwoLegs() {
            return ties().stream().anyMatch(KnockOut::hasTwoLegs);
        }

        /** Whether ties were decided by one match, and others were drawn and have a return. */
        boolean hasReplays() {
            return !hasTwoLegs()
                    && ties().stream().anyMatch(KnockOut::hasReturn)
                    && ties().stream().map(KnockOut::played).anyMatch(KnockOut::isDecidedByOne);
        }

        private boolean isOver() {
            return matches.stream().allMatch(match -> match.finished() || match.calledOff());
        }
    }

    /** The winner of a tie and the reason. */
    private record Outcome(Side winner, String decidedBy) {}

    /** The rounds in playing order. */
    List<Round> rounds(List<Fixture> fixtures) {
        List<Draw> draws = draws(fixtures);
        boolean two = stage.legs() != null || draws.stream().anyMatch(Draw::hasTwoLegs);
        boolean replays = draws.stream().anyMatch(Draw::hasReplays);
        LinkedList<Round> rounds = new LinkedList<>();
        // The places of ties in the next round, by team.
        Map<String, Integer> seeds = new HashMap<>();
        for (int i = draws.size() - 1; i >= 0; i--) {
            Draw draw = draws.get(i);
            int expected = legs(draw, two, replays);
            List<Tie> ties = draw.ties().stream()
                    .map(tie -> tie(tie, draw.name(), expected, seeds.keySet()))
                    .sorted(Comparator.comparingInt((Tie tie) -> seed(tie, seeds))
                            .thenComparing(tie -> tie.legs().get(0), Fixture.IN_PLAYING_ORDER))
                    .toList();
            rounds.addFirst(new Round(
                    stage.id(),
                    draw.name().label().isEmpty() ? null : draw.name().label(),
                    ties));
            for (int place = 0; place < ties.size() && draw.name().kind() != Kind.PLACE; place++) {
                for (String team : ties.get(place).legs().get(0).teams()) {
                    if (Pairings.isKnown(team)) {
                        seeds.put(team, place);
                    }
                }
            }
        }
        return rounds;
    }

    private static int seed(Tie tie, Map<String, Integer> seeds) {
        return Math.min(
                seeds.getOrDefault(tie.home(), Integer.MAX_VALUE), seeds.getOrDefault(tie.away(), Integer.MAX_VALUE));
    }

    private List<Draw> draws(List<Fixture> fixtures) {
        Map<String, Draw> draws = new TreeMap<>();
        fixtures.stream()
                .filter(fixture -> !fixture.home().equals(fixture.away()))
                .sorted(Fixture.IN_PLAYING_ORDER)
                .forEach(fixture -> {
                    RoundName name = name(fixture.round());
                    int place = declared.getOrDefault(name.key(), stage.rounds().size());
                    boolean known = place < stage.rounds().size();
                    // A matchday of a knock-out is a leg, unless the matchdays are declared.
                    RoundName unknown = name.kind() == Kind.MATCHDAY ? name("") : name;
                    RoundName shown = known ? name(stage.rounds().get(place)) : unknown;
                    draws.computeIfAbsent(shown.key(), key -> new Draw(shown, place, new ArrayList<>()))
                            .matches()
                            .add(fixture);
                });
        return draws.values().stream()
                .sorted(Comparator.comparingInt(Draw::declared)
                        .thenComparing(Draw::ending)
                        .thenComparing(
                                draw -> draw.first().kickOff(),
                                Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
                        .thenComparing(draw -> draw.name().kind())
                        .thenComparing(draw -> draw.name().key()))
                .flatMap(draw -> split(draw, draws.size() == 1))
                .toList();
    }

    /**
     * The rounds of matches that the announcements name as one.
     *
     * @param only whether there are no others: without a name, the rounds are then the declared ones
     */
    private Stream<Draw> split(Draw draw, boolean only) {
        Map<String, List<Fixture>> rounds = Pairings.split(draw.name(), draw.matches(), Fixture::teams);
        List<String> labels = stage.rounds().stream()
                .filter(round -> name(round).kind() != Kind.PLACE)
                .toList();
        boolean unnamed = only && draw.name().key().isEmpty() && rounds.size() <= labels.size();
        Iterator<String> names = (unnamed ? labels : rounds.keySet()).iterator();
        return rounds.values().stream().map(matches -> new Draw(name(names.next()), draw.declared(), matches));
    }

    private RoundName name(String text) {
        return names.computeIfAbsent(text == null ? "" : text, RoundName::of);
    }

    private static boolean hasReturn(List<Fixture> legs) {
        List<Fixture> played = played(legs);
        return played.stream().anyMatch(leg -> leg.home().equals(played.get(0).away()));
    }

    // A match that was called off and played again at the other venue is no leg.
    private static List<Fixture> played(List<Fixture> legs) {
        return legs.stream().filter(leg -> !leg.calledOff()).toList();
    }

    // A match at the other venue after a draw may be a replay.
    private static boolean hasTwoLegs(List<Fixture> legs) {
        return hasReturn(legs)
                && !(played(legs).get(0).finished() && played(legs).get(0).winner() == null);
    }

    private static boolean isDecidedByOne(List<Fixture> played) {
        return played.size() == 1 && played.get(0).finished() && played.get(0).winner() != null;
    }

    /**
     * The matches of a tie without replays. Where all ties of a round were drawn and have a return, the other rounds tell
     * whether that is the second leg.
     */
    private int legs(Draw draw, boolean stageHasTwoLegs, boolean stageHasReplays) {
        boolean last = draw.name().kind() == Kind.FINAL || draw.name().kind() == Kind.PLACE;
        if (stage.legs() != null && (stage.legs() == 1 || !last)) {
            return stage.legs();
        }
        if (draw.ties().stream().noneMatch(KnockOut::hasReturn)) {
            return 1;
        }
        // A second leg may not have been announced before the round is over.
        boolean replays = stageHasTwoLegs ? draw.hasReplays() && draw.isOver() : stageHasReplays;
        return replays ? 1 : 2;
    }

    /**
     * @param expected the legs of the tie
     * @param later the teams of later rounds
     */
    private Tie tie(List<Fixture> legs, RoundName round, int expected, Set<String> later) {
        String home = legs.get(0).home();
        String away = legs.get(0).away();
        // The home team of the first leg is on the left.
        List<Fixture> turned = legs.stream()
                .map(leg -> leg.home().equals(home) ? leg : leg.mirrored())
                .toList();
        Outcome outcome = stage.bestOf() == null ? outcome(legs, turned, round, expected) : series(turned);
        if (outcome == null) {
            outcome = decision(home, away, round, legs);
        }
        if (outcome == null && isOver(turned, expected) && later.contains(home) != later.contains(away)) {
            outcome = new Outcome(later.contains(home) ? Side.HOME : Side.AWAY, "next round");
        }
        String winner = outcome == null ? null : outcome.winner() == Side.HOME ? home : away;
        return new Tie(home, away, aggregate(turned), winner, outcome == null ? null : outcome.decidedBy(), legs);
    }

    /** The goals of the legs that have begun, or the wins; null before. */
    private Score aggregate(List<Fixture> turned) {
        List<Fixture> begun = turned.stream()
                .filter(leg -> leg.finished() || leg.inProgress())
                .toList();
        return begun.isEmpty() ? null : stage.bestOf() == null ? goals(begun) : wins(begun);
    }

    private static Score goals(Collection<Fixture> legs) {
        return new Score(
                legs.stream().mapToInt(leg -> leg.counted().home()).sum(),
                legs.stream().mapToInt(leg -> leg.counted().away()).sum());
    }

    private static Score wins(Collection<Fixture> legs) {
        return new Score(wins(legs, Side.HOME), wins(legs, Side.AWAY));
    }

    private static int wins(Collection<Fixture> legs, Side side) {
        return (int) legs.stream()
                .filter(leg -> leg.finished() && leg.winner() == side)
                .count();
    }

    private Outcome series(List<Fixture> turned) {
        Score wins = wins(turned);
        boolean over = Math.max(wins.home(), wins.away()) > stage.bestOf() / 2;
        return over ? new Outcome(wins.leader(), "wins") : null;
    }

    private static boolean isOver(List<Fixture> legs, int expected) {
        boolean pending = legs.stream().anyMatch(leg -> !leg.finished() && !leg.calledOff());
        return !pending && legs.stream().filter(Fixture::finished).count() >= expected;
    }

    private Outcome outcome(List<Fixture> legs, List<Fixture> turned, RoundName round, int expected) {
        if (!isOver(turned, expected)) {
            return null;
        }
        List<Fixture> played = turned.stream().filter(Fixture::finished).toList();
        Fixture last = played.get(played.size() - 1);
        Score goals = goals(played);
        boolean replayed = played.size() > expected;
        if (replayed && goals(played.subList(0, played.size() - 1)).leader() != null) {
            // A series whose length is not declared.
            return null;
        }
        if (goals.leader() == null) {
            return level(legs, last, round);
        }
        String reason = last.afterShootout()
                ? TieDecider.PENALTIES.code()
                : last.afterOvertime()
                        ? TieDecider.EXTRA_TIME.code()
                        : replayed ? "replay" : played.size() > 1 ? "aggregate" : "result";
        return new Outcome(goals.leader(), reason);
    }

    private Outcome level(List<Fixture> legs, Fixture last, RoundName round) {
        String home = last.home();
        String away = last.away();
        for (TieDecider decider : stage.ties() == null ? TieDecider.DEFAULT : stage.ties()) {
            Side winner =
                    switch (decider) {
                        // A shoot-out shows that they did not decide.
                        case AWAY_GOALS ->
                            hasReturn(legs) && last.shootoutWinner() == null
                                    ? new Score(awayGoals(home, legs), awayGoals(away, legs)).leader()
                                    : null;
                        case PENALTIES -> last.shootoutWinner();
                        case BETTER_PLACE ->
                            places.keySet().containsAll(List.of(home, away))
                                    ? new Score(-places.get(home), -places.get(away)).leader()
                                    : null;
                        // Its goals are in the aggregate.
                        case EXTRA_TIME -> null;
                        case DECISION -> winner(decision(home, away, round, legs));
                    };
            if (winner != null) {
                return new Outcome(winner, decider.code());
            }
        }
        return null;
    }

    private static Side winner(Outcome outcome) {
        return outcome == null ? null : outcome.winner();
    }

    private static int awayGoals(String team, List<Fixture> legs) {
        return legs.stream()
                .filter(leg -> leg.finished() && leg.away().equals(team))
                .mapToInt(leg -> leg.counted().away())
                .sum();
    }

    // A decision names the round as it is shown, or as the matches do.
    private Outcome decision(String home, String away, RoundName round, List<Fixture> legs) {
        Set<String> keys = Stream.concat(Stream.of(round), legs.stream().map(leg -> name(leg.round())))
                .map(RoundName::key)
                .collect(Collectors.toSet());
        return decisions.getOrDefault(Set.of(home, away), List.of()).stream()
                .filter(decision -> decision.round() == null
                        || keys.contains(name(decision.round()).key()))
                .findFirst()
                .map(decision ->
                        new Outcome(decision.winner().equals(home) ? Side.HOME : Side.AWAY, TieDecider.DECISION.code()))
                .orElse(null);
    }
}

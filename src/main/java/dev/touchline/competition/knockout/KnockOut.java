package dev.touchline.competition.knockout;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.RoundName;
import dev.touchline.competition.RoundName.Kind;
import dev.touchline.competition.knockout.Bracket.Round;
import dev.touchline.competition.knockout.Bracket.Tie;
import dev.touchline.event.Side;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.Decision;
import dev.touchline.event.TieDecider;
import dev.touchline.match.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Pairs the matches of a knock-out into ties, and decides these. */
final class KnockOut {

    private static final Comparator<Instant> EARLIEST_FIRST = Comparator.nullsLast(Comparator.naturalOrder());
    private static final Comparator<Fixture> IN_PLAYING_ORDER = Comparator.comparing(Fixture::kickOff, EARLIEST_FIRST)
            .thenComparing(Fixture::match, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Fixture::home);

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
     * @param ties the legs of each tie in playing order, by the names of both teams
     */
    private record Draw(RoundName name, int declared, Map<String, List<Fixture>> ties) {

        Instant firstKickOff() {
            return ties.values().stream()
                    .map(legs -> legs.get(0))
                    .min(IN_PLAYING_ORDER)
                    .map(Fixture::kickOff)
                    .orElse(null);
        }
    }

    /** The winner of a tie and the reason. */
    private record Outcome(Side winner, String decidedBy) {}

    /** The rounds in playing order. */
    List<Round> rounds(List<Fixture> fixtures) {
        List<Draw> draws = draws(fixtures);
        boolean legs =
                draws.stream().flatMap(draw -> draw.ties().values().stream()).anyMatch(KnockOut::hasTwoLegs);
        LinkedList<Round> rounds = new LinkedList<>();
        // The places of ties in the next round, by team.
        Map<String, Integer> seeds = new HashMap<>();
        for (int i = draws.size() - 1; i >= 0; i--) {
            Draw draw = draws.get(i);
            int expected = legs(draw, legs);
            List<Tie> ties = draw.ties().values().stream()
                    .map(tie -> tie(tie, draw.name(), expected, seeds.keySet()))
                    .sorted(Comparator.comparingInt((Tie tie) -> seed(tie, seeds))
                            .thenComparing(tie -> tie.legs().get(0), IN_PLAYING_ORDER))
                    .toList();
            rounds.addFirst(new Round(
                    stage.id(),
                    draw.name().label().isEmpty() ? null : draw.name().label(),
                    ties));
            if (draw.name().kind() != Kind.THIRD_PLACE) {
                for (int place = 0; place < ties.size(); place++) {
                    seeds.put(ties.get(place).home(), place);
                    seeds.put(ties.get(place).away(), place);
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
        List<Fixture> sorted = fixtures.stream()
                .filter(fixture -> !fixture.home().equals(fixture.away()))
                .sorted(IN_PLAYING_ORDER)
                .toList();
        for (Fixture fixture : sorted) {
            RoundName name = name(fixture.round());
            boolean known = declared.containsKey(name.key());
            int place = known ? declared.get(name.key()) : stage.rounds().size();
            // A matchday of a knock-out is a leg, unless the matchdays are declared.
            RoundName unknown = name.kind() == Kind.MATCHDAY ? name("") : name;
            RoundName shown = known ? name(stage.rounds().get(place)) : unknown;
            boolean homeFirst = fixture.home().compareTo(fixture.away()) < 0;
            String teams = homeFirst ? fixture.home() + "\n" + fixture.away() : fixture.away() + "\n" + fixture.home();
            draws.computeIfAbsent(shown.key(), key -> new Draw(shown, place, new TreeMap<>()))
                    .ties()
                    .computeIfAbsent(teams, key -> new ArrayList<>())
                    .add(fixture);
        }
        return draws.values().stream()
                .sorted(Comparator.comparingInt(Draw::declared)
                        .thenComparing(Draw::firstKickOff, EARLIEST_FIRST)
                        .thenComparing(draw -> draw.name().kind())
                        .thenComparing(draw -> draw.name().key()))
                .toList();
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

    /** The matches of a tie without replays. */
    private int legs(Draw draw, boolean stageHasTwoLegs) {
        if (Integer.valueOf(1).equals(stage.legs())) {
            return 1;
        }
        boolean two = stageHasTwoLegs && draw.ties().values().stream().anyMatch(KnockOut::hasReturn);
        boolean last = draw.name().kind() == Kind.FINAL || draw.name().kind() == Kind.THIRD_PLACE;
        return two ? 2 : stage.legs() == null || last ? 1 : stage.legs();
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
            outcome = decision(home, away, round);
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
                .filter(leg -> leg.finished() || leg.phase().inProgress())
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
                        case DECISION -> winner(decision(home, away, round));
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

    private Outcome decision(String home, String away, RoundName round) {
        return decisions.getOrDefault(Set.of(home, away), List.of()).stream()
                .filter(decision ->
                        decision.round() == null || name(decision.round()).key().equals(round.key()))
                .findFirst()
                .map(decision ->
                        new Outcome(decision.winner().equals(home) ? Side.HOME : Side.AWAY, TieDecider.DECISION.code()))
                .orElse(null);
    }
}

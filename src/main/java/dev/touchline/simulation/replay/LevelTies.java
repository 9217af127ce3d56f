package dev.touchline.simulation.replay;

import dev.touchline.competition.round.Pairings;
import dev.touchline.competition.round.RoundName;
import dev.touchline.competition.round.RoundName.Kind;
import dev.touchline.simulation.replay.Tournament.Fixture;
import dev.touchline.simulation.replay.Tournament.Result;
import dev.touchline.simulation.replay.TournamentStages.Pair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ties of a knock-out that are level on aggregate, and of which no shoot-out in the file tells the winner: the team
 * that plays on.
 *
 * @param awayGoals whether more goals away from home explain them
 * @param findings how each was decided
 */
record LevelTies(boolean awayGoals, List<String> findings) {

    private record Tie(String round, Pair teams, List<Fixture> legs, boolean firstPlaysOn, boolean secondPlaysOn) {

        /** The goals of both teams; away from home only, or all. */
        private Result goals(boolean awayOnly, boolean inNormalTime) {
            int first = 0;
            int second = 0;
            for (Fixture leg : legs) {
                boolean firstAtHome = leg.home().equals(teams.first());
                Result result = inNormalTime && leg.fullTime() != null ? leg.fullTime() : leg.result();
                first += firstAtHome ? (awayOnly ? 0 : result.home()) : result.away();
                second += firstAtHome ? result.away() : (awayOnly ? 0 : result.home());
            }
            return new Result(first, second);
        }

        boolean isPlayed() {
            return legs.stream().allMatch(leg -> leg.result() != null);
        }

        boolean wasExtended() {
            return legs.stream().anyMatch(leg -> leg.shootout() != null || leg.extraTime() != null);
        }

        boolean hasShootoutWinner() {
            return legs.stream()
                    .map(Fixture::shootout)
                    .anyMatch(kicks -> kicks != null && kicks.home() != kicks.away());
        }

        /** The winner by goals away from home, or null. */
        String byAwayGoals(boolean inNormalTime) {
            long homes = legs.stream().map(Fixture::home).distinct().count();
            Result away = goals(true, inNormalTime);
            return legs.size() != 2 || homes != 2 || away.home() == away.away()
                    ? null
                    : away.home() > away.away() ? teams.first() : teams.second();
        }

        boolean isLevel(boolean inNormalTime) {
            Result goals = goals(false, inNormalTime);
            return goals.home() == goals.away();
        }

        /** The only team that plays on, or null. */
        String winner() {
            return firstPlaysOn == secondPlaysOn ? null : firstPlaysOn ? teams.first() : teams.second();
        }
    }

    /** The level ties of the rounds, which are in playing order. */
    static LevelTies of(Map<String, List<Fixture>> rounds) {
        List<Tie> ties = ties(rounds);
        List<Tie> level = ties.stream()
                .filter(tie -> tie.winner() != null && tie.isLevel(false))
                .filter(tie -> !tie.hasShootoutWinner())
                .toList();
        boolean explained = level.stream().anyMatch(tie -> tie.winner().equals(tie.byAwayGoals(false)));
        boolean refuted = level.stream().anyMatch(tie -> {
                    String byAwayGoals = tie.byAwayGoals(false);
                    return byAwayGoals != null && !byAwayGoals.equals(tie.winner());
                })
                || ties.stream()
                        .anyMatch(tie -> tie.wasExtended() && tie.isLevel(true) && tie.byAwayGoals(true) != null);
        boolean awayGoals = explained && !refuted;
        List<String> findings = new ArrayList<>();
        for (Tie tie : level) {
            String teams = tie.teams().first() + " – " + tie.teams().second();
            if (awayGoals && tie.byAwayGoals(false) != null) {
                findings.add(tie.round() + ": " + teams + " was decided by away goals");
            } else {
                findings.add(tie.round() + ": " + teams + " is level, and " + tie.winner() + " plays on");
            }
        }
        return new LevelTies(awayGoals, findings);
    }

    private static List<Tie> ties(Map<String, List<Fixture>> rounds) {
        List<Tie> ties = new ArrayList<>();
        List<String> names = new ArrayList<>(rounds.keySet());
        Set<String> later = new HashSet<>();
        for (int i = names.size() - 1; i >= 0; i--) {
            List<Fixture> fixtures = rounds.get(names.get(i));
            Map<Pair, List<Fixture>> legs = new LinkedHashMap<>();
            fixtures.forEach(fixture -> legs.computeIfAbsent(Pair.of(fixture), pair -> new ArrayList<>())
                    .add(fixture));
            List<Tie> ofRound = new ArrayList<>();
            for (Map.Entry<Pair, List<Fixture>> tie : legs.entrySet()) {
                Pair teams = tie.getKey();
                ofRound.add(new Tie(
                        names.get(i),
                        teams,
                        tie.getValue(),
                        later.contains(teams.first()),
                        later.contains(teams.second())));
            }
            ofRound.stream().filter(Tie::isPlayed).forEach(ties::add);
            if (RoundName.of(names.get(i)).kind() != Kind.PLACE) {
                fixtures.stream()
                        .flatMap(fixture -> fixture.teams().stream())
                        .filter(Pairings::isKnown)
                        .forEach(later::add);
            }
        }
        return ties;
    }
}

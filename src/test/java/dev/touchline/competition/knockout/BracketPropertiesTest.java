package dev.touchline.competition.knockout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Stages;
import dev.touchline.competition.Standings;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.TieDecider;
import dev.touchline.match.tally.Score;
import dev.touchline.testing.StageBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Properties of the stages and ties of any matches. */
class BracketPropertiesTest {

    private static final Instant FIRST = Instant.parse("2031-01-01T15:00:00Z");
    private static final List<String> TEAMS = List.of("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir");
    private static final Stage FINALS = StageBuilder.knockOut("Finals", "Semifinals", "Final")
            .ties(TieDecider.AWAY_GOALS, TieDecider.PENALTIES, TieDecider.BETTER_PLACE)
            .placedBy("League")
            .build();
    private static final Stage LEAGUE = StageBuilder.table("League").build();

    /** Some declare all stages, some none. */
    record Case(List<Stage> declared, List<Fixture> fixtures) {

        Stages stages() {
            return Stages.of(declared, fixtures);
        }

        Bracket bracket() {
            return Bracket.compute(stages(), Rules.DEFAULT, List.of());
        }

        Standings standings() {
            return Standings.compute(stages(), Rules.DEFAULT, List.of(), true);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void nothingDependsOnTheOrderOfTheMatches(@ForAll("cases") Case some, @ForAll long seed) {
        List<Fixture> shuffled = new ArrayList<>(some.fixtures());
        Collections.shuffle(shuffled, new Random(seed));
        Case other = new Case(some.declared(), shuffled);
        assertEquals(some.bracket(), other.bracket());
        assertEquals(some.standings(), other.standings());
        assertEquals(some.stages().inferred(), other.stages().inferred());
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void renamedTeamsHaveTheSameTies(@ForAll("cases") Case some, @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(TEAMS);
        Collections.shuffle(shuffled, new Random(seed));
        UnaryOperator<String> renamed = name -> shuffled.get(TEAMS.indexOf(name));
        List<Fixture> fixtures = some.fixtures().stream()
                .map(match -> fixture(
                        match.match(),
                        match.stage(),
                        match.round(),
                        List.of(renamed.apply(match.home()), renamed.apply(match.away())),
                        match.kickOff(),
                        match.phase(),
                        match.score(),
                        match.shootout()))
                .toList();
        assertEquals(ties(some.bracket(), renamed), ties(new Case(some.declared(), fixtures).bracket(), name -> name));
    }

    /** The outcome of each tie by its first match. */
    private static Map<String, List<Object>> ties(Bracket bracket, UnaryOperator<String> renamed) {
        Map<String, List<Object>> ties = new TreeMap<>();
        for (Bracket.Round round : bracket.rounds()) {
            for (Bracket.Tie tie : round.ties()) {
                String winner = tie.winner() == null ? "nobody" : renamed.apply(tie.winner());
                ties.put(
                        tie.legs().get(0).match(),
                        List.of(
                                renamed.apply(tie.home()),
                                renamed.apply(tie.away()),
                                String.valueOf(tie.aggregate()),
                                winner,
                                String.valueOf(tie.decidedBy())));
            }
        }
        return ties;
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void everyMatchIsInOneStageAndEveryMatchOfAKnockOutInOneTie(@ForAll("cases") Case some) {
        Set<String> seen = new HashSet<>();
        Set<String> knockOut = new HashSet<>();
        for (Stages.Part part : some.stages().parts()) {
            for (Fixture fixture : part.fixtures()) {
                assertEquals(true, seen.add(fixture.match()));
                if (part.stage().kind() == Stage.Kind.KNOCK_OUT) {
                    knockOut.add(fixture.match());
                }
            }
        }
        Set<String> tied = new HashSet<>();
        for (Bracket.Round round : some.bracket().rounds()) {
            for (Bracket.Tie tie : round.ties()) {
                for (Fixture leg : tie.legs()) {
                    assertEquals(true, tied.add(leg.match()));
                    assertEquals(Set.of(tie.home(), tie.away()), Set.copyOf(leg.teams()));
                }
                assertEquals(tie.winner() == null, tie.decidedBy() == null);
            }
        }
        assertEquals(knockOut, tied);
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void teamGoesOnOnlyWhenAllLegsAreOver(@ForAll("cases") Case some) {
        for (Bracket.Round round : some.bracket().rounds()) {
            for (Bracket.Tie tie : round.ties()) {
                boolean open = tie.legs().stream().anyMatch(leg -> !leg.finished() && !leg.calledOff());
                if (open) {
                    assertNull(tie.winner());
                }
                // After more matches than expected, only the next round tells.
                if (tie.winner() != null && !tie.decidedBy().equals("next round")) {
                    assertNotNull(tie.aggregate());
                    Score aggregate = tie.aggregate();
                    boolean level = aggregate.home() == aggregate.away();
                    boolean homeMore = aggregate.home() > aggregate.away();
                    assertEquals(true, level || tie.winner().equals(homeMore ? tie.home() : tie.away()));
                }
            }
        }
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Score> scores = Combinators.combine(
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 2))
                .as(Score::new);
        Arbitrary<Fixture> fixtures = Combinators.combine(
                        Arbitraries.of("League", "Finals").injectNull(0.3),
                        Arbitraries.of("Matchday 1", "Round 1", "Semifinals", "Semi-final", "Final", "Play-offs")
                                .injectNull(0.1),
                        Arbitraries.shuffle(TEAMS).map(teams -> List.copyOf(teams.subList(0, 2))),
                        Arbitraries.integers().between(0, 20).injectNull(0.1),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.just(Phase.FINISHED)),
                                Tuple.of(1, Arbitraries.of(Phase.class))),
                        scores,
                        scores.injectNull(0.8))
                .as((stage, round, teams, day, phase, score, shootout) -> fixture(
                        null,
                        stage,
                        round,
                        teams,
                        day == null ? null : FIRST.plusSeconds(day * 86_400L),
                        phase,
                        score,
                        shootout));
        return Combinators.combine(
                        fixtures.list().ofMinSize(1).ofMaxSize(14),
                        Arbitraries.of(List.of(LEAGUE, FINALS), List.<Stage>of()))
                .as((drawn, declared) -> {
                    List<Fixture> numbered = new ArrayList<>();
                    for (Fixture match : drawn) {
                        numbered.add(fixture(
                                "match-" + numbered.size(),
                                match.stage(),
                                match.round(),
                                match.teams(),
                                match.kickOff(),
                                match.phase(),
                                match.score(),
                                match.shootout()));
                    }
                    return new Case(declared, numbered);
                });
    }

    private static Fixture fixture(
            String id,
            String stage,
            String round,
            List<String> teams,
            Instant kickOff,
            Phase phase,
            Score score,
            Score shootout) {
        return new Fixture(
                id,
                stage,
                round,
                null,
                teams.get(0),
                teams.get(1),
                kickOff,
                phase,
                false,
                score,
                shootout,
                null,
                false,
                0,
                0);
    }
}

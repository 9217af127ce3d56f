package dev.touchline.competition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Deduction;
import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.event.Rules.HeadToHead;
import dev.touchline.event.TieBreaker;
import dev.touchline.event.TieBreaker.Matches;
import dev.touchline.match.tally.Score;
import dev.touchline.testing.TableNotation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Properties of the tables of any matches under any rules. Edge cases are off: their combinations would use up all
 * tries.
 */
class StandingsPropertiesTest {

    private static final List<String> TEAMS = List.of("Alder", "Birch", "Cedar", "Dogwood", "Elm");
    private static final List<TieBreaker> HEAD_TO_HEAD = List.of(
            TieBreaker.HEAD_TO_HEAD_POINTS, TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE, TieBreaker.HEAD_TO_HEAD_GOALS_FOR);

    /** The input of a table. */
    record Case(List<Fixture> fixtures, Rules rules, List<Deduction> deductions, boolean live) {

        Standings table() {
            return Standings.compute(fixtures, rules, deductions, live);
        }

        Stream<Fixture> counted() {
            return fixtures.stream()
                    .filter(match -> match.finished() || live && match.phase().inProgress());
        }

        Case with(List<Fixture> others) {
            return new Case(others, rules, deductions, live);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void tableDoesNotDependOnTheOrderOfTheMatches(@ForAll("cases") Case some, @ForAll long seed) {
        List<Fixture> shuffled = new ArrayList<>(some.fixtures());
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(some.table(), some.with(shuffled).table());
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void tableDoesNotDependOnTheHomeTeam(@ForAll("cases") Case some, @ForAll long seed) {
        Random random = new Random(seed);
        List<Fixture> turned = some.fixtures().stream()
                .map(match -> random.nextBoolean() ? match.mirrored() : match)
                .toList();
        List<TieBreaker> anywhere = some.rules().tieBreakers().stream()
                .filter(tieBreaker ->
                        tieBreaker.matches() != Matches.AWAY && tieBreaker.matches() != Matches.HEAD_TO_HEAD_AWAY)
                .toList();
        Case other = withRules(some, anywhere, some.rules().headToHead());
        assertEquals(other.table(), other.with(turned).table());
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void renamedTeamsHaveTheSameTable(@ForAll("cases") Case some, @ForAll long seed) {
        List<String> shuffled = new ArrayList<>(TEAMS);
        Collections.shuffle(shuffled, new Random(seed));
        UnaryOperator<String> renamed = name -> shuffled.get(TEAMS.indexOf(name));
        Rules rules = some.rules();
        Case other = new Case(
                some.fixtures().stream()
                        .map(match -> new Fixture(
                                match.match(),
                                match.stage(),
                                match.round(),
                                match.group(),
                                renamed.apply(match.home()),
                                renamed.apply(match.away()),
                                match.kickOff(),
                                match.phase(),
                                match.stale(),
                                match.score(),
                                match.shootout(),
                                match.result(),
                                match.overtime(),
                                match.homeFairPlay(),
                                match.awayFairPlay()))
                        .toList(),
                new Rules(
                        rules.win(),
                        rules.draw(),
                        rules.loss(),
                        rules.overtimeWin(),
                        rules.overtimeLoss(),
                        rules.tieBreakers(),
                        rules.headToHead(),
                        rules.lots().stream().map(renamed).toList(),
                        rules.ranking().entrySet().stream()
                                .collect(Collectors.toMap(
                                        ranked -> renamed.apply(ranked.getKey()), Map.Entry::getValue))),
                some.deductions().stream()
                        .map(deduction -> new Deduction(
                                renamed.apply(deduction.team()), deduction.points(), deduction.reason(), null))
                        .toList(),
                some.live());
        assertEquals(byTeam(some.table(), renamed), byTeam(other.table(), UnaryOperator.identity()));
    }

    /** Each row as text without the team's name, by group and team. */
    private static Map<String, String> byTeam(Standings standings, UnaryOperator<String> renamed) {
        Map<String, String> rows = new TreeMap<>();
        for (Standings.Group group : standings.groups()) {
            for (Standings.Row row : group.rows()) {
                String team = row.record().team();
                rows.put(
                        group.name() + " " + renamed.apply(team), row.toString().replace(team, "-"));
            }
        }
        return rows;
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void figuresOfATableAddUp(@ForAll("cases") Case some) {
        boolean groups = some.fixtures().stream().anyMatch(match -> match.group() != null);
        for (Standings.Group group : some.table().groups()) {
            List<Fixture> counted = some.counted()
                    .filter(match -> !groups || group.name().equals(match.group()))
                    .toList();
            List<Standings.Row> rows = group.rows();
            assertEquals(2 * counted.size(), sum(rows, TeamRecord::played));
            assertEquals(sum(rows, TeamRecord::won), sum(rows, TeamRecord::lost));
            assertEquals(0, sum(rows, TeamRecord::goalDifference));
            assertEquals(sum(rows, TeamRecord::goalsFor), sum(rows, TeamRecord::goalsAgainst));
            assertEquals(
                    counted.stream()
                            .mapToInt(match ->
                                    match.score().home() + match.score().away())
                            .sum(),
                    sum(rows, TeamRecord::goalsFor));
            assertEquals(
                    counted.stream()
                            .mapToInt(match -> match.homeFairPlay() + match.awayFairPlay())
                            .sum(),
                    sum(rows, TeamRecord::fairPlay));
            for (Standings.Row row : rows) {
                TeamRecord record = row.record();
                assertEquals(record.played(), record.won() + record.drawn() + record.lost());
                assertEquals(record.points() - row.deducted(), row.points());
                if (some.rules().overtimeWin() == null && some.rules().overtimeLoss() == null) {
                    assertEquals(
                            record.won() * some.rules().win()
                                    + record.drawn() * some.rules().draw()
                                    + record.lost() * some.rules().loss(),
                            record.points());
                }
            }
        }
    }

    private static int sum(List<Standings.Row> rows, ToIntFunction<TeamRecord> figure) {
        return rows.stream().mapToInt(row -> figure.applyAsInt(row.record())).sum();
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void everyTeamHasOneRowAndRowsAreSortedByPointsAndPosition(@ForAll("cases") Case some) {
        boolean groups = some.fixtures().stream().anyMatch(match -> match.group() != null);
        for (Standings.Group group : some.table().groups()) {
            Set<String> teams = some.fixtures().stream()
                    .filter(match -> !groups || group.name().equals(match.group()))
                    .flatMap(match -> Stream.of(match.home(), match.away()))
                    .collect(Collectors.toSet());
            List<Standings.Row> rows = group.rows();
            assertEquals(teams.size(), rows.size());
            assertEquals(
                    teams,
                    rows.stream().map(row -> row.record().team()).collect(Collectors.toCollection(HashSet::new)));
            assertEquals(1, rows.get(0).position());
            for (int i = 1; i < rows.size(); i++) {
                Standings.Row above = rows.get(i - 1);
                Standings.Row row = rows.get(i);
                boolean shared = row.position() == above.position();
                assertTrue(shared || row.position() == i + 1);
                assertTrue(value(row, some.rules()) <= value(above, some.rules()));
                assertTrue(!shared
                        || value(row, some.rules()) == value(above, some.rules())
                                && row.separatedBy() == above.separatedBy());
            }
        }
    }

    /** The number by which teams are ranked. */
    private static double value(Standings.Row row, Rules rules) {
        TieBreaker first =
                rules.tieBreakers().isEmpty() ? null : rules.tieBreakers().get(0);
        if (first == null || !first.ranks()) {
            return row.points();
        }
        TeamRecord record = row.record();
        double sum = first == TieBreaker.POINTS_PER_MATCH ? row.points() : record.won() + record.drawn() / 2.0;
        return record.played() == 0 ? 0 : sum / record.played();
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void criterionIsNamedExactlyForLevelTeamsWithDifferentPositions(@ForAll("cases") Case some) {
        for (Standings.Group group : some.table().groups()) {
            for (Standings.Row row : group.rows()) {
                boolean separated = group.rows().stream()
                        .anyMatch(other -> value(other, some.rules()) == value(row, some.rules())
                                && other.position() != row.position());
                if (separated) {
                    assertTrue(some.rules().tieBreakers().contains(row.separatedBy()), row::toString);
                } else {
                    assertNull(row.separatedBy(), row::toString);
                }
            }
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void tableWithoutHeadToHeadAndLotsIsSortedByEachFigureInTurn(@ForAll("cases") Case some) {
        List<TieBreaker> tieBreakers = some.rules().tieBreakers().stream()
                .filter(tieBreaker -> tieBreaker.matches() == Matches.ALL && !tieBreaker.ranks())
                .toList();
        Comparator<Standings.Row> order = Comparator.comparing(row -> -row.points());
        for (TieBreaker tieBreaker : tieBreakers) {
            order = order.thenComparing(row -> -figure(tieBreaker, row.record()));
        }
        for (Standings.Group group :
                withRules(some, tieBreakers, HeadToHead.ONCE).table().groups()) {
            List<Standings.Row> rows = group.rows();
            for (int i = 1; i < rows.size(); i++) {
                Standings.Row above = rows.get(i - 1);
                Standings.Row row = rows.get(i);
                int compared = order.compare(above, row);
                assertTrue(compared <= 0);
                assertEquals(compared == 0, above.position() == row.position());
                if (above.points() == row.points() && compared < 0) {
                    TieBreaker first = tieBreakers.stream()
                            .filter(tieBreaker ->
                                    figure(tieBreaker, above.record()) != figure(tieBreaker, row.record()))
                            .findFirst()
                            .orElseThrow();
                    assertEquals(first, row.separatedBy());
                }
            }
        }
    }

    private static double figure(TieBreaker tieBreaker, TeamRecord record) {
        return switch (tieBreaker.figure()) {
            case GOAL_DIFFERENCE -> record.goalsFor() - record.goalsAgainst();
            case GOALS_FOR -> record.goalsFor();
            case WINS -> record.won();
            case REGULATION_WINS -> record.regulationWins();
            case REGULATION_AND_OVERTIME_WINS -> record.won() - record.shootoutWins();
            case FAIR_PLAY -> record.fairPlay();
            case ROUNDED_OFF -> 0;
            case GOAL_AVERAGE -> record.goalsFor() == 0 ? 0 : (double) record.goalsFor() / record.goalsAgainst();
            default -> throw new IllegalArgumentException(tieBreaker.code());
        };
    }

    private static Case withRules(Case some, List<TieBreaker> tieBreakers, HeadToHead mode) {
        Rules rules = some.rules();
        return new Case(
                some.fixtures(),
                new Rules(
                        rules.win(),
                        rules.draw(),
                        rules.loss(),
                        rules.overtimeWin(),
                        rules.overtimeLoss(),
                        tieBreakers,
                        mode,
                        rules.lots(),
                        rules.ranking()),
                some.deductions(),
                some.live());
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void headToHeadAmongAllTeamsIsTheWholeTable(@ForAll("cases") Case some) {
        // With no points for any result, all teams are level, and head-to-head goes by goals.
        Rules none = new Rules(0, 0, 0, null, null, List.of(), HeadToHead.ONCE, List.of(), Map.of());
        Case level = new Case(some.fixtures(), none, List.of(), some.live());
        assertEquals(
                order(withRules(level, List.of(TieBreaker.GOAL_DIFFERENCE, TieBreaker.GOALS_FOR), HeadToHead.ONCE)
                        .table()),
                order(withRules(level, HEAD_TO_HEAD, HeadToHead.ONCE).table()));
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void headToHeadOfTwoTeamsIsTheSameInAllModes(@ForAll("cases") Case some) {
        List<Fixture> two = some.fixtures().stream()
                .filter(match -> Set.of("Alder", "Birch").containsAll(Set.of(match.home(), match.away())))
                .toList();
        List<Standings> tables = Stream.of(HeadToHead.values())
                .map(mode -> withRules(some.with(two), some.rules().tieBreakers(), mode)
                        .table())
                .toList();
        assertEquals(tables.get(0), tables.get(1));
        assertEquals(tables.get(0), tables.get(2));
    }

    private static List<String> order(Standings standings) {
        return standings.groups().stream()
                .map(group -> TableNotation.order(new Standings(List.of(group))))
                .toList();
    }

    @Provide
    Arbitrary<Case> cases() {
        return Combinators.combine(
                        fixtures(),
                        rules(),
                        Combinators.combine(
                                        Arbitraries.of(TEAMS),
                                        Arbitraries.integers().between(1, 3))
                                .as((team, points) -> new Deduction(team, points, null, null))
                                .list()
                                .ofMaxSize(2),
                        Arbitraries.of(true, false))
                .as(Case::new);
    }

    // Few goals and few teams make many ties.
    private static Arbitrary<List<Fixture>> fixtures() {
        Arbitrary<List<String>> pairs = Arbitraries.shuffle(TEAMS).map(teams -> teams.subList(0, 2));
        Arbitrary<Score> scores = Combinators.combine(goals(), goals()).as(Score::new);
        Arbitrary<Phase> phases = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.just(Phase.FINISHED)), Tuple.of(1, Arbitraries.of(Phase.class)));
        Arbitrary<List<Fixture>> fixtures = Combinators.combine(
                        Arbitraries.of("A", "B").injectNull(0.1),
                        pairs,
                        phases,
                        scores,
                        scores.injectNull(0.8),
                        Arbitraries.of(true, false, false),
                        goals().map(cards -> -cards),
                        goals().map(cards -> -cards))
                .as((group, pair, phase, score, shootout, overtime, home, away) -> new Fixture(
                        null,
                        null,
                        null,
                        group,
                        pair.get(0),
                        pair.get(1),
                        null,
                        phase,
                        false,
                        score,
                        shootout,
                        null,
                        overtime,
                        home,
                        away))
                .list()
                .ofMinSize(1)
                .ofMaxSize(12);
        // Half of the cases have no groups.
        return Combinators.combine(fixtures, Arbitraries.of(true, false))
                .as((some, grouped) -> grouped
                        ? some
                        : some.stream().map(StandingsPropertiesTest::ungrouped).toList());
    }

    private static Fixture ungrouped(Fixture match) {
        return new Fixture(
                null,
                null,
                null,
                null,
                match.home(),
                match.away(),
                null,
                match.phase(),
                match.stale(),
                match.score(),
                match.shootout(),
                match.result(),
                match.overtime(),
                match.homeFairPlay(),
                match.awayFairPlay());
    }

    private static Arbitrary<Integer> goals() {
        return Arbitraries.integers().between(0, 2);
    }

    private static Arbitrary<Rules> rules() {
        Arbitrary<List<TieBreaker>> tieBreakers = Combinators.combine(
                        Arbitraries.shuffle(TieBreaker.values()),
                        Arbitraries.integers().between(0, TieBreaker.values().length))
                .as((shuffled, count) -> List.copyOf(shuffled.subList(0, count)));
        Arbitrary<List<String>> lots = Combinators.combine(
                        Arbitraries.shuffle(TEAMS), Arbitraries.integers().between(0, TEAMS.size()))
                .as((shuffled, count) -> List.copyOf(shuffled.subList(0, count)));
        return Combinators.combine(
                        Arbitraries.of(2, 3),
                        Arbitraries.of(2).injectNull(0.5),
                        Arbitraries.of(1).injectNull(0.5),
                        tieBreakers,
                        Arbitraries.of(HeadToHead.class),
                        lots,
                        Arbitraries.maps(
                                        Arbitraries.of(TEAMS),
                                        Arbitraries.doubles().between(0, 2).ofScale(0))
                                .ofMaxSize(TEAMS.size()))
                .as((win, overtimeWin, overtimeLoss, order, mode, drawn, ranking) ->
                        new Rules(win, 1, 0, overtimeWin, overtimeLoss, order, mode, drawn, ranking));
    }
}

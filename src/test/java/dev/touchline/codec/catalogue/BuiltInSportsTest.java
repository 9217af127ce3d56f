package dev.touchline.codec.catalogue;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Sports;
import dev.touchline.event.Rules;
import dev.touchline.event.TieBreaker;
import dev.touchline.sport.Sport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogues of the built-in sports. */
class BuiltInSportsTest {

    private static final List<TieBreaker> HEAD_TO_HEAD_FIRST = List.of(
            TieBreaker.HEAD_TO_HEAD_POINTS,
            TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE,
            TieBreaker.HEAD_TO_HEAD_GOALS_FOR,
            TieBreaker.GOAL_DIFFERENCE,
            TieBreaker.GOALS_FOR,
            TieBreaker.LOTS);

    @Test
    void allBuiltInSportsExist() {
        assertEquals(Set.of("basketball", "football", "handball", "ice-hockey"), Sports.ALL.names());
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void sharedKindsAreEqualInAllSports(String name) {
        Sport sport = Sports.sport(name);
        Sport football = Sports.sport("football");
        for (String kind :
                List.of("full-time", "postponed", "cancelled", "suspended", "resumed", "abandoned", "injury")) {
            assertTrue(sport.kinds().containsKey(kind), kind);
        }
        for (String kind : List.of("full-time", "suspended", "resumed", "abandoned", "awarded", "video-review")) {
            assertEquals(football.kinds().get(kind), sport.kinds().get(kind));
        }
        assertEquals(!name.equals("ice-hockey"), sport.kinds().containsKey("half-time"));
        assertEquals(!name.equals("football"), sport.kinds().containsKey("period-start"));
        assertEquals(!name.equals("football"), sport.kinds().containsKey("period-end"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void periodsFollowOneAnother(String name) {
        Sport.Period before = null;
        for (Sport.Period period : Sports.sport(name).periods()) {
            if (before == null) {
                assertEquals(0, period.from());
            } else if (period.from() != null) {
                assertEquals(before.to(), period.from(), period.name());
            }
            if (before != null && before.overtime()) {
                assertTrue(period.overtime(), period.name());
            }
            before = period;
        }
    }

    @ParameterizedTest
    @CsvSource({"basketball, 4, 6, 40", "football,   2, 3, 90", "handball,   2, 5, 60", "ice-hockey, 3, 7, 60"})
    void overtimeFollowsTheRegularPeriods(String name, int regular, int overtimes, int minutes) {
        List<Sport.Period> periods = Sports.sport(name).periods();
        assertEquals(
                regular, periods.stream().filter(period -> !period.overtime()).count());
        assertEquals(overtimes, periods.stream().filter(Sport.Period::overtime).count());
        assertEquals(minutes, periods.get(regular - 1).to());
        assertTrue(periods.get(regular).overtime());
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void scoringKindsCountTheScorersFigure(String name) {
        Sport sport = Sports.sport(name);
        String figure = sport.scorers().figure();
        for (Sport.Kind kind : sport.kinds().values()) {
            int own = kind.shootout() ? 0 : kind.points().own();
            int other = kind.shootout() ? 0 : kind.points().other();
            assertEquals(own, kind.own().getOrDefault(figure, 0), kind.name());
            assertEquals(other, kind.opponents().getOrDefault(figure, 0), kind.name());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "basketball, points,",
        "football,   goals, penaltyGoals",
        "handball,   goals, sevenMetreGoals",
        "ice-hockey, goals, penaltyShotGoals"
    })
    void scorersUseTheFiguresOfTheSport(String name, String figure, String penalties) {
        assertEquals(new Sport.Scorers(figure, penalties), Sports.sport(name).scorers());
    }

    @Test
    void standingsUseTheRulesOfTheSport() {
        assertEquals(
                new Rules(2, 1, 1, null, null, HEAD_TO_HEAD_FIRST, Rules.HeadToHead.RESTARTED, List.of(), Map.of()),
                Sports.sport("basketball").rules());
        assertEquals(
                new Rules(3, 1, 0, 2, 1, HEAD_TO_HEAD_FIRST, Rules.HeadToHead.RESTARTED, List.of(), Map.of()),
                Sports.sport("ice-hockey").rules());
        assertEquals(
                new Rules(2, 1, 0, null, null, HEAD_TO_HEAD_FIRST, Rules.HeadToHead.ONCE, List.of(), Map.of()),
                Sports.sport("handball").rules());
        assertEquals(
                new Rules(
                        3,
                        1,
                        0,
                        null,
                        null,
                        List.of(
                                TieBreaker.GOAL_DIFFERENCE,
                                TieBreaker.GOALS_FOR,
                                TieBreaker.HEAD_TO_HEAD_POINTS,
                                TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE,
                                TieBreaker.HEAD_TO_HEAD_GOALS_FOR,
                                TieBreaker.FAIR_PLAY,
                                TieBreaker.LOTS),
                        Rules.HeadToHead.ONCE,
                        List.of(),
                        Map.of()),
                Sports.sport("football").rules());
    }

    @Test
    void onlyFootballHasFairPlay() {
        assertEquals(
                List.of(
                        new Sport.Penalty("secondYellowCards", -3, Map.of("yellowCards", 2, "redCards", 1)),
                        new Sport.Penalty("redCards", -4, Map.of()),
                        new Sport.Penalty("yellowCards", -1, Map.of())),
                Sports.sport("football").fairPlay());
        for (String name : List.of("basketball", "handball", "ice-hockey")) {
            assertEquals(List.of(), Sports.sport(name).fairPlay(), name);
        }
    }

    // A phase that depends only on the event's clock may be reported by several kinds; any other mark belongs to one
    // kind.
    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void everyPhaseMarkBelongsToOneKind(String name) {
        Map<Sport.PhaseChange, String> marks = new LinkedHashMap<>();
        for (Sport.Kind kind : Sports.sport(name).kinds().values()) {
            if (kind.change() != null) {
                assertEquals(null, marks.put(kind.change(), kind.name()), kind.name());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void labelsAndSymbolsAreShortAndLabelsAreUnique(String name) {
        List<String> labels = new ArrayList<>();
        for (Sport.Kind kind : Sports.sport(name).kinds().values()) {
            labels.add(kind.label());
            assertThat(
                    kind.name(), kind.symbol().codePointCount(0, kind.symbol().length()), lessThanOrEqualTo(2));
        }
        assertEquals(labels.size(), Set.copyOf(labels).size(), labels.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void lastTemplateNeedsOnlyRequiredFields(String name) {
        for (Sport.Kind kind : Sports.sport(name).kinds().values()) {
            String last = kind.texts().stream()
                    .reduce((earlier, later) -> later)
                    .map(text -> text.fill(place -> place.equals("team") || place.equals("period") ? "x" : null))
                    .orElse("");
            boolean onlyDetails =
                    kind.texts().size() == 1 && kind.texts().get(0).source().contains("{details.");
            assertTrue(last != null || onlyDetails, kind.name());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "basketball, tip-off two-pointer three-pointer free-throw two-pointer-missed three-pointer-missed"
                + " free-throw-missed offensive-rebound defensive-rebound assist steal block turnover foul"
                + " technical-foul unsportsmanlike-foul disqualifying-foul timeout substitution",
        "ice-hockey, first-face-off goal power-play-goal short-handed-goal empty-net-goal penalty-shot-goal"
                + " penalty-shot-missed shot shot-on-goal save face-off-won hit blocked-shot minor-penalty"
                + " double-minor-penalty major-penalty misconduct-penalty game-misconduct-penalty match-penalty"
                + " icing offside timeout goalie-change video-review video-review-outcome overtime shoot-out"
                + " shootout-goal shootout-miss",
        "handball, throw-off goal seven-metre-goal seven-metre-missed seven-metre-saved shot-missed shot-saved"
                + " shot-post save turnover technical-fault steal block yellow-card two-minute-suspension red-card"
                + " blue-card team-timeout shoot-out shootout-goal shootout-miss"
    })
    void kindsCoverPublicMatchData(String name, String kinds) {
        Sport sport = Sports.sport(name);
        assertThat(sport.kinds().keySet(), hasItems(kinds.split(" ")));
        assertTrue(Arrays.stream(kinds.split(" ")).map(sport.kinds()::get).allMatch(Objects::nonNull));
        assertEquals(
                sport.periods(),
                sport.periods().stream()
                        .sorted(Comparator.comparing(Sport.Period::overtime))
                        .toList());
    }
}

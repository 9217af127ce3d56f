package dev.touchline.simulation.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.simulation.camera.BallPositions.Ending;
import dev.touchline.simulation.camera.GoalLineDetector.Position;
import dev.touchline.simulation.camera.GoalLineDetector.Sighting;
import dev.touchline.simulation.camera.GoalLineDetector.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole ball must be behind the line, between the posts. */
class GoalLineDetectorTest {

    private static final double MIDDLE = 34;

    private final GoalLineDetector line = new GoalLineDetector();
    private final List<Sighting> seen = new ArrayList<>();
    private double t;

    private void at(double x, double y) {
        t += GoalLineDetector.SAMPLE_INTERVAL;
        seen.addAll(line.accept(new Position(t, x, y)));
    }

    private void at(double x, double y, int times) {
        for (int i = 0; i < times; i++) {
            at(x, y);
        }
    }

    private List<Verdict> verdicts() {
        return seen.stream().map(Sighting::verdict).toList();
    }

    @ParameterizedTest
    @CsvSource({"104, 105.12, 1", "104, 105.10, 0", "1, -0.12, 1", "1, -0.10, 0"})
    void ballMustCrossTheLineCompletely(double before, double behind, int goals) {
        at(before, MIDDLE);
        at(behind, MIDDLE, 10);
        assertEquals(
                goals == 0 ? List.of() : List.of(Verdict.PROVISIONAL, Verdict.CONFIRMED), verdicts(), seen::toString);
    }

    @ParameterizedTest
    @CsvSource({"30.35, true", "30.33, false", "37.65, true", "37.67, false"})
    void ballMustCrossBetweenThePosts(double y, boolean goal) {
        at(104, y);
        at(106, y, 10);
        assertEquals(goal, !seen.isEmpty());
    }

    @Test
    void ballThatRollsBehindTheGoalIsNoGoal() {
        at(104, 40);
        at(106, 40);
        at(106, 38);
        at(106, 36);
        at(106, MIDDLE, 10);
        assertEquals(List.of(), verdicts());
    }

    @Test
    void crossingTimeIsInterpolated() {
        at(104.61, 33);
        at(105.61, 35, 6);
        Sighting first = seen.get(0);
        assertEquals(0.02 + 0.01, first.crossed(), 1e-9);
        assertEquals(34, first.y(), 1e-9);
        assertEquals(0.02 + 0.04, first.at(), 1e-9, "detected at the second position behind the line");
        assertEquals(first.crossed(), seen.get(1).crossed());
        assertTrue(first.right());
    }

    @Test
    void ballClearedFromWellBehindTheLineIsAGoal() {
        at(104.9, MIDDLE);
        at(105.14, MIDDLE);
        at(105.17, MIDDLE);
        at(105.17, MIDDLE);
        at(104.5, MIDDLE, 20);
        assertEquals(List.of(Verdict.PROVISIONAL, Verdict.CONFIRMED), verdicts());
    }

    @Test
    void brieflySeenGoalIsWithdrawnAndConfirmedLater() {
        at(104.9, MIDDLE);
        at(105.12, MIDDLE, 2);
        at(105.08, MIDDLE, 5);
        assertEquals(List.of(Verdict.PROVISIONAL, Verdict.WITHDRAWN), verdicts());
        at(105.3, MIDDLE, 5);
        assertEquals(List.of(Verdict.PROVISIONAL, Verdict.WITHDRAWN, Verdict.CONFIRMED), verdicts());
        assertEquals(List.of(1, 2, 3), seen.stream().map(Sighting::revision).toList());
        assertEquals(List.of(1, 1, 1), seen.stream().map(Sighting::incident).toList());
    }

    @Test
    void singlePositionIsNoGoal() {
        at(104.9, MIDDLE);
        at(105.3, MIDDLE);
        at(104.9, MIDDLE, 5);
        assertEquals(List.of(), verdicts());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void ballOnTheLineIsAtMostOneIncidentUnderNoise(long seed) {
        Random noise = new Random(seed);
        at(104, MIDDLE);
        for (int i = 0; i < 3000; i++) {
            at(105.11 + 0.03 * noise.nextGaussian(), MIDDLE + 0.03 * noise.nextGaussian());
        }
        assertTrue(seen.size() <= 3, seen::toString);
        assertTrue(seen.stream().allMatch(sighting -> sighting.incident() == 1), seen::toString);
    }

    @Test
    void nextGoalIsANewIncidentOnceTheBallHasLeftTheLine() {
        at(104, MIDDLE);
        at(106, MIDDLE, 10);
        at(105, MIDDLE, 10);
        at(106, MIDDLE, 10);
        assertEquals(2, seen.size(), "the ball has not left the line");
        at(104, MIDDLE, 2);
        at(106, MIDDLE, 10);
        assertEquals(List.of(1, 1, 2, 2), seen.stream().map(Sighting::incident).toList());
    }

    @Test
    void ballThatAppearsBehindTheLineIsNoGoal() {
        at(106, MIDDLE, 10);
        at(104, MIDDLE, 2);
        t += 10;
        at(106, MIDDLE, 10);
        assertEquals(List.of(), verdicts());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everyShotIsJudgedByItsEnd(long seed) {
        CameraPlan.Recorder lens = new CameraPlan.Recorder();
        List<Ending> endings = BallPositions.shots(200, new Random(seed), lens);
        Map<String, List<String>> byIncident = lens.plan("shots", seed, "m", "home", 1).steps().stream()
                .map(step -> step.event().get())
                .collect(Collectors.groupingBy(
                        event -> event.path("id").asText(),
                        Collectors.mapping(event -> event.path("status").asText(), Collectors.toList())));
        assertEquals(
                endings.stream().filter(Ending::goal).count(),
                byIncident.values().stream()
                        .filter(statuses -> statuses.equals(List.of("provisional", "confirmed")))
                        .count());
        assertTrue(
                byIncident.values().stream()
                        .allMatch(statuses -> statuses.get(statuses.size() - 1).equals("confirmed")
                                || statuses.get(statuses.size() - 1).equals("cancelled")),
                byIncident::toString);
        assertEquals(4, endings.stream().distinct().count(), "all outcomes are tested");
    }
}

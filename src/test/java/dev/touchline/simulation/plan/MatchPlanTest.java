package dev.touchline.simulation.plan;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.Sports;
import dev.touchline.codec.EventsReader;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Score;
import dev.touchline.testing.Api;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A generated match is plausible and has its own expected result. */
class MatchPlanTest {

    private static final int MATCHES = 20;
    private static final ErrorRates MANY = new ErrorRates(0.6, 0.5, 0.3, 0.3, 0.3);
    private static final ErrorRates NONE = new ErrorRates(0, 0, 0, 0, 0);

    static Stream<String> sports() {
        return Playbook.SPORTS.stream();
    }

    private static MatchPlan match(String sport, int number, long seed, ErrorRates errorRates) {
        return MatchPlan.generate(Playbook.of(sport), "made-up", number, seed, errorRates);
    }

    private static List<ObjectNode> events(MatchPlan match) {
        return match.agents().stream()
                .flatMap(List::stream)
                .map(entry -> entry.report().json())
                .toList();
    }

    private static List<Event> read(MatchPlan match) {
        String body = events(match).stream().map(ObjectNode::toString).collect(Collectors.joining(",", "[", "]"));
        return new EventsReader(Sports.ALL, Integer.MAX_VALUE)
                .readPlainJson(body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
    }

    private static MatchTally tally(MatchPlan match) {
        Map<IncidentId, Event> highest = new HashMap<>();
        read(match)
                .forEach(event -> highest.merge(
                        event.incident(), event, (one, other) -> one.revision() >= other.revision() ? one : other));
        return MatchTally.of(highest.values(), Sports.ALL);
    }

    @ParameterizedTest
    @MethodSource("sports")
    void seedDeterminesTheEvents(String sport) {
        MatchPlan match = match(sport, 1, 7, MANY);
        assertEquals(events(match), events(match(sport, 1, 7, MANY)));
        assertEquals(
                match.announcement("c", Instant.EPOCH), match(sport, 1, 7, MANY).announcement("c", Instant.EPOCH));
        assertNotEquals(events(match), events(match(sport, 1, 8, MANY)));
        assertNotEquals(events(match), events(match(sport, 2, 7, MANY)));
    }

    @ParameterizedTest
    @MethodSource("sports")
    void expectedResultEqualsTheFoldOfItsEvents(String sport) {
        for (int number = 1; number <= MATCHES; number++) {
            MatchPlan match = match(sport, number, 11, MANY);
            MatchTally tally = tally(match);
            ExpectedResult expected = match.expected();
            Map<String, Map<String, Integer>> players = new TreeMap<>();
            tally.players()
                    .forEach((player, figures) -> players.put(
                            player.name() + " " + player.team().name().toLowerCase(), figures));
            Map<String, Map<String, Integer>> expectedPlayers = new TreeMap<>();
            expected.players().forEach(line -> {
                Map<String, Integer> figures = new TreeMap<>();
                line.forEach((key, value) -> {
                    if (value instanceof Integer figure) {
                        figures.put(key, figure);
                    }
                });
                expectedPlayers.put(line.get("player") + " " + line.get("team"), figures);
            });
            assertAll(
                    match.match(),
                    () -> assertEquals(
                            new Score(expected.score().home(), expected.score().away()), tally.score()),
                    () -> assertEquals(expected.home(), tally.team(Side.HOME)),
                    () -> assertEquals(expected.away(), tally.team(Side.AWAY)),
                    () -> assertEquals(expectedPlayers, players),
                    () -> assertEquals(Phase.FINISHED, tally.phase()));
        }
    }

    @ParameterizedTest
    @MethodSource("sports")
    void everyAgentHasItsOwnSourceAndReportsInOrder(String sport) {
        MatchPlan match = match(sport, 1, 7, MANY);
        assertTrue(match.agents().size() >= 3, "several agents report");
        Set<String> sources = new HashSet<>();
        for (List<MatchPlan.Entry> agent : match.agents()) {
            Set<String> ofAgent =
                    agent.stream().map(entry -> entry.report().source()).collect(Collectors.toSet());
            assertEquals(1, ofAgent.size(), ofAgent::toString);
            assertTrue(sources.addAll(ofAgent), ofAgent::toString);
            List<Double> due = agent.stream().map(MatchPlan.Entry::due).toList();
            assertEquals(due.stream().sorted().toList(), due);
        }
    }

    @ParameterizedTest
    @MethodSource("sports")
    void mistakesHaveTheRequestedRate(String sport) {
        List<Event> all = new ArrayList<>();
        List<Event> without = new ArrayList<>();
        for (int number = 1; number <= MATCHES; number++) {
            all.addAll(read(match(sport, number, 3, MANY)));
            without.addAll(read(match(sport, number, 3, NONE)));
        }
        long once = all.stream()
                .map(event -> event.incident() + " " + event.revision())
                .distinct()
                .count();
        assertEquals(0.3, (all.size() - once) / (double) once, 0.03, "duplicates");
        assertTrue(all.stream().anyMatch(event -> event.status().code().equals("cancelled")), "cancelled");
        assertTrue(all.stream().anyMatch(event -> event.status().code().equals("provisional")), "provisional");
        assertTrue(all.stream().anyMatch(event -> event.revision() == 3), "some events have three revisions");
        assertTrue(
                without.stream().allMatch(event -> event.revision() == 1), "without mistakes, there are no revisions");
        assertEquals(
                without.size(),
                without.stream().map(Event::incident).distinct().count(),
                "without mistakes, no event is repeated");
    }

    @Test
    void scoresAreTypicalOfTheSport() {
        Map<String, double[]> usual = Map.of(
                "football", new double[] {1.8, 3.6},
                "basketball", new double[] {130, 200},
                "ice-hockey", new double[] {4, 7.5},
                "handball", new double[] {45, 65});
        usual.forEach((sport, bounds) -> {
            double sum = 0;
            for (int number = 1; number <= MATCHES; number++) {
                ExpectedResult.Score score =
                        match(sport, number, 5, ErrorRates.DEFAULT).expected().score();
                sum += score.home() + score.away();
            }
            double average = sum / MATCHES;
            assertTrue(average > bounds[0] && average < bounds[1], sport + ": " + average);
        });
    }

    @Test
    void matchesWithOvertimeHaveAWinner() {
        for (String sport : List.of("basketball", "ice-hockey")) {
            int overtimes = 0;
            for (int number = 1; number <= 200; number++) {
                MatchPlan match = match(sport, number, 5, NONE);
                assertTrue(!match.expected().isDraw(), match.match());
                overtimes += events(match).stream()
                                .anyMatch(event -> event.path("type").asText().equals(sport + ".overtime"))
                        ? 1
                        : 0;
            }
            assertTrue(overtimes > 0, sport);
        }
    }

    @Test
    void everyClubPlaysOncePerRoundAgainstChangingOpponents() {
        Set<String> clubs = new HashSet<>();
        Set<String> pairs = new HashSet<>();
        for (int number = 1; number <= 24; number++) {
            MatchPlan match = match("football", number, 5, NONE);
            assertNotEquals(match.home().name(), match.away().name());
            assertTrue(pairs.add(match.home().name() + match.away().name()), match.match());
            if (number <= 12) {
                assertTrue(
                        clubs.add(match.home().name()) && clubs.add(match.away().name()), match.match());
            }
        }
    }

    @Test
    void eventsHaveNoTimeSoThatTheyAreRepeatable() {
        assertTrue(events(match("football", 1, 7, MANY)).stream().noneMatch(event -> event.has("occurredAt")));
        assertTrue(Api.text(events(match("football", 1, 7, MANY))).length() > 1000);
    }
}

package dev.touchline.statistics.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.Football;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
class StatisticsTest {

    @Inject
    AgroalDataSource database;

    private final String match = UniqueIds.match();

    // --- Repeated reports --------------------------------------------------------------------------------------------

    @Test
    void repeatedReportChangesNothing() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal);
        JsonNode before = Api.awaitSeq(match, 1);
        Api.accept(goal);
        Api.accept(goal, goal, goal);
        Api.awaitProcessed();
        assertEquals(before, Api.match(match));
        assertEquals(1, Api.updates(match).size());
        assertEquals(1, Api.timeline(match).size());
        assertEquals(List.of(), conflicts());
    }

    @Test
    void eventRepeatedInOneRequestCountsOnce() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal, goal, EventBody.goal(match, "away", 11), goal);
        JsonNode shown = Api.awaitSeq(match, 2);
        assertEquals(Api.json("{\"home\":1,\"away\":1}"), shown.path("score"));
    }

    @Test
    void orderOfKeysAndExplicitDefaultsDoNotMatter() {
        EventBody goal = EventBody.goal(match, "home", 10).with("details", Map.of("penalty", true));
        Api.accept(goal);
        EventBody reordered = goal.without("minute")
                .without("team")
                .with("revision", 1)
                .with("status", "confirmed")
                .with("team", "home")
                .with("stoppage", 0)
                .with("assist", null)
                .with("minute", "10'");
        Api.accept(reordered);
        Api.awaitProcessed();
        assertEquals(1, Api.match(match).path("seq").asInt());
        assertEquals(List.of(), conflicts());
    }

    @Test
    void secondReportOfARevisionIsAConflict() {
        EventBody goal = EventBody.goal(match, "home", 10).with("player", "Ann");
        Api.accept(goal);
        Api.awaitSeq(match, 1);
        Api.accept(goal.with("team", "away"));
        Api.accept(goal.with("team", "away"));
        Api.accept(goal.with("player", "Bea"));
        Api.awaitProcessed();
        JsonNode shown = Api.match(match);
        assertEquals(1, shown.path("seq").asInt());
        assertEquals(Api.json("{\"home\":1,\"away\":0}"), shown.path("score"));
        assertEquals("Ann", Api.timeline(match).path(0).path("player").asText());
        assertEquals(
                List.of("same revision, other content", "same revision, other content"),
                conflicts().stream().map(Conflict::reason).toList());
        assertEquals(
                List.of("away Ann", "home Bea"),
                conflicts().stream()
                        .map(Conflict::content)
                        .map(content -> content.path("team").asText() + " "
                                + content.path("player").asText())
                        .sorted()
                        .toList());
    }

    @Test
    void secondReportOfARevisionInOneRequestIsAConflict() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal, goal.with("minute", 11));
        Api.awaitProcessed();
        JsonNode shown = Api.match(match);
        assertEquals(1, shown.path("seq").asInt());
        assertEquals(10, shown.path("clock").path("minute").asInt());
        assertEquals(1, conflicts().size());
    }

    @Test
    void sameIdInTwoMatchesCountsInBoth() {
        String other = UniqueIds.match();
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal);
        Api.accept(goal.with("match", other).with("minute", 11));
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("home").asInt());
        assertEquals(1, Api.awaitSeq(other, 1).path("score").path("home").asInt());
        assertEquals(List.of(), conflicts(match));
        assertEquals(List.of(), conflicts(other));
    }

    @Test
    void incidentsThatAreNumberedPerMatchCountInEveryMatch() {
        String other = UniqueIds.match();
        String source = UniqueIds.id("play-by-play");
        for (String game : List.of(match, other)) {
            List<EventBody> plays = new ArrayList<>();
            for (int number = 1; number <= 311; number++) {
                String team = number % 3 == 0 || game.equals(other) ? "away" : "home";
                plays.add(EventBody.of(game, "goal")
                        .with("type", "basketball.two-pointer")
                        .with("id", String.valueOf(number))
                        .with("source", source)
                        .with("team", team)
                        .with("minute", 1 + number / 7));
            }
            Api.accept(plays.toArray(EventBody[]::new));
        }
        JsonNode score = Api.awaitSeq(match, 311).path("score");
        assertEquals(
                List.of(2 * 208, 2 * 103),
                List.of(score.path("home").asInt(), score.path("away").asInt()));
        score = Api.awaitSeq(other, 311).path("score");
        assertEquals(
                List.of(0, 2 * 311),
                List.of(score.path("home").asInt(), score.path("away").asInt()));
    }

    @Test
    void equalIdsOfDifferentSourcesAreDifferentIncidents() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal, goal.with("source", UniqueIds.id("other")));
        assertEquals(2, Api.awaitSeq(match, 2).path("score").path("home").asInt());
    }

    // --- Revisions ---------------------------------------------------------------------------------------------------

    @Test
    void higherRevisionReplacesALowerOne() {
        EventBody goal = EventBody.goal(match, "home", 10).with("player", "Ann");
        Api.accept(goal);
        Api.accept(goal.with("revision", 2)
                .with("player", "Bea")
                .with("team", "away")
                .with("minute", 12));
        JsonNode shown = Api.awaitSeq(match, 2);
        assertEquals(Api.json("{\"home\":0,\"away\":1}"), shown.path("score"));
        assertEquals(12, shown.path("clock").path("minute").asInt());
        assertEquals(1, Api.timeline(match).size());
        assertEquals("Bea", Api.timeline(match).path(0).path("player").asText());
        assertEquals(List.of("event", "correction"), kinds());
        JsonNode players = Api.get("/matches/{id}/statistics", match).path("players");
        assertEquals(1, players.size());
        assertEquals("Bea", players.path(0).path("player").asText());
    }

    @Test
    void lateLowerRevisionChangesNothing() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal.with("revision", 3));
        JsonNode before = Api.awaitSeq(match, 1);
        Api.accept(goal.with("revision", 2).with("team", "away"));
        Api.accept(goal.with("revision", 1).with("status", "cancelled"));
        Api.awaitProcessed();
        assertEquals(before, Api.match(match));
        assertEquals(3, Api.timeline(match).path(0).path("revision").asInt());
        assertEquals(List.of("event"), kinds());
        assertEquals(List.of(), conflicts());
    }

    @Test
    void cancelledGoalIsTakenOffTheScore() {
        EventBody goal = EventBody.goal(match, "home", 10).with("player", "Ann");
        Api.accept(EventBody.of(match, "kick-off"), goal);
        Api.accept(goal.with("revision", 2).with("status", "cancelled"));
        JsonNode shown = Api.awaitSeq(match, 3);
        assertEquals(Api.json("{\"home\":0,\"away\":0}"), shown.path("score"));
        assertEquals(List.of("phase", "event", "retraction"), kinds());
        JsonNode retraction = Api.updates(match).get(2);
        assertEquals(Api.json("{\"home\":0,\"away\":0}"), retraction.path("score"));
        assertEquals("cancelled", retraction.path("event").path("status").asText());
        assertTrue(retraction.path("notify").asBoolean());
        assertTrue(retraction.path("text").asText().endsWith("Home 0–0 Away"), retraction::toString);
        JsonNode figures = Api.get("/matches/{id}/statistics", match);
        assertEquals(0, figures.path("home").path("goals").asInt(-1));
        assertEquals(0, figures.path("players").size());
    }

    @Test
    void cancelledGoalCanBeReinstated() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal.with("status", "provisional"));
        Api.accept(goal.with("status", "cancelled").with("revision", 2));
        Api.accept(goal.with("status", "confirmed").with("revision", 3));
        assertEquals(1, Api.awaitSeq(match, 3).path("score").path("home").asInt());
        assertEquals(List.of("event", "retraction", "correction"), kinds());
        assertEquals(
                List.of(1, 0, 1),
                Api.updates(match).stream()
                        .map(update -> update.path("score").path("home").asInt())
                        .toList());
    }

    @Test
    void cancellationBeforeItsEventWins() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal.with("revision", 2).with("status", "cancelled"));
        Api.awaitSeq(match, 1);
        Api.accept(goal);
        Api.awaitProcessed();
        JsonNode shown = Api.match(match);
        assertEquals(1, shown.path("seq").asInt());
        assertEquals(0, shown.path("score").path("home").asInt());
    }

    @Test
    void revisionMayChangeTheKind() {
        EventBody goal = EventBody.goal(match, "home", 10).with("player", "Ann");
        Api.accept(goal, goal.with("revision", 2).with("type", "football.own-goal"));
        assertEquals(Api.json("{\"home\":0,\"away\":1}"), Api.awaitSeq(match, 2).path("score"));
    }

    @Test
    void revisionMayChangeTheSport() {
        EventBody foul = EventBody.of(match, "foul").with("team", "home").with("minute", 3);
        Api.accept(foul.with("type", "basketball.foul"));
        Api.accept(foul.with("type", "football.goal").with("revision", 2));
        assertEquals(Api.json("{\"home\":1,\"away\":0}"), Api.awaitSeq(match, 2).path("score"));
        Api.accept(foul.with("type", "basketball.three-pointer").with("revision", 3));
        assertEquals(Api.json("{\"home\":3,\"away\":0}"), Api.awaitSeq(match, 3).path("score"));
        JsonNode figures = Api.get("/matches/{id}/statistics", match).path("home");
        assertEquals(0, figures.path("goals").asInt(), figures::toString);
        assertEquals(0, figures.path("fouls").asInt(), figures::toString);
        assertEquals(3, figures.path("points").asInt(), figures::toString);
    }

    @Test
    void orderOfArrivalDoesNotMatter() {
        List<EventBody> reports = new ArrayList<>(List.of(
                EventBody.of(match, "kick-off"),
                EventBody.of(match, "half-time"),
                EventBody.of(match, "second-half"),
                EventBody.of(match, "full-time").with("minute", "90+4")));
        for (int minute = 5; minute <= 85; minute += 10) {
            EventBody goal = EventBody.goal(match, minute % 3 == 0 ? "home" : "away", minute)
                    .with("player", "Player " + minute % 4);
            reports.add(goal);
            if (minute % 20 == 5) {
                reports.add(goal.with("revision", 2).with("status", "cancelled"));
            } else {
                reports.add(goal.with("revision", 2).with("player", "Corrected " + minute % 4));
            }
        }
        Api.accept(reports);
        Api.awaitProcessed();
        JsonNode figures = Api.get("/matches/{id}/statistics", match);

        Random random = new Random(20310601);
        for (int round = 0; round < 5; round++) {
            String again = UniqueIds.match();
            String source = UniqueIds.id("shuffled");
            List<EventBody> shuffled = new ArrayList<>(reports.stream()
                    .map(event -> event.with("match", again).with("source", source))
                    .toList());
            shuffled.addAll(List.copyOf(shuffled).subList(0, 7));
            Collections.shuffle(shuffled, random);
            for (int from = 0; from < shuffled.size(); from += 4) {
                Api.accept(shuffled.subList(from, Math.min(from + 4, shuffled.size())));
            }
            Api.awaitProcessed();
            for (String field : List.of("score", "phase", "clock", "winner", "shootout")) {
                assertEquals(
                        Api.match(match).path(field), Api.match(again).path(field), "round " + round + ", " + field);
            }
            JsonNode others = Api.get("/matches/{id}/statistics", again);
            for (String field : List.of("home", "away", "players")) {
                assertEquals(figures.path(field), others.path(field), "round " + round + ", " + field);
            }
        }
    }

    // --- Announcements -----------------------------------------------------------------------------------------------

    @Test
    void laterAnnouncementReplacesAllFields() {
        Map<String, Object> fields = Api.announcement("Aldermoor", "Brackwater");
        fields.put("venue", "The Quay");
        fields.put("stage", "Final");
        Api.announce(match, fields);
        Api.awaitSeq(match, 1);
        fields.remove("stage");
        fields.put("venue", "The Mill");
        Api.announce(match, fields);
        JsonNode shown = Api.awaitSeq(match, 2);
        assertEquals("The Mill", shown.path("venue").asText());
        assertTrue(shown.path("stage").isNull());
        assertEquals(List.of("match", "match"), kinds());
        assertTrue(Api.updates(match).get(1).path("event").isNull());
    }

    @Test
    void unchangedAnnouncementIsNoChange() {
        Map<String, Object> fields = Api.announcement("Aldermoor", "Brackwater");
        fields.put("kickOff", "2031-06-30T18:00:00+03:00");
        Api.announce(match, fields);
        JsonNode before = Api.awaitSeq(match, 1);
        fields.put("kickOff", "2031-06-30T15:00:00Z");
        fields.put("venue", null);
        Api.announce(match, fields);
        Api.awaitProcessed();
        assertEquals(before, Api.match(match));
        assertEquals(List.of("match"), kinds());
        assertEquals(List.of(), conflicts());
    }

    @Test
    void matchIsCountedBeforeItsAnnouncement() {
        Api.accept(
                EventBody.of(match, "kick-off"),
                EventBody.goal(match, "home", 10).with("player", "Ann"),
                EventBody.goal(match, "away", 20));
        JsonNode unannounced = Api.awaitSeq(match, 3);
        assertEquals("football", unannounced.path("sport").asText());
        assertEquals("live", unannounced.path("phase").asText());
        assertTrue(
                unannounced.path("home").isNull() && unannounced.path("kickOff").isNull());
        assertTrue(Api.updates(match).get(1).path("text").asText().endsWith("Home 1–0 Away"));

        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        JsonNode announced = Api.awaitSeq(match, 4);
        assertEquals("Aldermoor", announced.path("home").asText());
        assertEquals(Api.json("{\"home\":1,\"away\":1}"), announced.path("score"));
        assertEquals("live", announced.path("phase").asText());
        assertEquals("match", Api.updates(match).get(3).path("kind").asText());
    }

    // --- Updates and figures -----------------------------------------------------------------------------------------

    @Test
    void updateHasTheDocumentedShape() {
        Api.announce(match, Api.announcement("Argentina", "France"));
        Api.accept(EventBody.goal(match, "home", 23).with("player", "Messi").with("details", Map.of("penalty", true)));
        Api.awaitSeq(match, 2);
        JsonNode update = Api.updates(match).get(1);
        assertEquals(match, update.path("match").asText());
        assertEquals(2, update.path("seq").asInt());
        assertEquals("event", update.path("kind").asText());
        assertEquals("football.goal", update.path("event").path("type").asText());
        assertTrue(update.path("event").hasNonNull("occurredAt"));
        assertEquals(Api.json("{\"home\":1,\"away\":0}"), update.path("score"));
        assertEquals(Api.json("{\"period\":\"first-half\",\"minute\":23,\"stoppage\":0}"), update.path("clock"));
        assertEquals("live", update.path("phase").asText());
        assertEquals("GOAL", update.path("title").asText());
        assertEquals(
                "23' Messi (pen) · Argentina 1–0 France", update.path("text").asText());
        assertTrue(update.path("notify").isBoolean() && update.path("notify").asBoolean());
        assertTrue(update.path("at").asText().endsWith("Z"));
    }

    @Test
    void figuresOfTeamsAndPlayersAddUp() {
        Api.accept(
                EventBody.goal(match, "home", 1).with("player", "Ann"),
                EventBody.of(match, "penalty-goal")
                        .with("team", "home")
                        .with("minute", 2)
                        .with("player", "Ann"),
                EventBody.of(match, "own-goal")
                        .with("team", "away")
                        .with("minute", 3)
                        .with("player", "Eve"),
                EventBody.of(match, "yellow-card")
                        .with("team", "away")
                        .with("minute", 4)
                        .with("player", "Eve"),
                EventBody.of(match, "second-yellow-card")
                        .with("team", "away")
                        .with("minute", 5)
                        .with("player", "Eve"),
                EventBody.of(match, "red-card")
                        .with("team", "home")
                        .with("minute", 6)
                        .with("player", "Bea"),
                EventBody.of(match, "shot").with("team", "home").with("minute", 7),
                EventBody.of(match, "shot-on-target").with("team", "home").with("minute", 8));
        assertEquals(Api.json("{\"home\":3,\"away\":0}"), Api.awaitSeq(match, 8).path("score"));
        JsonNode figures = Api.get("/matches/{id}/statistics", match);
        assertEquals(match, figures.path("match").asText());
        assertEquals(8, figures.path("seq").asInt());
        assertEquals(
                counted(Map.of("goals", 3, "penaltyGoals", 1, "redCards", 1, "shots", 4, "shotsOnTarget", 3)),
                figures.path("home"));
        assertEquals(
                counted(Map.of("ownGoals", 1, "yellowCards", 2, "secondYellowCards", 1, "redCards", 1)),
                figures.path("away"));
        assertEquals(
                Api.json("[{\"player\":\"Ann\",\"team\":\"home\",\"goals\":2,\"penaltyGoals\":1,\"shots\":2,"
                        + "\"shotsOnTarget\":2},"
                        + "{\"player\":\"Bea\",\"team\":\"home\",\"redCards\":1},"
                        + "{\"player\":\"Eve\",\"team\":\"away\",\"ownGoals\":1,\"yellowCards\":2,"
                        + "\"secondYellowCards\":1,\"redCards\":1}]"),
                figures.path("players"));
    }

    // All figures of football, zeros included.
    private static JsonNode counted(Map<String, Integer> others) {
        ObjectNode all = Api.JSON.createObjectNode();
        Football.SPORT.teamFigures().forEach(figure -> all.put(figure, others.getOrDefault(figure, 0)));
        return all;
    }

    @Test
    void matchGoesThroughItsPhasesToTheShootOut() {
        List<String> kinds = List.of(
                "kick-off",
                "half-time",
                "second-half",
                "end-of-normal-time",
                "extra-time",
                "extra-time-half-time",
                "extra-time-second-half",
                "end-of-extra-time",
                "shoot-out");
        List<String> phases = List.of("live", "break", "live", "break", "live", "break", "live", "break", "shootout");
        Api.accept(EventBody.goal(match, "home", 1), EventBody.goal(match, "away", 2));
        for (int i = 0; i < kinds.size(); i++) {
            Api.accept(EventBody.of(match, kinds.get(i)));
            assertEquals(phases.get(i), Api.awaitSeq(match, i + 3).path("phase").asText(), kinds.get(i));
        }
        Api.accept(
                EventBody.of(match, "shootout-goal").with("team", "away"),
                EventBody.of(match, "shootout-miss").with("team", "home"));
        JsonNode before = Api.awaitSeq(match, 13);
        assertEquals(Api.json("{\"home\":1,\"away\":1}"), before.path("score"));
        assertEquals(Api.json("{\"home\":0,\"away\":1}"), before.path("shootout"));
        assertTrue(before.path("winner").isNull());
        Api.accept(EventBody.of(match, "full-time").with("period", "shoot-out"));
        JsonNode over = Api.awaitSeq(match, 14);
        assertEquals("finished", over.path("phase").asText());
        assertEquals("away", over.path("winner").asText());
        assertEquals(Api.json("{\"home\":1,\"away\":1}"), over.path("score"));
    }

    @Test
    void seqsHaveNoGapOverManyBatches() {
        IntStream.range(0, 20)
                .parallel()
                .forEach(batch -> Api.accept(IntStream.range(0, 10)
                        .mapToObj(i -> EventBody.of(match, "corner").with("team", i % 2 == 0 ? "home" : "away"))
                        .toList()));
        Api.awaitSeq(match, 200);
        assertEquals(
                IntStream.rangeClosed(1, 200).boxed().toList(),
                Api.updates(match).stream()
                        .map(update -> update.path("seq").asInt())
                        .toList());
    }

    private List<String> kinds() {
        return Api.updates(match).stream()
                .map(update -> update.path("kind").asText())
                .toList();
    }

    private record Conflict(String reason, JsonNode content) {}

    private List<Conflict> conflicts() {
        return conflicts(match);
    }

    private List<Conflict> conflicts(String ofMatch) {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT reason, content FROM conflict WHERE match = ?")) {
            query.setString(1, ofMatch);
            List<Conflict> conflicts = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    conflicts.add(new Conflict(rows.getString("reason"), Api.json(rows.getString("content"))));
                }
            }
            return conflicts;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}

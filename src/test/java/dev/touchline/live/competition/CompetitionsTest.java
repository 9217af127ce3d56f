package dev.touchline.live.competition;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CompetitionsTest {

    private final String competition = UniqueIds.id("cup");
    private final String match = UniqueIds.match();

    // --- Competitions ------------------------------------------------------------------------------------------------

    @Test
    void competitionNeedsNoDefinition() {
        announce(match, "Alder", "Birch");
        Api.awaitProcessed();
        assertEquals(Api.json("""
                        {"id":"%s","defined":false,"name":null,"sport":"football",
                         "variant":null,
                         "rules":{"win":3,"draw":1,"loss":0,
                                  "tieBreakers":["goal difference","goals for","head-to-head points",
                                      "head-to-head goal difference","head-to-head goals for","fair play",
                                      "drawing of lots"],
                                  "headToHead":"once","lots":[],"ranking":{}},
                         "deductions":[],"stages":[],"reporters":null}
                        """.formatted(competition)), Api.get("/competitions/{id}", competition));
    }

    @Test
    void competitionsWithDefinitionOrMatchesAreListedOnceInPages() {
        String a = competition + "-a";
        String b = competition + "-b";
        String c = competition + "-c";
        define(a, Map.of("name", "Only defined"));
        define(b, Map.of("name", "Both"));
        announce(match + "-1", b, "Alder", "Birch", null);
        announce(match + "-2", b, "Cedar", "Dogwood", null);
        announce(match + "-3", c, "Alder", "Birch", null);
        Api.awaitProcessed();
        for (int limit : List.of(1, 3, 200)) {
            List<JsonNode> all = new ArrayList<>();
            String cursor = null;
            do {
                JsonNode page = cursor == null
                        ? Api.get("/competitions?limit={n}", limit)
                        : Api.get("/competitions?limit={n}&cursor={c}", limit, cursor);
                page.path("items").forEach(all::add);
                cursor = page.path("next").isNull() ? null : page.path("next").asText();
                assertTrue(cursor == null || page.path("items").size() == limit);
            } while (cursor != null);
            List<String> ids = texts(all, "id");
            assertEquals(ids.size(), new HashSet<>(ids).size());
            assertEquals(
                    List.of(a, b, c),
                    ids.stream().filter(id -> id.startsWith(competition)).toList());
            for (JsonNode shown : all) {
                if (shown.path("id").asText().startsWith(competition)) {
                    assertEquals(Api.get("/competitions/{id}", shown.path("id").asText()), shown);
                }
            }
        }
    }

    @Test
    void competitionWithoutASportHasThatOfMostMatches() {
        announce(match + "-1", "Alder", "Birch");
        announce(match + "-2", "basketball");
        announce(match + "-3", "basketball");
        Api.awaitProcessed();
        assertEquals(
                "basketball",
                Api.get("/competitions/{id}", competition).path("sport").asText());
        define(competition, Map.of("sport", "football"));
        Api.awaitProcessed();
        assertEquals(
                "football",
                Api.get("/competitions/{id}", competition).path("sport").asText());
        assertEquals("1 Alder 0 0 0 0 0-0 0\n1 Birch 0 0 0 0 0-0 0\n", table());
    }

    @Test
    void competitionWithoutMatchesHasNeitherTablesNorScorers() {
        define(competition, Map.of());
        Api.awaitProcessed();
        assertEquals(Api.json("[]"), standings("").path("groups"));
        assertEquals(
                Api.json("{\"items\":[],\"teams\":[],\"next\":null,\"notComputed\":null}"),
                Api.get("/competitions/{id}/scorers", competition));
    }

    @Test
    void competitionDisappearsWithItsLastMatch() {
        announce(match, "Alder", "Birch");
        announce(match, competition + "-other", "Alder", "Birch", null);
        Api.awaitProcessed();
        assertProblem(Api.request().get("/competitions/{id}", competition), 404, "not-found");
        assertProblem(Api.request().get("/competitions/{id}/standings", competition), 404, "not-found");
        assertProblem(Api.request().get("/competitions/{id}/scorers", competition), 404, "not-found");
        assertEquals(
                1,
                Api.get("/competitions/{id}/standings", competition + "-other")
                        .path("groups")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-knows", "a b", "-", "a\u0000b", "%", "💥", "'; DROP TABLE competition; --"})
    void unknownCompetitionIsNotFound(String id) {
        assertProblem(Api.request().get("/competitions/{id}", id), 404, "not-found");
        assertProblem(Api.request().get("/competitions/{id}/standings", id), 404, "not-found");
        assertProblem(Api.request().get("/competitions/{id}/scorers", id), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=201",
                "?limit=x",
                "?cursor=%00",
                "?cursor=x",
                "/{id}/standings?live=maybe",
                "/{id}/standings?live=TRUE",
                "/{id}/standings?live=1",
                "/{id}/standings?limit=0",
                "/{id}/standings?cursor=%00",
                "/{id}/scorers?cursor=x",
                "/{id}/scorers?cursor=LTE",
                "/{id}/scorers?limit=0",
                "/{id}/scorers?limit=201",
                "/{id}/scorers?limit=all"
            })
    void invalidParameterIsRejected(String query) {
        define(competition, Map.of());
        Api.awaitProcessed();
        Response response =
                Api.request().urlEncodingEnabled(false).get("/competitions" + query.replace("{id}", competition));
        assertProblem(response, 400, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u0000b"})
    void invalidCursorIsRejected(String position) {
        String cursor =
                Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
        assertProblem(Api.request().get("/competitions?cursor={c}", cursor), 400, "bad-parameter");
    }

    // --- Standings ---------------------------------------------------------------------------------------------------

    @Test
    void standingsListRulesAndSeparatingTieBreakers() {
        play("Alder", 2, 0, "Birch");
        play("Cedar", 0, 1, "Birch");
        play("Birch", 3, 2, "Alder");
        play("Alder", 1, 0, "Cedar");
        assertEquals(Api.json("""
                        {"competition":"%s","name":null,"live":false,
                         "rules":["points","goal difference","goals for","head-to-head points",
                             "head-to-head goal difference","head-to-head goals for","fair play","drawing of lots"],
                         "points":{"win":3,"draw":1,"loss":0,"overtimeWin":null,"overtimeLoss":null},
                         "deductions":[],
                         "stages":[{"id":null,"name":null,"kind":"table","declared":false,
                             "rules":["points","goal difference","goals for","head-to-head points",
                                 "head-to-head goal difference","head-to-head goals for","fair play","drawing of lots"],
                             "points":{"win":3,"draw":1,"loss":0,"overtimeWin":null,"overtimeLoss":null},
                             "carriesOver":null}],
                         "groups":[{"stage":null,"name":null,"rows":[
                            {"position":1,"team":"Alder","played":3,"won":2,"drawn":0,"lost":1,"goalsFor":5,
                             "goalsAgainst":3,"goalDifference":2,"points":6,"deducted":0,"fairPlay":0,
                             "separatedBy":"goal difference","playing":false},
                            {"position":2,"team":"Birch","played":3,"won":2,"drawn":0,"lost":1,"goalsFor":4,
                             "goalsAgainst":4,"goalDifference":0,"points":6,"deducted":0,"fairPlay":0,
                             "separatedBy":"goal difference","playing":false},
                            {"position":3,"team":"Cedar","played":2,"won":0,"drawn":0,"lost":2,"goalsFor":0,
                             "goalsAgainst":2,"goalDifference":-2,"points":0,"deducted":0,"fairPlay":0,
                             "separatedBy":null,"playing":false}]}],
                         "teams":[],"inferred":[],"next":null,"notComputed":null}
                        """.formatted(competition)), standings(""));
    }

    @Test
    void rulesApplyIfDefinedBeforeOrAfterTheMatches() {
        Map<String, Object> definition = Map.of(
                "name",
                "Harbour Cup",
                "rules",
                Map.of("win", 2, "tieBreakers", List.of("head-to-head points", "goal average")));
        String later = competition + "-later";
        define(competition, definition);
        for (String cup : List.of(competition, later)) {
            play(cup, null, "Birch", 1, 0, "Alder");
            play(cup, null, "Alder", 5, 0, "Cedar");
        }
        define(later, definition);
        Api.awaitProcessed();
        String expected = """
                1 Birch 1 1 0 0 1-0 2 [head-to-head points]
                2 Alder 2 1 0 1 5-1 2 [head-to-head points]
                3 Cedar 1 0 0 1 0-5 0
                """;
        assertEquals(expected, table(competition, ""));
        assertEquals(expected, table(later, ""));
        assertEquals("Harbour Cup", standings("").path("name").asText());
        assertEquals(
                Api.json("[\"points\",\"head-to-head points\",\"goal average\"]"),
                standings("").path("rules"));
        // An empty definition restores the defaults.
        define(later, Map.of());
        Api.awaitProcessed();
        assertEquals("""
                1 Alder 2 1 0 1 5-1 3 [goal difference]
                2 Birch 1 1 0 0 1-0 3 [goal difference]
                3 Cedar 1 0 0 1 0-5 0
                """, table(later, ""));
    }

    @Test
    void goalCancelledAfterFullTimeChangesTheTable() {
        announce(match, "Alder", "Birch");
        EventBody goal = EventBody.goal(match, "home", 30);
        Api.accept(goal, fullTime(match));
        assertEquals("1 Alder 1 1 0 0 1-0 3\n2 Birch 1 0 0 1 0-1 0\n", settledTable());
        Api.accept(goal.with("revision", 2).with("status", "cancelled"));
        assertEquals("1 Alder 1 0 1 0 0-0 1\n1 Birch 1 0 1 0 0-0 1\n", settledTable());
        Api.accept(goal.with("revision", 3).with("team", "away"));
        assertEquals("1 Birch 1 1 0 0 1-0 3\n2 Alder 1 0 0 1 0-1 0\n", settledTable());
    }

    @Test
    void cancelledFullTimeTakesTheMatchOutOfTheTable() {
        announce(match, "Alder", "Birch");
        EventBody end = fullTime(match);
        Api.accept(EventBody.goal(match, "home", 30), end);
        assertEquals("1 Alder 1 1 0 0 1-0 3\n2 Birch 1 0 0 1 0-1 0\n", settledTable());
        Api.accept(end.with("revision", 2).with("status", "cancelled"));
        assertEquals("1 Alder 0 0 0 0 0-0 0\n1 Birch 0 0 0 0 0-0 0\n", settledTable());
    }

    @Test
    void matchMovedToAnotherGroupCountsThere() {
        play(competition, "Group A", "Alder", 2, 0, "Birch");
        String moved = play(competition, "Group A", "Cedar", 1, 0, "Dogwood");
        announce(moved, competition, "Cedar", "Dogwood", "Group B");
        assertEquals("""
                Group A
                1 Alder 1 1 0 0 2-0 3
                2 Birch 1 0 0 1 0-2 0
                Group B
                1 Cedar 1 1 0 0 1-0 3
                2 Dogwood 1 0 0 1 0-1 0
                """, settledTable());
        // A match without a group counts as a match of the knock-out stage.
        announce(moved, competition, "Cedar", "Dogwood", null);
        assertEquals("""
                Group A
                1 Alder 1 1 0 0 2-0 3
                2 Birch 1 0 0 1 0-2 0
                """, settledTable());
    }

    @Test
    void tablesAreListedInPages() {
        for (String group : List.of("Group A", "Group B", "Group C")) {
            announce(UniqueIds.match(), competition, "Alder " + group, "Birch " + group, group);
        }
        Api.awaitProcessed();
        List<String> names = new ArrayList<>();
        String query = "?limit=2";
        JsonNode page = standings(query);
        page.path("groups").forEach(group -> names.add(group.path("name").asText()));
        page = standings(query + "&cursor=" + page.path("next").asText());
        page.path("groups").forEach(group -> names.add(group.path("name").asText()));
        assertEquals(List.of("Group A", "Group B", "Group C"), names);
        assertTrue(page.path("next").isNull());
    }

    @Test
    void teamsHaveTheNamesOfTheLastAnnouncement() {
        String id = play(competition, null, "Adler", 2, 0, "Birch");
        Api.accept(EventBody.goal(id, "home", 50).with("player", "Ann"));
        announce(id, "Alder", "Birch");
        assertEquals("1 Alder 1 1 0 0 3-0 3\n2 Birch 1 0 0 1 0-3 0\n", settledTable());
        assertEquals("Alder", scorers("").path(0).path("team").asText());
    }

    @Test
    void liveTableCountsMatchesInProgressAndMarksPlayingTeams() {
        play("Alder", 1, 0, "Birch");
        announce(match, "Cedar", "Birch");
        Api.accept(EventBody.of(match, "kick-off"), EventBody.goal(match, "away", 5), EventBody.goal(match, "away", 6));
        assertEquals("""
                1 Alder 1 1 0 0 1-0 3
                2 Cedar 0 0 0 0 0-0 0 [goal difference]
                3 Birch 1 0 0 1 0-1 0 [goal difference]
                """, settledTable());
        assertEquals(table(), table(competition, "?live=false"));
        assertEquals("""
                1 Birch 2 1 0 1 2-1 3 [goals for]
                2 Alder 1 1 0 0 1-0 3 [goals for]
                3 Cedar 1 0 0 1 0-2 0
                """, table(competition, "?live=true"));
        JsonNode live = standings("?live=true");
        assertTrue(live.path("live").asBoolean());
        JsonNode rows = live.path("groups").path(0).path("rows");
        assertTrue(rows.path(0).path("playing").asBoolean());
        assertFalse(rows.path(1).path("playing").asBoolean());
        assertTrue(rows.path(2).path("playing").asBoolean());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abandoned", "cancelled", "postponed", "suspended"})
    void calledOffMatchDoesNotCount(String kind) {
        play("Alder", 1, 0, "Birch");
        announce(match, "Birch", "Alder");
        Api.accept(
                EventBody.goal(match, "home", 5),
                EventBody.goal(match, "home", 6),
                EventBody.of(match, kind).with("minute", 7));
        assertEquals("1 Alder 1 1 0 0 1-0 3\n2 Birch 1 0 0 1 0-1 0\n", settledTable());
    }

    @Test
    void awardedMatchCountsWithItsResultAndItsGoalsStay() {
        announce(match, "Alder", "Birch");
        EventBody award = EventBody.of(match, "awarded")
                .with("details", Map.of("home", 0, "away", 3, "reason", "spectators on the pitch", "against", "home"));
        Api.accept(
                EventBody.goal(match, "away", 8).with("player", "Ann"),
                EventBody.goal(match, "away", 25).with("player", "Bea"),
                EventBody.of(match, "abandoned").with("minute", 26),
                award);
        assertEquals("1 Birch 1 1 0 0 3-0 3\n2 Alder 1 0 0 1 0-3 0\n", settledTable());
        assertEquals(2, scorers("").size());
        JsonNode awarded = Api.get("/matches/{id}", match);
        assertEquals("finished", awarded.path("phase").asText());
        assertEquals("away", awarded.path("winner").asText());
        assertEquals(Api.json("{\"home\":0,\"away\":2}"), awarded.path("score"));
        assertEquals(
                Api.json("{\"home\":0,\"away\":3,\"decidedBy\":\"award\",\"reason\":\"spectators on the pitch\"}"),
                awarded.path("result"));
        assertEquals(Api.json("[{\"period\":\"first-half\",\"home\":0,\"away\":2}]"), awarded.path("periods"));
        Api.accept(award.with("revision", 2).with("status", "cancelled"));
        assertEquals("", settledTable());
        JsonNode again = Api.get("/matches/{id}", match);
        assertEquals("abandoned", again.path("phase").asText());
        assertTrue(again.path("result").isNull());
    }

    @Test
    void deductionsAreSubtractedAndListed() {
        define(
                competition,
                Map.of("deductions", List.of(Map.of("team", "Alder", "points", 4, "reason", "insolvency"))));
        play("Alder", 1, 0, "Birch");
        assertEquals("1 Birch 1 0 0 1 0-1 0\n2 Alder 1 1 0 0 1-0 -1\n", settledTable());
        JsonNode standings = standings("");
        assertEquals(
                Api.json("[{\"team\":\"Alder\",\"points\":4,\"reason\":\"insolvency\",\"stage\":null}]"),
                standings.path("deductions"));
        assertEquals(
                4,
                standings
                        .path("groups")
                        .path(0)
                        .path("rows")
                        .path(1)
                        .path("deducted")
                        .asInt());
    }

    @Test
    void fairPlaySeparatesTeams() {
        String first = play("Alder", 1, 1, "Birch");
        EventBody yellow =
                EventBody.of(first, "yellow-card").with("team", "home").with("minute", 10);
        Api.accept(
                yellow.with("player", "Ann"),
                EventBody.of(first, "second-yellow-card").with("team", "away").with("player", "Bea"));
        assertEquals("""
                1 Alder 1 0 1 0 1-1 1 [fair play]
                2 Birch 1 0 1 0 1-1 1 [fair play]
                """, settledTable());
        JsonNode rows = standings("").path("groups").path(0).path("rows");
        assertEquals(-1, rows.path(0).path("fairPlay").asInt());
        assertEquals(-3, rows.path(1).path("fairPlay").asInt());
        // Three more yellow cards reverse the order.
        Api.accept(Stream.of("Cleo", "Dora", "Eve")
                .map(player ->
                        EventBody.of(first, "yellow-card").with("team", "home").with("player", player))
                .toList());
        assertEquals("""
                1 Birch 1 0 1 0 1-1 1 [fair play]
                2 Alder 1 0 1 0 1-1 1 [fair play]
                """, settledTable());
    }

    @Test
    void overtimeAndShootOutsHaveTheirOwnPointsIfTheRulesDefineThem() {
        announce(match + "-1", "Alder", "Birch");
        announce(match + "-2", "Cedar", "Dogwood");
        announce(match + "-3", "Elm", "Fir");
        Api.accept(
                EventBody.goal(match + "-1", "home", 95).with("period", "extra-time-first-half"),
                EventBody.of(match + "-1", "full-time").with("minute", 120).with("period", "extra-time-second-half"),
                shootout(match + "-2", "goal", "away"),
                shootout(match + "-2", "miss", "home"),
                EventBody.of(match + "-2", "full-time").with("period", "shoot-out"),
                EventBody.goal(match + "-3", "home", 90).with("stoppage", 5),
                fullTime(match + "-3"));
        assertEquals("""
                1 Alder 1 1 0 0 1-0 3
                1 Elm 1 1 0 0 1-0 3
                3 Cedar 1 0 1 0 0-0 1
                3 Dogwood 1 0 1 0 0-0 1
                5 Birch 1 0 0 1 0-1 0
                5 Fir 1 0 0 1 0-1 0
                """, settledTable());
        define(competition, Map.of("rules", Map.of("overtimeWin", 2, "overtimeLoss", 1)));
        assertEquals("""
                1 Elm 1 1 0 0 1-0 3
                2 Alder 1 1 0 0 1-0 2 [goal difference]
                3 Dogwood 1 1 0 0 0-0 2 [goal difference]
                4 Cedar 1 0 0 1 0-0 1 [goal difference]
                5 Birch 1 0 0 1 0-1 1 [goal difference]
                6 Fir 1 0 0 1 0-1 0
                """, settledTable());
        assertEquals(
                Api.json("{\"win\":3,\"draw\":1,\"loss\":0,\"overtimeWin\":2,\"overtimeLoss\":1}"),
                standings("").path("points"));
    }

    private static EventBody shootout(String match, String outcome, String team) {
        return EventBody.of(match, "shootout-" + outcome).with("team", team).with("period", "shoot-out");
    }

    @Test
    void unannouncedMatchDoesNotCount() {
        play("Alder", 1, 0, "Birch");
        Api.accept(EventBody.goal(match, "home", 5), fullTime(match));
        assertEquals("1 Alder 1 1 0 0 1-0 3\n2 Birch 1 0 0 1 0-1 0\n", settledTable());
        announce(match, "Birch", "Alder");
        assertEquals("1 Alder 2 1 0 1 1-1 3\n1 Birch 2 1 0 1 1-1 3\n", settledTable());
    }

    // --- Stages ------------------------------------------------------------------------------------------------------

    @Test
    void tablesAndTiesFollowTheDeclaredStages() {
        define(
                competition,
                Map.of(
                        "deductions",
                        List.of(Map.of("team", "Alder", "points", 1, "stage", "spring")),
                        "stages",
                        List.of(
                                Map.of("id", "autumn", "name", "Autumn season", "kind", "table"),
                                Map.of("id", "spring", "kind", "table", "rules", Map.of("win", 2)),
                                Map.of(
                                        "id", "finals",
                                        "kind", "knock-out",
                                        "ties", List.of("better place"),
                                        "placedBy", "autumn"))));
        playIn("Autumn season", "Matchday 1", "Birch", 2, 0, "Alder");
        playIn("spring", "Matchday 1", "Alder", 1, 0, "Birch");
        String first = playIn("finals", "Final", "Alder", 1, 0, "Birch");
        String second = playIn("finals", "Final", "Birch", 1, 0, "Alder");
        assertEquals("""
                1 Birch 1 1 0 0 2-0 3
                2 Alder 1 0 0 1 0-2 0
                1 Alder 1 1 0 0 1-0 1
                2 Birch 1 0 0 1 0-1 0
                """, settledTable());
        assertEquals(table(competition, "?stage=autumn"), table(competition, "?stage=Autumn season"));
        assertEquals("1 Alder 1 1 0 0 1-0 1\n2 Birch 1 0 0 1 0-1 0\n", table(competition, "?stage=spring"));
        assertEquals("", table(competition, "?stage=finals"));
        JsonNode bracket = Api.get("/competitions/{id}/bracket", competition);
        assertEquals(Api.json("[]"), bracket.path("inferred"));
        JsonNode round = bracket.path("rounds").path(0);
        assertEquals("finals", round.path("stage").asText());
        assertEquals("Final", round.path("name").asText());
        JsonNode tie = round.path("ties").path(0);
        assertEquals(Api.json("{\"home\":1,\"away\":1}"), tie.path("aggregate"));
        assertEquals("Birch", tie.path("winner").asText());
        assertEquals("better place", tie.path("decidedBy").asText());
        assertEquals(
                List.of(first, second).stream().sorted().toList(),
                tie.path("legs").findValuesAsText("match").stream().sorted().toList());
        assertEquals(bracket, Api.get("/competitions/{id}/bracket?stage=finals", competition));
        assertProblem(Api.request().get("/competitions/{id}/standings?stage=winter", competition), 404, "not-found");
        assertProblem(Api.request().get("/competitions/{id}/bracket?stage=winter", competition), 404, "not-found");
    }

    @Test
    void roundsOfAKnockOutAreInferredAndListedInPages() {
        playIn(null, "Semifinals", "Alder", 1, 0, "Birch");
        playIn(null, "Semifinals", "Cedar", 1, 0, "Dogwood");
        announceIn(null, "Final", match, "Alder", "Cedar");
        Api.awaitProcessed();
        assertEquals(Api.json("[]"), standings("").path("groups"));
        JsonNode bracket = Api.get("/competitions/{id}/bracket?limit=1", competition);
        assertEquals(1, bracket.path("inferred").size());
        List<String> ties = new ArrayList<>();
        for (int page = 0; page < 3; page++) {
            JsonNode shown = bracket.path("rounds").path(0);
            JsonNode tie = shown.path("ties").path(0);
            ties.add("%s: %s %s"
                    .formatted(
                            shown.path("name").asText(),
                            tie.path("home").asText(),
                            tie.path("winner").asText()));
            if (page < 2) {
                bracket = Api.get(
                        "/competitions/{id}/bracket?limit=1&cursor={c}",
                        competition,
                        bracket.path("next").asText());
            }
        }
        assertTrue(bracket.path("next").isNull());
        assertEquals("Final: Alder null", ties.get(2));
        assertEquals(Set.of("Semifinals: Alder Alder", "Semifinals: Cedar Cedar"), Set.copyOf(ties.subList(0, 2)));
    }

    private void announceIn(String stage, String round, String id, String home, String away) {
        Map<String, Object> fields = Api.announcement(home, away);
        fields.put("competition", competition);
        fields.put("stage", stage);
        fields.put("round", round);
        Api.announce(id, fields);
    }

    private String playIn(String stage, String round, String home, int homeGoals, int awayGoals, String away) {
        String id = UniqueIds.match();
        announceIn(stage, round, id, home, away);
        score(id, homeGoals, awayGoals);
        return id;
    }

    // --- Scorers -----------------------------------------------------------------------------------------------------

    @Test
    void scorersAreListedWithTheirPenaltiesAndWithoutOwnGoalsAndShootOuts() {
        announce(match, "Alder", "Birch");
        Api.accept(
                goal("home", "Ann"),
                goal("home", "Ann").with("type", "football.penalty-goal"),
                goal("home", "Ann").with("details", Map.of("penalty", true)),
                goal("away", "Bea").with("status", "provisional"),
                goal("away", "Cleo").with("type", "football.own-goal"),
                goal("away", "Dora").with("type", "football.shootout-goal").with("period", "shoot-out"),
                goal("away", "Eve").with("type", "football.penalty-missed"),
                EventBody.goal(match, "away", 80));
        Api.awaitProcessed();
        assertEquals(Api.json("""
                        {"items":[{"player":"Ann","id":null,"shortName":null,"team":"Alder","teams":["Alder"],
                                   "goals":3,"penalties":2},
                                  {"player":"Bea","id":null,"shortName":null,"team":"Birch","teams":["Birch"],
                                   "goals":1,"penalties":0}],
                         "teams":[],"next":null,"notComputed":null}
                        """), Api.get("/competitions/{id}/scorers", competition));
    }

    @Test
    void homeAndAwayGoalsOfAllMatchesCount() {
        String other = match + "-other";
        String elsewhere = match + "-elsewhere";
        announce(match, "Alder", "Birch");
        announce(other, "Birch", "Alder");
        announce(elsewhere, competition + "-else", "Alder", "Birch", null);
        Api.accept(
                goal("home", "Ann"),
                goal("away", "Ann").with("match", other),
                goal("home", "Bea").with("match", other),
                goal("home", "Ann").with("match", elsewhere));
        Api.awaitProcessed();
        assertEquals(List.of("Ann Alder 2 0", "Bea Birch 1 0"), shown(scorers("")));
        announce(elsewhere, "Alder", "Birch");
        Api.awaitProcessed();
        assertEquals(List.of("Ann Alder 3 0", "Bea Birch 1 0"), shown(scorers("")));
        assertEquals(List.of("Ann Alder 3 0"), shown(scorers("?limit=1")));
    }

    @Test
    void goalMovesWithACorrectedScorerAndDisappearsWhenCancelled() {
        announce(match, "Alder", "Birch");
        EventBody first = goal("home", "Ann");
        EventBody second = goal("home", "Ann");
        Api.accept(first, second);
        Api.awaitProcessed();
        assertEquals(List.of("Ann Alder 2 0"), shown(scorers("")));
        Api.accept(first.with("revision", 2).with("player", "Bea").with("details", Map.of("penalty", true)));
        Api.awaitProcessed();
        assertEquals(List.of("Ann Alder 1 0", "Bea Alder 1 1"), shown(scorers("")));
        Api.accept(second.with("revision", 2).with("status", "cancelled"));
        Api.awaitProcessed();
        assertEquals(List.of("Bea Alder 1 1"), shown(scorers("")));
    }

    @Test
    void differentlySpelledNamesAreDifferentPlayers() {
        announce(match, "Alder", "Birch");
        Api.accept(goal("home", "Lionel Messi"), goal("home", "L. Messi"), goal("home", "Lionel Messi"));
        Api.awaitProcessed();
        assertEquals(List.of("Lionel Messi Alder 2 0", "L. Messi Alder 1 0"), shown(scorers("")));
    }

    @Test
    void scorersAreSortedByGoalsThenPenaltiesThenNameThenTeamInPages() {
        String other = match + "-other";
        announce(match, "Alder", "Birch");
        announce(other, "Cedar", "Birch");
        Api.accept(
                goal("home", "Zoe"),
                goal("home", "Zoe"),
                goal("home", "Zoe").with("type", "football.penalty-goal"),
                goal("home", "Yva"),
                goal("home", "Yva"),
                goal("home", "Ann"),
                goal("home", "Ann").with("type", "football.penalty-goal"),
                goal("home", "Bea").with("match", other).with("type", "football.penalty-goal"),
                goal("home", "Bea").with("match", other).with("type", "football.penalty-goal"),
                goal("home", "Cleo").with("match", other),
                goal("home", "Dora").with("match", other),
                goal("home", "Cleo"));
        Api.awaitProcessed();
        List<String> expected = List.of(
                "Zoe Alder 3 1",
                "Yva Alder 2 0",
                "Ann Alder 2 1",
                "Bea Cedar 2 2",
                "Cleo Alder 1 0",
                "Cleo Cedar 1 0",
                "Dora Cedar 1 0");
        assertEquals(expected, shown(scorers("")));
        for (int limit : List.of(1, 3, 6, 7)) {
            List<String> pages = new ArrayList<>();
            String query = "?limit=" + limit;
            for (String next = ""; next != null; ) {
                JsonNode page = Api.get("/competitions/{id}/scorers" + query + next, competition);
                pages.addAll(shown(page.path("items")));
                next = page.path("next").isNull()
                        ? null
                        : "&cursor=" + page.path("next").asText();
            }
            assertEquals(expected, pages, "pages of " + limit);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"abandoned", "cancelled"})
    void goalsOfACalledOffMatchDoNotCount(String kind) {
        announce(match, "Alder", "Birch");
        Api.accept(goal("home", "Ann"), EventBody.of(match, kind).with("minute", 80));
        Api.awaitProcessed();
        assertEquals(List.of(), shown(scorers("")));
    }

    @Test
    void scorersOfAnotherSportAreRankedByItsFigure() {
        announce(match, "basketball");
        Api.accept(EventBody.of(match, "x")
                .with("type", "basketball.three-pointer")
                .with("team", "home")
                .with("player", "Ann"));
        Api.awaitProcessed();
        assertEquals(Api.json("""
                        [{"player":"Ann","id":null,"shortName":null,"team":"Alder","teams":["Alder"],"points":3}]
                        """), scorers(""));
    }

    // --- Helpers -----------------------------------------------------------------------------------------------------

    private EventBody goal(String team, String player) {
        return EventBody.goal(match, team, 60).with("player", player);
    }

    private static EventBody fullTime(String match) {
        return EventBody.of(match, "full-time").with("minute", 90).with("period", "second-half");
    }

    private static void define(String competition, Map<String, Object> definition) {
        Response response = Api.define(competition, definition);
        assertEquals(202, response.statusCode(), response::asString);
    }

    private void announce(String id, String home, String away) {
        announce(id, competition, home, away, null);
    }

    private static void announce(String id, String competition, String home, String away, String group) {
        Map<String, Object> fields = Api.announcement(home, away);
        fields.put("competition", competition);
        fields.put("group", group);
        Api.announce(id, fields);
    }

    private void announce(String id, String sport) {
        Map<String, Object> fields = Api.announcement("Alder", "Birch");
        fields.put("competition", competition);
        fields.put("sport", sport);
        Api.announce(id, fields);
    }

    private String play(String home, int homeGoals, int awayGoals, String away) {
        String id = play(competition, null, home, homeGoals, awayGoals, away);
        Api.awaitProcessed();
        return id;
    }

    /** Announces and plays a match from kick-off to full-time, and returns its id. */
    private static String play(
            String competition, String group, String home, int homeGoals, int awayGoals, String away) {
        String id = UniqueIds.match();
        announce(id, competition, home, away, group);
        score(id, homeGoals, awayGoals);
        return id;
    }

    private static void score(String id, int homeGoals, int awayGoals) {
        List<EventBody> reports = new ArrayList<>(List.of(EventBody.of(id, "kick-off")));
        reports.addAll(Collections.nCopies(homeGoals, "home").stream()
                .map(team -> EventBody.goal(id, team, 30))
                .toList());
        reports.addAll(Collections.nCopies(awayGoals, "away").stream()
                .map(team -> EventBody.goal(id, team, 40))
                .toList());
        reports.add(fullTime(id));
        Api.accept(reports);
    }

    private JsonNode standings(String query) {
        return Api.get("/competitions/{id}/standings" + query, competition);
    }

    private JsonNode scorers(String query) {
        return Api.get("/competitions/{id}/scorers" + query, competition).path("items");
    }

    private static List<String> shown(JsonNode scorers) {
        List<String> shown = new ArrayList<>();
        for (JsonNode scorer : scorers) {
            shown.add("%s %s %d %d"
                    .formatted(
                            scorer.path("player").asText(),
                            scorer.path("team").asText(),
                            scorer.path("goals").asInt(-1),
                            scorer.path("penalties").asInt(-1)));
        }
        return shown;
    }

    private String settledTable() {
        Api.awaitProcessed();
        return table();
    }

    private String table() {
        return table(competition, "");
    }

    /** The tables, one row a line. */
    private static String table(String competition, String query) {
        StringBuilder text = new StringBuilder();
        for (JsonNode group :
                Api.get("/competitions/{id}/standings" + query, competition).path("groups")) {
            if (!group.path("name").isNull()) {
                text.append(group.path("name").asText()).append('\n');
            }
            for (JsonNode row : group.path("rows")) {
                text.append("%d %s %d %d %d %d %d-%d %d%s\n"
                        .formatted(
                                row.path("position").asInt(),
                                row.path("team").asText(),
                                row.path("played").asInt(),
                                row.path("won").asInt(),
                                row.path("drawn").asInt(),
                                row.path("lost").asInt(),
                                row.path("goalsFor").asInt(),
                                row.path("goalsAgainst").asInt(),
                                row.path("points").asInt(),
                                row.path("separatedBy").isNull()
                                        ? ""
                                        : " [" + row.path("separatedBy").asText() + "]"));
            }
        }
        return text.toString();
    }

    private static List<String> texts(List<JsonNode> items, String field) {
        return items.stream().map(item -> item.path(field).asText()).toList();
    }
}

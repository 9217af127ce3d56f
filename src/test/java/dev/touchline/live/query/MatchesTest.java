package dev.touchline.live.query;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MatchesTest {

    private final String match = UniqueIds.match();
    private final String competition = UniqueIds.id("cup");

    @Inject
    AgroalDataSource database;

    // --- Timeline ----------------------------------------------------------------------------------------------------

    @Test
    void timelineIsInTheOrderOfTheMatchClock() {
        List<EventBody> inOrder = List.of(
                EventBody.of(match, "kick-off"),
                EventBody.goal(match, "home", 1),
                EventBody.goal(match, "home", 45),
                EventBody.goal(match, "home", 45).with("stoppage", 2),
                EventBody.goal(match, "home", 0).with("minute", "45+10"),
                EventBody.goal(match, "home", 46),
                EventBody.goal(match, "home", 90),
                EventBody.goal(match, "home", 0).with("minute", "90+4"),
                EventBody.goal(match, "home", 91),
                EventBody.of(match, "shootout-goal").with("team", "home").with("period", "shoot-out"));
        List<EventBody> sent = new ArrayList<>(inOrder);
        Collections.reverse(sent);
        Api.accept(sent);
        Api.awaitSeq(match, inOrder.size());
        assertEquals(inOrder.stream().map(EventBody::id).toList(), texts(Api.timeline(match), "id"));
        JsonNode line = Api.timeline(match).path(3);
        assertEquals(45, line.path("minute").asInt());
        assertEquals(2, line.path("stoppage").asInt());
        assertEquals("45+2' Goal", line.path("text").asText());
        assertEquals(sent.size() - 3, line.path("seq").asInt());
    }

    @Test
    void secondHalfFollowsStoppageTimeOfTheFirstAtTheSameMinute() {
        EventBody first =
                EventBody.goal(match, "home", 45).with("period", "first-half").with("stoppage", 9);
        EventBody second = EventBody.goal(match, "home", 45).with("period", "second-half");
        Api.accept(second, first);
        Api.awaitSeq(match, 2);
        assertEquals(List.of(first.id(), second.id()), texts(Api.timeline(match), "id"));
    }

    @Test
    void timelineShowsTheHighestRevisionsAndCancelledIncidents() {
        EventBody goal = EventBody.goal(match, "home", 10).with("player", "Ann");
        Api.accept(goal, goal.with("revision", 2).with("status", "cancelled"));
        Api.awaitSeq(match, 2);
        JsonNode lines = Api.timeline(match);
        assertEquals(1, lines.size());
        assertEquals("cancelled", lines.path(0).path("status").asText());
        assertEquals(2, lines.path(0).path("seq").asInt());
        assertEquals("10' Goal · Ann", lines.path(0).path("text").asText());
    }

    @Test
    void cardsOfOnePlayerAtOneMomentAreOneSendingOff() {
        EventBody second = card("second-yellow-card", 75);
        Api.accept(card("yellow-card", 20), card("red-card", 75), second, card("yellow-card", 75));
        JsonNode figures = statistics(4).path("home");
        assertEquals(2, figures.path("yellowCards").asInt());
        assertEquals(1, figures.path("secondYellowCards").asInt());
        assertEquals(1, figures.path("redCards").asInt());
        assertEquals(
                List.of("football.yellow-card", "football.second-yellow-card"), texts(Api.timeline(match), "type"));
        Api.accept(second.with("revision", 2).with("status", "cancelled"));
        figures = statistics(5).path("home");
        assertEquals(2, figures.path("yellowCards").asInt());
        assertEquals(0, figures.path("secondYellowCards").asInt());
        assertEquals(1, figures.path("redCards").asInt());
        assertEquals(4, Api.timeline(match).size(), "a cancelled card includes nothing");
        assertRebuilt();
    }

    private EventBody card(String kind, int minute) {
        return EventBody.of(match, kind)
                .with("team", "home")
                .with("player", "Ann")
                .with("minute", minute);
    }

    private JsonNode statistics(int seq) {
        Api.awaitSeq(match, seq);
        return Api.get("/matches/{id}/statistics", match);
    }

    private void assertRebuilt() {
        JsonNode rebuilt = Api.json(Api.request().post("/rebuilds?match=" + match));
        assertEquals(0, rebuilt.path("different").asInt(), rebuilt::toString);
    }

    @Test
    void timelineIsPaged() {
        Api.accept(IntStream.range(0, 25)
                .mapToObj(
                        i -> EventBody.of(match, "corner").with("team", "home").with("minute", i % 7))
                .toList());
        Api.awaitSeq(match, 25);
        List<String> all = texts(Api.timeline(match), "id");
        assertEquals(25, all.size());
        for (int limit : List.of(1, 4, 24, 25, 26)) {
            List<JsonNode> pages = pages("/matches/" + match + "/events?limit=" + limit);
            assertEquals((25 + limit - 1) / limit, pages.size(), "pages of " + limit);
            assertEquals(all, items(pages, "id"), "pages of " + limit);
        }
    }

    /** The bound in bytes, beside that in items: a response of 200 large items would have three megabytes. */
    @Test
    void pageOfLargeItemsEndsEarly() {
        Map<String, Object> details = Map.of("note", "x".repeat(15_000));
        EventBody goal = EventBody.goal(match, "home", 0);
        Api.accept(goal);
        Api.accept(IntStream.range(0, 40)
                .mapToObj(
                        i -> EventBody.of(match, "corner").with("team", "home").with("details", details))
                .toList());
        Api.accept(IntStream.range(0, 40)
                .mapToObj(i -> goal.with("minute", 1 + i).with("details", details))
                .toList());
        Api.awaitProcessed();
        for (String list : List.of("events", "conflicts")) {
            List<JsonNode> pages = pages("/matches/" + match + "/" + list + "?limit=200");
            assertEquals(3, pages.size(), list);
            pages.forEach(page -> assertTrue(page.toString().length() < 300_000, list));
            int items =
                    pages.stream().mapToInt(page -> page.path("items").size()).sum();
            assertEquals(list.equals("events") ? 41 : 40, items, list);
        }
    }

    @Test
    void announcedMatchWithoutEventsHasAnEmptyTimelineAndNoFigures() {
        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        Api.awaitSeq(match, 1);
        assertEquals(Api.json("{\"items\":[],\"next\":null}"), Api.get("/matches/{id}/events", match));
        JsonNode figures = Api.get("/matches/{id}/statistics", match);
        assertEquals(0, figures.path("home").path("goals").asInt(-1));
        assertEquals(0, figures.path("players").size());
    }

    // --- Lists -------------------------------------------------------------------------------------------------------

    @Test
    void matchesAreListedByKickOffInPages() {
        List<String> inOrder = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            // Three kick-offs, the last of them unknown; matches with the same kick-off are sorted by id.
            String id = match + "-" + (char) ('a' + i);
            String kickOff = i < 4 ? "2031-06-01T12:00:00Z" : i < 8 ? "2031-06-02T12:00:00.000001Z" : null;
            announce(id, kickOff);
            inOrder.add(id);
        }
        Api.awaitProcessed();
        assertEquals(inOrder, texts(list("").path("items"), "id"));
        for (int limit : List.of(1, 3, 4, 10, 11, 200)) {
            List<JsonNode> pages = pages("/matches?competition=" + competition + "&limit=" + limit);
            assertEquals(inOrder, items(pages, "id"), "pages of " + limit);
            assertEquals((11 + limit - 1) / limit, pages.size(), "pages of " + limit);
        }
    }

    @Test
    void listedMatchEqualsTheSingleMatch() {
        announce(match, "2031-06-01T12:00:00Z");
        Api.accept(EventBody.goal(match, "home", 10));
        JsonNode shown = Api.awaitSeq(match, 2);
        JsonNode list = list("");
        assertEquals(shown, list.path("items").path(0));
        assertTrue(list.path("next").isNull());
    }

    @Test
    void matchesAreFilteredByWhetherTheyAreInProgress() {
        for (String kind : List.of("none", "kick-off", "half-time", "shoot-out", "suspended", "full-time")) {
            String id = match + "-" + kind;
            announce(id, "2031-06-01T12:00:00Z");
            if (!kind.equals("none")) {
                Api.accept(EventBody.of(id, kind));
            }
        }
        Api.awaitProcessed();
        assertEquals(
                List.of(match + "-half-time", match + "-kick-off", match + "-shoot-out", match + "-suspended"),
                texts(list("&live=true").path("items"), "id"));
        assertEquals(
                List.of(match + "-full-time", match + "-none"),
                texts(list("&live=false").path("items"), "id"));
    }

    @Test
    void matchesAreFilteredByTheUtcDayOfTheirKickOff() {
        announce(match + "-1", "2031-05-31T23:59:59.999999Z");
        announce(match + "-2", "2031-06-01T00:00:00Z");
        announce(match + "-3", "2031-06-02T02:59:59+03:00");
        announce(match + "-4", "2031-06-02T00:00:00Z");
        announce(match + "-5", null);
        Api.awaitProcessed();
        assertEquals(
                List.of(match + "-2", match + "-3"),
                texts(list("&date=2031-06-01").path("items"), "id"));
    }

    @Test
    void filtersAreCombinedAndUnknownCompetitionsHaveNoMatches() {
        announce(match, "2031-06-01T12:00:00Z");
        Api.accept(EventBody.of(match, "kick-off"));
        Api.awaitSeq(match, 2);
        assertEquals(1, list("&live=true&date=2031-06-01").path("items").size());
        assertEquals(0, list("&live=false&date=2031-06-01").path("items").size());
        assertEquals(0, list("&live=true&date=2031-06-02").path("items").size());
        assertEquals(
                Api.json("{\"items\":[],\"next\":null}"), Api.get("/matches?competition=" + UniqueIds.id("nobody")));
    }

    @Test
    void defaultPageHasFiftyMatches() {
        for (int i = 0; i < 51; i++) {
            announce(match + "-" + i, null);
        }
        Api.awaitProcessed();
        JsonNode page = list("");
        assertEquals(50, page.path("items").size());
        assertTrue(page.path("next").isTextual());
    }

    // --- Conflicts ---------------------------------------------------------------------------------------------------

    @Test
    void conflictIsListedWithItsContent() {
        EventBody goal = EventBody.goal(match, "home", 10).with("player", "Ann");
        EventBody other = goal.with("player", "Bea").with("minute", 11);
        Api.accept(goal);
        Instant before = Instant.now();
        Api.accept(other);
        Api.awaitProcessed();
        JsonNode page = Api.get("/matches/{id}/conflicts", match);
        assertEquals(1, page.path("items").size());
        assertTrue(page.path("next").isNull());
        JsonNode conflict = page.path("items").path(0);
        assertEquals("same revision, other content", conflict.path("reason").asText());
        Instant receivedAt = Instant.parse(conflict.path("receivedAt").asText());
        assertTrue(!receivedAt.isBefore(before.minusMillis(1)) && receivedAt.isBefore(before.plusSeconds(60)));
        assertEquals(3, conflict.size(), conflict::toString);
        other.json()
                .properties()
                .forEach(field ->
                        assertEquals(field.getValue(), conflict.path("event").path(field.getKey()), field.getKey()));
        // The first content stands.
        assertEquals("Ann", Api.timeline(match).path(0).path("player").asText());
    }

    @Test
    void idsThatASourceUsesInTwoMatchesAreListedOncePerSource() {
        String there = UniqueIds.match();
        EventBody goal = EventBody.goal(match, "home", 10);
        EventBody later = EventBody.goal(match, "home", 20)
                .with("source", goal.json().path("source").asText());
        Api.accept(goal, later);
        Api.accept(goal.with("match", there), later.with("match", there));
        Api.awaitProcessed();
        for (String shown : List.of(match, there)) {
            JsonNode items = Api.get("/matches/{id}/conflicts", shown).path("items");
            assertEquals(1, items.size(), items::toString);
            assertEquals(
                    "the source uses the same ids in match " + (shown.equals(match) ? there : match),
                    items.path(0).path("reason").asText());
            assertEquals(shown, items.path(0).path("event").path("match").asText());
            assertEquals(2, Api.match(shown).path("score").path("home").asInt());
        }
    }

    @Test
    void repeatedConflictIsListedOnce() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal);
        for (int i = 0; i < 3; i++) {
            Api.accept(goal, goal.with("minute", 11), goal.with("minute", 12));
        }
        Api.awaitProcessed();
        assertEquals(2, Api.get("/matches/{id}/conflicts", match).path("items").size());
    }

    @Test
    void matchWithoutConflictsHasAnEmptyList() {
        EventBody goal = EventBody.goal(match, "home", 10);
        Api.accept(goal, goal, goal.with("revision", 2).with("minute", 11));
        Api.awaitSeq(match, 2);
        assertEquals(Api.json("{\"items\":[],\"next\":null}"), Api.get("/matches/{id}/conflicts", match));
    }

    @Test
    void conflictsAreListedByReceiptInPages() {
        EventBody goal = EventBody.goal(match, "home", 0);
        Api.accept(goal);
        // Reports of one request have the same time of receipt.
        Api.accept(IntStream.rangeClosed(1, 5)
                .mapToObj(i -> goal.with("minute", i))
                .toList());
        for (int i = 6; i <= 11; i++) {
            Api.accept(goal.with("minute", i));
        }
        Api.awaitProcessed();
        List<Integer> all = minutes(pages("/matches/" + match + "/conflicts?limit=200"));
        assertEquals(List.of(1, 2, 3, 4, 5), all.subList(0, 5).stream().sorted().toList());
        assertEquals(List.of(6, 7, 8, 9, 10, 11), all.subList(5, 11));
        for (int limit : List.of(1, 2, 5, 10, 11)) {
            List<JsonNode> pages = pages("/matches/" + match + "/conflicts?limit=" + limit);
            assertEquals((11 + limit - 1) / limit, pages.size(), "pages of " + limit);
            assertEquals(all, minutes(pages), "pages of " + limit);
        }
    }

    private static List<Integer> minutes(List<JsonNode> pages) {
        return pages.stream()
                .flatMap(page -> StreamSupport.stream(page.path("items").spliterator(), false))
                .map(conflict -> conflict.path("event").path("minute").asInt())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2031-06-01T12:00:00Z\nsource\nid\n1",
                "yesterday\nsource\nid\n1\nhash",
                "2031-06-01T12:00:00Z\nsource\nid\none\nhash",
                "2031-06-01T12:00:00Z\nsource\nid\n99999999999999999999\nhash",
                "+999999999-12-31T23:59:59Z\nsource\nid\n1\nhash",
                "2031-06-01T12:00:00-18:00\nsource\nid\n1\nhash",
                "0000-01-01T00:00:00Z\nsource\nid\n1\nhash",
                "2031-06-01T12:00:00Z\nsour\u0000ce\nid\n1\nhash",
                "2031-06-01T12:00:00Z\nsource\nid\n1\nhash\n"
            })
    void invalidCursorOfConflictsIsRejected(String position) {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        assertProblem(
                Api.request().get("/matches/{id}/conflicts?cursor={c}", match, encode(position)), 400, "bad-parameter");
    }

    @Test
    void invalidLimitOfConflictsIsRejected() {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        for (String limit : List.of("0", "-1", "201", "x")) {
            assertProblem(Api.request().get("/matches/{id}/conflicts?limit={n}", match, limit), 400, "bad-parameter");
        }
    }

    // --- Wrong requests ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=201",
                "limit=ten",
                "limit=1.5",
                "limit=99999999999",
                "live=maybe",
                "live=TRUE",
                "date=yesterday",
                "date=2031-13-01",
                "date=2031-02-30",
                "date=%2B999999999-12-31",
                "competition=two%20words",
                "competition=a%00b",
                "cursor=x",
                "cursor=%00",
                "cursor=AAAA"
            })
    void invalidParameterIsRejected(String query) {
        assertProblem(Api.request().urlEncodingEnabled(false).get("/matches?" + query), 400, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday\nsome-match",
                "2031-06-01T12:00:00Z\n",
                "2031-06-01T12:00:00Z\n\u0000",
                "+999999999-12-31T23:59:59Z\nsome-match",
                "-999999999-01-01T00:00:00Z\nsome-match",
                "2031-06-01T12:00:00Z\na\nb",
                "2031-06-01T12:00:00+18:00\nsome-match",
                "0000-01-01T00:00:00Z\nsome-match",
                "infinity"
            })
    void invalidCursorIsRejected(String position) {
        assertProblem(Api.request().get("/matches?cursor={c}", encode(position)), 400, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n2\n3", "a\nb\nc\nd", "1\n2\n3\n99999999999999999999", "1\n2\n3\n4\n5"})
    void invalidCursorOfATimelineIsRejected(String position) {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        Response response = Api.request().get("/matches/{id}/events?cursor={c}", match, encode(position));
        assertProblem(response, 400, "bad-parameter");
    }

    @Test
    void invalidLimitOfATimelineIsRejected() {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        for (String limit : List.of("0", "-1", "201", "x")) {
            assertProblem(Api.request().get("/matches/{id}/events?limit={n}", match, limit), 400, "bad-parameter");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody-knows", "a b", "-", "a\u0000b", "%", "💥", "'; DROP TABLE match; --"})
    void unknownMatchIsNotFound(String id) {
        assertProblem(Api.request().get("/matches/{id}", id), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/events", id), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/statistics", id), 404, "not-found");
        assertProblem(Api.request().get("/matches/{id}/conflicts", id), 404, "not-found");
    }

    @Test
    void otherMediaTypesAreNotAcceptable() {
        assertProblem(Api.request().accept("text/html").get("/matches"), 406, "not-acceptable");
        assertProblem(Api.request().accept("application/xml").get("/matches/{id}", match), 406, "not-acceptable");
    }

    @Test
    void onlyGetIsAllowedOnLists() {
        for (String path : List.of("/matches", "/matches/x/events", "/matches/x/statistics", "/matches/x/stream")) {
            HttpResponse<String> response = Api.send(HttpRequest.newBuilder(Api.uri(path))
                    .header("Content-Type", Api.PLAIN)
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertEquals(405, response.statusCode(), path + ": " + response.body());
            assertProblem(response, 405, "method-not-allowed");
        }
    }

    private void announce(String id, String kickOff) {
        Map<String, Object> fields = Api.announcement("Aldermoor", "Brackwater");
        fields.put("competition", competition);
        fields.put("kickOff", kickOff);
        Api.announce(id, fields);
    }

    private JsonNode list(String moreQuery) {
        return Api.get("/matches?competition=" + competition + moreQuery);
    }

    private static List<JsonNode> pages(String path) {
        List<JsonNode> pages = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = cursor == null ? Api.get(path) : Api.get(path + "&cursor={cursor}", cursor);
            pages.add(page);
            cursor = page.path("next").isNull() ? null : page.path("next").asText();
        } while (cursor != null);
        return pages;
    }

    private static List<String> items(List<JsonNode> pages, String field) {
        return pages.stream()
                .flatMap(page -> texts(page.path("items"), field).stream())
                .toList();
    }

    // --- Phases ------------------------------------------------------------------------------------------------------

    @Test
    void postponedMatchIsScheduledAgainWithANewKickOff() {
        announcePlayed("2031-05-01T15:00:00Z", "Riga Arena");
        Api.awaitSeq(match, 1);
        Api.accept(EventBody.of(match, "postponed"));
        assertEquals("postponed", Api.awaitSeq(match, 2).path("phase").asText());
        announcePlayed("2031-05-01T15:00:00Z", "Lusail");
        assertEquals("postponed", Api.awaitSeq(match, 3).path("phase").asText());
        announcePlayed("2031-05-08T15:00:00Z", "Lusail");
        assertEquals("scheduled", Api.awaitSeq(match, 4).path("phase").asText());
        assertRebuilt();
    }

    private void announcePlayed(String kickOff, String venue) {
        Api.announce(
                match,
                Map.of(
                        "sport",
                        "football",
                        "competition",
                        competition,
                        "home",
                        "Riga",
                        "away",
                        "Porto",
                        "kickOff",
                        kickOff,
                        "venue",
                        venue));
    }

    @Test
    void matchThatNobodyEndedIsStaleUntilTheNextReport() throws SQLException {
        announcePlayed("2031-05-01T15:00:00Z", "Lusail");
        Api.accept(EventBody.goal(match, "home", 10));
        Api.awaitProcessed();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE match SET received_at = now() - interval '1 day' WHERE id = '" + match + "'");
        }
        JsonNode stale = Api.get("/matches/{id}", match);
        assertTrue(stale.path("stale").asBoolean(), stale::toString);
        assertEquals("live", stale.path("phase").asText(), "the phase stays");
        assertEquals(0, ofCompetition("live=true").size());
        assertEquals(1, ofCompetition("live=false").size());
        Api.accept(EventBody.goal(match, "home", 20));
        assertFalse(Api.awaitSeq(match, 3).path("stale").asBoolean());
        assertEquals(1, ofCompetition("live=true").size());
        assertEquals(0, ofCompetition("live=false").size());
    }

    private JsonNode ofCompetition(String live) {
        return Api.json(Api.request().get("/matches?competition=" + competition + "&" + live))
                .path("items");
    }

    private static List<String> texts(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }
}

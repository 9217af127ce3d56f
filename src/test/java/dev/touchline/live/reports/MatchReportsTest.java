package dev.touchline.live.reports;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.DeclaredMatch;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MatchReportsTest {

    private static final Instant START = Instant.parse("2071-05-01T15:00:00Z");

    @Inject
    Transactions transactions;

    private final String match = UniqueIds.match();
    private final String one = UniqueIds.id("one");
    private final String two = UniqueIds.id("two");

    private EventBody goal(String source, int minute) {
        return EventBody.goal(match, "home", minute).with("source", source);
    }

    private static List<String> texts(JsonNode items, String field) {
        return StreamSupport.stream(items.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }

    /** All items of a list, read with pages of that size. */
    private static List<JsonNode> pages(String path, int limit) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = null;
        do {
            JsonNode page = Api.get(path + "?limit=" + limit + (cursor == null ? "" : "&cursor=" + cursor));
            assertTrue(page.path("items").size() <= limit);
            page.path("items").forEach(items::add);
            cursor = page.path("next").textValue();
        } while (cursor != null);
        return items;
    }

    // --- Reports -----------------------------------------------------------------------------------------------------

    @Test
    void everyRevisionIsListedAsItCame() {
        EventBody first = goal(one, 23).with("id", "g").with("player", "Messi");
        EventBody second = first.with("revision", 2).with("player", "Di María");
        EventBody cancelled = goal(two, 24).with("id", "h").with("status", "cancelled");
        Api.accept(first, second, cancelled);
        Api.awaitSeq(match, 3);
        JsonNode items = Api.get("/matches/{id}/reports", match).path("items");
        assertEquals(List.of("Messi", "Di María", "null"), texts(items, "player"));
        assertEquals(List.of("1", "2", "1"), texts(items, "revision"));
        assertEquals(List.of("1", "2", "3"), texts(items, "seq"));
        items.forEach(item -> Instant.parse(item.path("receivedAt").textValue()));
        assertTrue(items.path(0).path("countsAs").isNull(), "a higher revision replaces it");
        assertEquals("g", items.path(1).path("countsAs").path("id").asText());
        assertEquals(one, items.path(1).path("countsAs").path("source").asText());
        assertTrue(items.path(2).path("countsAs").isNull(), "it is cancelled");
        assertTrue(items.path(1).path("standing").isNull(), "the match is not weighed");
    }

    @Test
    void standingSaysWhatCountsInAWeighedMatch() throws SQLException {
        Api.accept(goal(one, 23).with("id", "g"), goal(two, 24).with("id", "h"));
        Api.awaitSeq(match, 2);
        transactions.run(sql -> sql.execute("""
                UPDATE incident SET standing = CASE id WHEN 'g' THEN 'counts' ELSE 'confirms' END,
                                    counts_as = ARRAY[?, 'g'] WHERE match = ?
                """, one, match));
        JsonNode items = Api.get("/matches/{id}/reports?source=" + two, match).path("items");
        assertEquals(1, items.size());
        assertEquals("confirms", items.path(0).path("standing").asText());
        assertEquals("g", items.path(0).path("countsAs").path("id").asText());
    }

    @Test
    void pagesFollowOneAnother() {
        List<EventBody> goals = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            goals.add(goal(i % 2 == 0 ? one : two, i));
        }
        Api.accept(goals);
        Api.awaitSeq(match, goals.size());
        String path = "/matches/" + match + "/reports";
        assertEquals(pages(path, 200), pages(path, 2));
        assertEquals(goals.size(), pages(path, 3).size());
    }

    @Test
    void statementsAreListedWithoutNamesOfAccounts() throws SQLException {
        DeclaredMatch declared = DeclaredMatch.kickOff(transactions, "official", "scout-*")
                .logged(
                        "touchline:handover",
                        "official>scout-1",
                        "match.handover",
                        "{\"from\":\"official\",\"to\":\"scout-1\",\"since\":\"2071-05-01T15:01:00Z\"}",
                        START)
                .logged("touchline:alive", "scout-1", "match.alive", "{}", START)
                .logged(
                        "touchline:list",
                        "official",
                        "match.list",
                        "{\"asOf\":\"2071-05-01T15:01:00Z\",\"revisions\":{}}",
                        START)
                .logged(
                        "touchline:decision",
                        "d1",
                        "match.decision",
                        "{\"action\":\"leader\",\"leader\":\"official\",\"reason\":\"r\"}",
                        START)
                .logged("touchline:announcement/secret-account", "m", "football.announcement", "{}", START)
                .logged("touchline:deletion/secret-account", "m", "match.deletion", "{}", START);
        String path = "/matches/" + declared.id() + "/reports";
        String body = Api.request().get(path).asString();
        assertTrue(!body.contains("secret-account"), body);
        List<String> types = texts(Api.get(path).path("items"), "type");
        assertEquals(
                List.of("football.kick-off", "match.alive", "match.decision", "match.handover", "match.list"),
                types.stream().sorted().toList());
        JsonNode ofOne = Api.get(path + "?source=official").path("items");
        assertEquals(List.of("match.list"), texts(ofOne, "type"));
        assertEquals("official", ofOne.path(0).path("source").asText());
        assertEquals(6, pages(path, 1).size() + 1);
    }

    // --- Decisions ---------------------------------------------------------------------------------------------------

    @Test
    void decisionsAreInTheOrderOfReceiptAndSayWhetherTheyWereTakenBack() throws SQLException {
        DeclaredMatch declared = DeclaredMatch.kickOff(transactions, "official", "scout-*")
                .logged(
                        "touchline:decision",
                        "z",
                        "match.decision",
                        "{\"action\":\"leader\",\"leader\":\"official\",\"reason\":\"one\"}",
                        START)
                .logged(
                        "touchline:decision",
                        "y",
                        "match.decision",
                        "{\"action\":\"veto\",\"incidents\":[{\"source\":\"s\",\"id\":\"i\"}],\"reason\":\"two\"}",
                        START.plusSeconds(1))
                .logged(
                        "touchline:decision",
                        "x",
                        "match.decision",
                        "{\"action\":\"take-back\",\"takesBack\":\"z\",\"reason\":\"three\"}",
                        START.plusSeconds(2));
        String path = "/matches/" + declared.id() + "/decisions";
        JsonNode items = Api.get(path).path("items");
        assertEquals(List.of("z", "y", "x"), texts(items, "id"));
        assertEquals(List.of("true", "false", "false"), texts(items, "takenBack"));
        assertEquals(List.of("one", "two", "three"), texts(items, "reason"));
        assertEquals(pages(path, 200), pages(path, 1));
    }

    // --- Discrepancies -----------------------------------------------------------------------------------------------

    @Test
    void openDiscrepanciesAreListedOldestFirst() throws SQLException {
        String incident =
                "{\"source\":\"%s\",\"id\":\"%s\",\"type\":\"football.goal\",\"period\":null,\"minute\":45,\"stoppage\":2,"
                        + "\"team\":\"home\",\"player\":\"Messi\"}";
        DeclaredMatch declared = DeclaredMatch.kickOff(transactions, "official", "scout-*")
                .differs("b", "unconfirmed", START, incident.formatted("camera-1", "7"))
                .differs("a", "contradicted", START.plusSeconds(1), incident.formatted("official", "8"))
                .differs("c", "vetoed", START.plusSeconds(2), incident.formatted("official", "9"));
        transactions.run(sql ->
                sql.execute("UPDATE discrepancy SET closed_at = now() WHERE match = ? AND id = 'c'", declared.id()));
        String path = "/matches/" + declared.id() + "/discrepancies";
        JsonNode items = Api.get(path).path("items");
        assertEquals(List.of("b", "a"), texts(items, "id"));
        assertEquals(
                List.of(
                        "Only camera-1 reports it, and it does not count: 45+2' Goal · Messi · home",
                        "Only official reports it, and others have reported later things: 45+2' Goal · Messi · home"),
                texts(items, "text"));
        JsonNode shown = items.path(0).path("incidents").path(0);
        assertEquals("camera-1", shown.path("source").asText());
        assertEquals(45, shown.path("minute").asInt());
        assertEquals(2, shown.path("stoppage").asInt());
        assertEquals(pages(path, 200), pages(path, 1));
    }

    @Test
    void likelyDuplicatesOfAPlainMatchAreListed() {
        List<EventBody> reports = new ArrayList<>();
        for (int minute : List.of(10, 30, 50)) {
            reports.add(goal(one, minute).with("id", "a" + minute));
            reports.add(goal(two, minute + 1).with("id", "b" + minute));
        }
        reports.add(goal(one, 70).with("id", "alone"));
        Api.accept(reports);
        Api.awaitSeq(match, reports.size());
        String path = "/matches/" + match + "/discrepancies";
        List<JsonNode> items = pages(path, 2);
        assertEquals(3, items.size());
        assertEquals(pages(path, 200), items);
        items.forEach(item -> assertEquals("likely-duplicate", item.path("kind").asText()));
        assertEquals(List.of("a10", "b10"), texts(items.get(0).path("incidents"), "id"));
        assertEquals(List.of("a50", "b50"), texts(items.get(2).path("incidents"), "id"));
        assertEquals(
                "Perhaps the same, reported by %s and %s: 10' Goal · home; 11' Goal · home".formatted(one, two),
                items.get(0).path("text").asText());
        assertEquals(7, Api.match(match).path("score").path("home").asInt(), "everything counts");
    }

    @Test
    void plainMatchOfOneSourceHasNone() {
        Api.accept(goal(one, 10), goal(one, 10));
        Api.awaitSeq(match, 2);
        assertEquals(
                0, Api.get("/matches/{id}/discrepancies", match).path("items").size());
    }

    // --- Problems ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"reports", "decisions", "discrepancies"})
    void unknownDeletedAndMalformedAreProblems(String list) throws SQLException {
        String path = "/matches/" + match + "/" + list;
        assertProblem(Api.request().get(path), 404, "not-found");
        assertProblem(Api.request().get("/matches/%00/" + list), 404, "not-found");
        Api.accept(goal(one, 1));
        Api.awaitSeq(match, 1);
        assertProblem(Api.request().get(path + "?limit=0"), 400, "bad-parameter");
        for (String cursor : List.of("x", "bm90LWEtZGF0ZQo", "LTEKLTE")) {
            Response response = Api.request().get(path + "?cursor=" + cursor);
            assertTrue(response.statusCode() == 400 || response.statusCode() == 200, response::asString);
        }
        assertProblem(Api.request().get(path + "?cursor=x"), 400, "bad-parameter");
        transactions.run(sql -> {
            sql.execute("INSERT INTO tombstone (match, competition) VALUES (?, 'cup')", match);
            return sql.execute("UPDATE match SET deleted_at = now() WHERE id = ?", match);
        });
        assertProblem(Api.request().get(path), 410, "gone");
    }
}

package dev.touchline.statistics.rebuild;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.ProblemAssertions;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RebuildsTest {

    @Inject
    AgroalDataSource database;

    private final String match = UniqueIds.match();

    @Test
    void storedStateEqualsTheFoldOfTheLog() {
        play();
        assertEquals(
                Api.json(
                        "{\"matches\":1,\"different\":0,\"repaired\":0,\"differences\":[],\"differencesNotListed\":0}"),
                rebuild("match=" + match));
    }

    @Test
    void differenceShowsStoredAndFoldedValue() throws SQLException {
        play();
        execute("UPDATE match SET home_score = 7 WHERE id = '" + match + "'");
        execute("DELETE FROM incident WHERE match = '" + match + "' AND minute = 10");
        JsonNode found = rebuild("match=" + match);
        assertAll(
                () -> assertEquals(1, found.path("different").asInt()),
                () -> assertEquals(0, found.path("repaired").asInt()),
                () -> assertEquals(2, found.path("differences").size()),
                () -> assertEquals(
                        Api.json("{\"match\":\"%s\",\"what\":\"home_score\",\"stored\":\"7\",\"folded\":\"1\"}"
                                .formatted(match)),
                        found.path("differences").path(1)),
                () -> assertTrue(
                        found.path("differences").path(0).path("stored").isNull(), found::toString),
                () -> assertTrue(
                        found.path("differences")
                                .path(0)
                                .path("folded")
                                .asText()
                                .startsWith("revision 1 of "),
                        found::toString));
    }

    @Test
    void repairMustBeRequested() throws SQLException {
        play();
        execute("UPDATE match SET home_score = 7 WHERE id = '" + match + "'");
        for (String looking : new String[] {"match=" + match, "repair=false&match=" + match}) {
            assertEquals(0, rebuild(looking).path("repaired").asInt());
            assertEquals(7, storedHomeScore());
        }
        assertEquals(1, rebuild("repair=true&match=" + match).path("repaired").asInt());
        JsonNode repaired = Api.awaitSeq(match, 3);
        assertEquals(1, repaired.path("score").path("home").asInt());
        JsonNode update = Api.updates(match).get(2);
        assertAll(
                () -> assertEquals("match", update.path("kind").asText()),
                () -> assertEquals(repaired.path("score"), update.path("score")),
                () -> assertEquals(repaired.path("updatedAt"), update.path("at")));
    }

    @Test
    void unknownMatchIsNotFound() {
        ProblemAssertions.assertProblem(Api.request().post("/rebuilds?match=" + match), 404, "not-found");
        ProblemAssertions.assertProblem(Api.request().post("/rebuilds?repair=true&match=" + match), 404, "not-found");
        ProblemAssertions.assertProblem(Api.request().post("/rebuilds?match={id}", "no id / at all"), 404, "not-found");
    }

    @Test
    void repairParameterMustBeABoolean() {
        for (String value : new String[] {"yes", "TRUE", "1"}) {
            JsonNode problem = ProblemAssertions.assertProblem(
                    Api.request().post("/rebuilds?repair={value}", value), 400, "bad-parameter");
            assertEquals("repair must be true or false.", problem.path("detail").asText());
        }
    }

    @Test
    void getIsNotAllowed() {
        ProblemAssertions.assertProblem(Api.request().get("/rebuilds"), 405, "method-not-allowed");
    }

    @Test
    void concurrentRebuildsInOneProcessAreRejected() throws Exception {
        play();
        execute("UPDATE match SET home_score = 7 WHERE id = '" + match + "'");
        CompletableFuture<Response> waiting;
        try (Connection holder = database.getConnection()) {
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT id FROM match WHERE id = '" + match + "' FOR UPDATE");
            }
            waiting = CompletableFuture.supplyAsync(() -> Api.request().post("/rebuilds?repair=true&match=" + match));
            Api.eventually().until(this::hasWaitingLock);
            ProblemAssertions.assertProblem(Api.request().post("/rebuilds?match=" + match), 409, "conflict");
            holder.rollback();
        }
        Response first = waiting.get();
        assertEquals(200, first.statusCode(), first::asString);
        assertEquals(1, Api.json(first).path("repaired").asInt());
        assertEquals(0, rebuild("match=" + match).path("different").asInt());
    }

    private void play() {
        Api.accept(EventBody.goal(match, "home", 10), EventBody.goal(match, "away", 20));
        Api.awaitSeq(match, 2);
    }

    private static JsonNode rebuild(String query) {
        Response response = Api.request().post("/rebuilds?" + query);
        assertEquals(200, response.statusCode(), response::asString);
        return Api.json(response);
    }

    // Reads the table directly, because the match may be cached.
    private int storedHomeScore() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT home_score FROM match WHERE id = '" + match + "'")) {
            assertTrue(row.next());
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertEquals(1, statement.executeUpdate(sql));
        }
    }

    private boolean hasWaitingLock() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
            return rows.next() && rows.getLong(1) > 0;
        }
    }
}

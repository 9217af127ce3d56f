package dev.touchline.ingest;

import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class AnnouncementsTest {

    private final String match = UniqueIds.match();

    @Test
    void announcedMatchIsShownAsAnnounced() {
        Response response = Api.put(match, Api.json("""
                {"sport":"football","competition":"harbour-cup","stage":"Final","group":null,"home":"Aldermoor",
                 "away":"Brackwater","kickOff":"2031-06-30T18:00:00+03:00","venue":"The Quay"}
                """));
        assertEquals(202, response.statusCode());
        assertEquals("{\"accepted\":1}", response.asString());
        JsonNode shown = Api.awaitSeq(match, 1);
        assertTrue(shown.hasNonNull("updatedAt"));
        assertEquals(Api.json("""
                        {"id":"%s","sport":"football","variant":null,"competition":"harbour-cup","stage":"Final","round":null,
                         "group":null,"home":"Aldermoor","away":"Brackwater","teams":null,"kickOff":"2031-06-30T15:00:00Z","venue":"The Quay",
                         "phase":"scheduled","clock":{"period":null,"minute":null,"stoppage":null},
                         "score":{"home":0,"away":0},"shootout":null,"winner":null,"result":null,"periods":[],
                         "seq":1,"updatedAt":%s,"stale":false,"coverage":null}
                        """.formatted(match, shown.path("updatedAt"))), shown);
    }

    @Test
    void sportAndTwoTeamsAreEnough() {
        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        JsonNode shown = Api.awaitSeq(match, 1);
        assertEquals("Aldermoor", shown.path("home").asText());
        assertTrue(shown.path("kickOff").isNull() && shown.path("competition").isNull(), shown::toString);
    }

    @Test
    void idMayHaveLettersOfAnyScript() {
        String id = UniqueIds.id("überlingen:札幌~1.2_3");
        Api.announce(id, Api.announcement("Aldermoor", "Brackwater"));
        assertEquals(id, Api.awaitSeq(id, 1).path("id").asText());
    }

    static Stream<Arguments> announcementsThatAreNotAcceptable() {
        return Stream.of(
                Arguments.of("sport", without("sport")),
                Arguments.of("sport", with("sport", "quidditch")),
                Arguments.of("sport", with("sport", 7)),
                Arguments.of("home", without("home")),
                Arguments.of("home", with("home", " ")),
                Arguments.of("home", with("home", "half \ud83d")),
                Arguments.of("home", with("home", "h".repeat(201))),
                Arguments.of("away", without("away")),
                Arguments.of("away", with("away", null)),
                Arguments.of("away", with("away", List.of("Brackwater"))),
                Arguments.of("competition", with("competition", "two words")),
                Arguments.of("competition", with("competition", "-")),
                Arguments.of("kickOff", with("kickOff", "tomorrow")),
                Arguments.of("kickOff", with("kickOff", "2031-06-30")),
                Arguments.of("kickOff", with("kickOff", 1234567890)),
                Arguments.of("kickOff", with("kickOff", "-999999999-01-01T00:00:00Z")),
                Arguments.of("stage", with("stage", 1)),
                Arguments.of("id", with("id", "another")),
                Arguments.of("score", with("score", Map.of("home", 1))));
    }

    private static Map<String, Object> with(String field, Object value) {
        Map<String, Object> fields = Api.announcement("Aldermoor", "Brackwater");
        fields.put(field, value);
        return fields;
    }

    private static Map<String, Object> without(String field) {
        Map<String, Object> fields = new HashMap<>(Api.announcement("Aldermoor", "Brackwater"));
        fields.remove(field);
        return fields;
    }

    @ParameterizedTest
    @MethodSource("announcementsThatAreNotAcceptable")
    void invalidFieldIsNamed(String field, Map<String, Object> fields) {
        assertNames(assertProblem(Api.put(match, fields), 422, "invalid"), null, field);
    }

    @Test
    void rejectedAnnouncementIsNotPublished() {
        assertProblem(Api.put(match, with("venue", 1)), 422, "invalid");
        Api.awaitProcessed();
        assertProblem(Api.request().get("/matches/{id}", match), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", " ", "a b", "a\u0000b", "a\nb", "💥"})
    void invalidIdInThePathIsRejected(String id) {
        assertNames(
                assertProblem(Api.put(id, Api.announcement("Aldermoor", "Brackwater")), 422, "invalid"), null, "id");
    }

    @Test
    void tooLongIdIsRejected() {
        assertNames(
                assertProblem(Api.put("m".repeat(201), Api.announcement("Aldermoor", "Brackwater")), 422, "invalid"),
                null,
                "id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} x", "{\"sport\":\"football\",\"sport\":\"football\"}", "no"})
    void bodyThatIsNotOneJsonValueIsMalformed(String body) {
        assertProblem(put(body, Api.PLAIN), 400, "malformed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "42", "null", "\"text\""})
    void valueThatIsNotAnObjectIsRejected(String body) {
        assertNames(assertProblem(put(body, Api.PLAIN), 422, "invalid"), null, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json; charset=iso-8859-1"})
    void otherContentTypesAreNotSupported(String contentType) {
        String body = Api.text(Api.announcement("Aldermoor", "Brackwater"));
        assertProblem(put(body, contentType), 415, "unsupported-media-type");
    }

    @Test
    void bodyWithoutAContentTypeIsNotSupported() {
        String body = Api.text(Api.announcement("Aldermoor", "Brackwater"));
        HttpResponse<String> response =
                Api.send(HttpRequest.newBuilder(Api.uri("/matches/" + match)).PUT(BodyPublishers.ofString(body)));
        assertProblem(response, 415, "unsupported-media-type");
    }

    @Test
    void bodyOfTenMegabytesIsTooLarge() {
        HttpResponse<String> response = Api.send(HttpRequest.newBuilder(Api.uri("/matches/" + match))
                .header("Content-Type", Api.PLAIN)
                .PUT(BodyPublishers.ofString("{" + " ".repeat(10_000_000) + "}")));
        assertProblem(response, 413, "too-large");
    }

    @Test
    void matchCannotBePostedTo() {
        assertProblem(
                Api.request().header("Content-Type", Api.PLAIN).body("{}").post("/matches/{id}", match),
                405,
                "method-not-allowed");
    }

    private Response put(String body, String contentType) {
        return Api.request().header("Content-Type", contentType).body(body).put("/matches/{id}", match);
    }
}

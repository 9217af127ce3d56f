package dev.touchline.live.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConditionalGetTest {

    private final String match = UniqueIds.match();
    private final String competition = UniqueIds.id("cup");
    private final List<String> paths = List.of(
            "/matches/" + match,
            "/matches?competition=" + competition,
            "/matches/" + match + "/events",
            "/matches/" + match + "/statistics",
            "/matches/" + match + "/conflicts",
            "/matches/" + match + "/reports",
            "/matches/" + match + "/decisions",
            "/matches/" + match + "/discrepancies",
            "/competitions/" + competition,
            "/competitions/" + competition + "/standings?live=true",
            "/competitions/" + competition + "/scorers");

    @BeforeEach
    void play() {
        Map<String, Object> announcement = Api.announcement("Aldermoor", "Brackwater");
        announcement.put("competition", competition);
        Api.announce(match, announcement);
        Api.accept(EventBody.of(match, "kick-off"), goal(1));
        Api.awaitSeq(match, 3);
    }

    @Test
    void matchingEntityTagIsAnswered304() {
        for (String path : paths) {
            HttpResponse<String> first = get(path, null);
            assertEquals(200, first.statusCode(), path);
            String tag = header(first, "ETag");
            assertTrue(tag.matches("\"[^\"]+\""), () -> path + " has a strong tag: " + tag);
            assertEquals("public, max-age=1", header(first, "Cache-Control"), path);
            assertEquals("application/json", header(first, "Content-Type").split(";")[0], path);
            for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
                HttpResponse<String> again = get(path, known);
                assertEquals(304, again.statusCode(), path + " with " + known);
                assertEquals("", again.body());
                assertEquals(tag, header(again, "ETag"), path);
                assertEquals("public, max-age=1", header(again, "Cache-Control"), path);
            }
            assertEquals(200, get(path, "\"other\"").statusCode(), path);
        }
    }

    @Test
    void changedResourceHasAnotherEntityTag() {
        List<HttpResponse<String>> before =
                paths.stream().map(path -> get(path, null)).toList();
        Api.accept(goal(2));
        Api.awaitSeq(match, 4);
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            HttpResponse<String> after = get(path, header(before.get(i), "ETag"));
            boolean unmoved =
                    Stream.of("/conflicts", "/decisions", "/discrepancies").anyMatch(path::endsWith)
                            || path.endsWith(competition) && !path.contains("?");
            assertEquals(unmoved ? 304 : 200, after.statusCode(), path);
            if (!unmoved) {
                assertNotEquals(before.get(i).body(), after.body(), path);
                assertNotEquals(header(before.get(i), "ETag"), header(after, "ETag"), path);
            }
        }
    }

    @Test
    void headRequestHasTheHeadersOfGet() {
        for (String path : paths) {
            HttpResponse<String> head =
                    Api.send(HttpRequest.newBuilder(Api.uri(path)).method("HEAD", HttpRequest.BodyPublishers.noBody()));
            assertEquals(200, head.statusCode(), path);
            assertEquals("", head.body());
            assertEquals(header(get(path, null), "ETag"), header(head, "ETag"), path);
        }
    }

    @Test
    void notFoundIsNotCached() {
        HttpResponse<String> response = get("/matches/" + UniqueIds.match(), "*");
        assertEquals(404, response.statusCode());
        assertEquals("no-store", header(response, "Cache-Control"));
        assertFalse(response.headers().firstValue("ETag").isPresent());
    }

    @Test
    void cachedMatchIsNeverOlderThanAStreamedUpdate() {
        for (int i = 2; i < 40; i++) {
            Api.accept(goal(i));
            long seq = i + 2;
            Api.awaitSeq(match, seq);
            JsonNode list = Api.get("/matches?competition=" + competition);
            assertEquals(seq, list.path("items").path(0).path("seq").asLong());
        }
    }

    @Test
    void listIsCurrentWhenItsMatchMovesToAnotherCompetition() {
        String path = "/matches?competition=" + competition;
        assertEquals(1, Api.get(path).path("items").size());
        Map<String, Object> moved = Api.announcement("Aldermoor", "Brackwater");
        moved.put("competition", UniqueIds.id("elsewhere"));
        Api.announce(match, moved);
        Api.awaitSeq(match, 4);
        assertEquals(0, Api.get(path).path("items").size());
    }

    @Test
    void openApiDescribesEntityTagsAnd304() {
        JsonNode paths = Api.json(Api.request()
                        .accept("application/json")
                        .get("/q/openapi?format=json")
                        .asString())
                .path("paths");
        for (String path : List.of("/matches", "/matches/{id}", "/competitions/{id}/standings")) {
            JsonNode responses = paths.path(path).path("get").path("responses");
            assertTrue(responses.has("304"), path);
            assertTrue(responses.path("200").path("headers").has("ETag"), path);
            assertTrue(responses.path("200").path("headers").has("Cache-Control"), path);
        }
        assertFalse(paths.path("/stream").path("get").path("responses").has("304"));
        assertTrue(paths.path("/stream").path("get").path("responses").has("429"));
    }

    private EventBody goal(int minute) {
        return EventBody.goal(match, "home", minute).with("player", "Ines Okafor");
    }

    private static HttpResponse<String> get(String path, String tag) {
        HttpRequest.Builder request = HttpRequest.newBuilder(Api.uri(path));
        if (tag != null) {
            request.header("If-None-Match", tag);
        }
        return Api.send(request);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}

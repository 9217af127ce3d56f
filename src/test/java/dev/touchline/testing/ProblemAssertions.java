package dev.touchline.testing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Assertions on problem responses (RFC 9457). */
public final class ProblemAssertions {

    private static final String TYPES = "https://touchline.dev/problems/";
    private static final Pattern INSIDE =
            Pattern.compile("\\bat [a-z]+\\.[\\w.$]+\\(|\\w+Exception\\b|\\b[a-z]+(?:\\.[a-z]+)+\\.[A-Z]\\w+");

    private ProblemAssertions() {}

    /** Asserts that the response is this problem, complete and without details of the implementation. */
    public static JsonNode assertProblem(Response response, int status, String type) {
        return assertProblem(response.statusCode(), response.contentType(), response.asString(), status, type);
    }

    /** Asserts that the response is this problem, complete and without details of the implementation. */
    public static JsonNode assertProblem(HttpResponse<String> response, int status, String type) {
        String contentType = response.headers().firstValue("Content-Type").orElse(null);
        return assertProblem(response.statusCode(), contentType, response.body(), status, type);
    }

    private static JsonNode assertProblem(int actualStatus, String contentType, String body, int status, String type) {
        assertEquals(status, actualStatus, body);
        assertEquals("application/problem+json", String.valueOf(contentType).split(";", 2)[0], body);
        JsonNode problem = Api.json(body);
        assertAll(
                () -> assertEquals(TYPES + type, problem.path("type").asText()),
                () -> assertEquals(status, problem.path("status").asInt()),
                () -> assertFalse(problem.path("title").asText().isBlank()),
                () -> assertFalse(problem.path("detail").asText().isBlank()),
                () -> assertFalse(INSIDE.matcher(body).find(), body));
        return problem;
    }

    /**
     * Asserts that the problem has a violation at this field of this item, with a message that says what would be
     * right.
     */
    public static void assertNames(JsonNode problem, Integer index, String field) {
        assertTrue(
                errors(problem)
                        .anyMatch(error -> same(error, index, field)
                                && error.path("pointer").asText().equals(pointer(index, field))
                                && !error.path("detail").asText().isBlank()),
                () -> "nothing about " + pointer(index, field) + " in " + problem);
    }

    /** Asserts that all violations are at this item. */
    public static void assertNamesOnly(JsonNode problem, int index) {
        assertTrue(errors(problem).allMatch(error -> error.path("index").asInt(-1) == index), problem::toString);
    }

    private static boolean same(JsonNode error, Integer index, String field) {
        boolean sameItem =
                index == null ? !error.has("index") : error.path("index").asInt(-1) == index;
        return sameItem
                && (field == null
                        ? !error.has("field")
                        : error.path("field").asText().equals(field));
    }

    private static String pointer(Integer index, String field) {
        return "#" + (index == null ? "" : "/" + index)
                + (field == null
                        ? ""
                        : "/" + field.replaceAll("\\[(\\d+)]", "/$1").replace('.', '/'));
    }

    private static Stream<JsonNode> errors(JsonNode problem) {
        return StreamSupport.stream(problem.path("errors").spliterator(), false);
    }
}

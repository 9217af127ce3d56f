package dev.touchline.page;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The headers and contents of the page's files. */
@QuarkusTest
class PageFileFilterTest {

    private static final Path FOLDER = Path.of("src", "main", "resources", "META-INF", "resources");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*'\\./([^']+)';$");

    @Test
    void everyFileHasAStrictContentSecurityPolicy() {
        for (String path : List.of("/", "/index.html", "/page/main.js", "/page/page.css", "/page/icon.svg")) {
            Response answer = Api.request().get(path);
            String policy = answer.header("Content-Security-Policy");
            assertAll(
                    path,
                    () -> assertEquals(200, answer.statusCode()),
                    () -> assertTrue(policy.startsWith("default-src 'none';"), policy),
                    () -> assertTrue(policy.contains("frame-ancestors 'none'"), policy),
                    () -> assertFalse(policy.contains("unsafe"), policy),
                    () -> assertFalse(policy.contains("*"), policy),
                    () -> assertEquals("nosniff", answer.header("X-Content-Type-Options")),
                    () -> assertEquals("no-referrer", answer.header("Referrer-Policy")),
                    () -> assertEquals("no-cache", answer.header("Cache-Control")));
        }
    }

    @Test
    void filesHaveTheirMediaTypes() {
        assertTrue(Api.request().get("/").contentType().startsWith("text/html"));
        assertTrue(Api.request().get("/page/main.js").contentType().startsWith("text/javascript"));
        assertTrue(Api.request().get("/page/page.css").contentType().startsWith("text/css"));
    }

    @Test
    void unchangedFileIsAnswered304() {
        for (String path : List.of("/", "/page/main.js")) {
            Response first = Api.request().get(path);
            String tag = first.header("ETag");
            Response again = Api.request().header("If-None-Match", "W/" + tag).get(path);
            Response other = Api.request()
                    .header("If-None-Match", "\"another\"")
                    .header("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")
                    .get(path);
            assertAll(
                    path,
                    () -> assertTrue(tag.matches("\"[0-9a-f]{24}\""), tag),
                    () -> assertNull(first.header("Last-Modified")),
                    () -> assertEquals(304, again.statusCode()),
                    () -> assertEquals(tag, again.header("ETag")),
                    () -> assertEquals("", again.asString()),
                    () -> assertEquals(200, other.statusCode()),
                    () -> assertEquals(first.asString(), other.asString()));
        }
        assertEquals(
                Api.request().get("/").header("ETag"),
                Api.request().get("/index.html").header("ETag"));
    }

    @Test
    void otherPathsAreUnaffected() {
        String defaultPolicy = "frame-ancestors 'none'";
        assertEquals(defaultPolicy, Api.request().get("/q/swagger-ui/").header("Content-Security-Policy"));
        assertEquals(defaultPolicy, Api.request().get("/matches").header("Content-Security-Policy"));
    }

    @Test
    void missingFileIsAnsweredWithAProblem() {
        assertProblem(Api.request().get("/page/nothing.js"), 404, "not-found");
        assertProblem(Api.request().get("/page/"), 404, "not-found");
        assertProblem(Api.request().get("/nothing.html"), 404, "not-found");
        assertProblem(Api.request().get("/page/..%2f..%2fapplication.properties"), 404, "not-found");
    }

    @Test
    void reportingIsEnabledInDevAndTest() {
        assertTrue(Api.get("/page.json").path("mayReport").asBoolean());
    }

    @Test
    void scriptImportsExistAndAreLocal() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                IMPORT.matcher(text)
                        .results()
                        .forEach(found -> assertTrue(
                                Files.exists(file.resolveSibling(found.group(1))), file + " " + found.group()));
                String outside = text.replace("http://www.w3.org/2000/svg", "");
                assertFalse(Pattern.compile("https?://").matcher(outside).find(), file + " refers to another host");
                assertFalse(text.contains("innerHTML"), file + " inserts text as HTML");
            }
        }
    }
}

package dev.touchline.page;

import static dev.touchline.testing.Problems.assertProblem;
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

/** How the page's files are served. */
@QuarkusTest
class PageFilesTest {

    private static final Path FOLDER = Path.of("src", "main", "resources", "META-INF", "resources");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*'\\./([^']+)';$");

    @Test
    void every_file_of_the_page_is_under_a_policy_that_lets_nothing_in_from_elsewhere() {
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
    void files_have_the_types_that_browsers_insist_on() {
        assertTrue(Api.request().get("/").contentType().startsWith("text/html"));
        assertTrue(Api.request().get("/page/main.js").contentType().startsWith("text/javascript"));
        assertTrue(Api.request().get("/page/page.css").contentType().startsWith("text/css"));
    }

    @Test
    void a_file_that_has_not_changed_is_not_sent_again() {
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
    void what_is_not_of_the_page_is_left_alone() {
        String usual = "frame-ancestors 'none'";
        assertEquals(usual, Api.request().get("/q/swagger-ui/").header("Content-Security-Policy"));
        assertEquals(usual, Api.request().get("/matches").header("Content-Security-Policy"));
    }

    @Test
    void a_file_that_is_not_there_is_a_problem_like_any_other() {
        assertProblem(Api.request().get("/page/nothing.js"), 404, "not-found");
        assertProblem(Api.request().get("/page/"), 404, "not-found");
        assertProblem(Api.request().get("/nothing.html"), 404, "not-found");
        assertProblem(Api.request().get("/page/..%2f..%2fapplication.properties"), 404, "not-found");
    }

    @Test
    void the_page_is_told_that_it_may_report_in_development_and_tests() {
        assertTrue(Api.get("/page.json").path("mayReport").asBoolean());
    }

    @Test
    void everything_that_a_script_imports_is_there_and_nothing_comes_from_another_host() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file);
                IMPORT.matcher(text)
                        .results()
                        .forEach(found -> assertTrue(
                                Files.exists(file.resolveSibling(found.group(1))), file + " " + found.group()));
                String outside = text.replace("http://www.w3.org/2000/svg", "");
                assertFalse(Pattern.compile("https?://").matcher(outside).find(), file + " names another host");
                assertFalse(text.contains("innerHTML"), file + " makes markup of text");
            }
        }
    }
}

package dev.touchline.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.documentation.MarkdownPage.Block;
import dev.touchline.testing.Api;
import dev.touchline.testing.Prerequisite;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the commands of README.md and {@code docs/} against the application, in the order of each page. */
@QuarkusTest
class DocumentedCommandsTest {

    private static final int TIMEOUT_SECONDS = 60;
    private static final String ADDRESS = "localhost:8080";
    private static final String RECEIVER = "http://127.0.0.1:9099/hook";
    /** Prints the status code of each answer to standard error. */
    private static final String PRELUDE = """
        set -euo pipefail
        curl() { command curl --silent --show-error --no-buffer --write-out '%{stderr}status %{http_code}\\n' "$@"; }
        """;

    private static final Pattern STREAM = Pattern.compile("(?m)^curl -N ");
    private static final Pattern STATUS = Pattern.compile("(?m)^status (\\d{3})$");
    private static final Pattern CURL = Pattern.compile("(?s)\\bcurl (.*?)(?=\\ncurl |\\z)");
    private static final Pattern METHOD_OPTION = Pattern.compile("-X ([A-Z]+)");
    private static final Pattern URL = Pattern.compile("localhost:\\d+(/[^\\s'?]*)?");
    private static final Pattern REQUEST = Pattern.compile("^(GET|POST|PUT|PATCH|DELETE) (/[^\\s?]*)(?:\\?\\S*)?$");

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    /** A command that was started, and the files with its output. */
    private record Execution(Block block, Process process, Path output, Path errors) {

        String printed() {
            return read(output);
        }

        @Override
        public String toString() {
            return block.place() + "\n" + block.text() + "printed\n" + printed() + "\nand\n" + read(errors);
        }
    }

    static Stream<String> pages() {
        return MarkdownPage.all().stream()
                .filter(page -> page.blocks().stream().anyMatch(Block::isRun))
                .map(page -> page.path().toString());
    }

    @AfterEach
    void cleanUp() {
        started.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        Api.get("/simulations").path("items").forEach(simulation -> Api.request()
                .delete("/simulations/{id}", simulation.path("id").asText()));
        // Other tests leave some, too.
        for (JsonNode subscription : Api.get("/subscriptions?limit=200").path("items")) {
            if (subscription.path("url").asText().equals(RECEIVER)) {
                Api.request()
                        .delete("/subscriptions/{id}", subscription.path("id").asText());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsOfThePageWorkAsDescribed(String page) throws IOException {
        Prerequisite.program("bash");
        Prerequisite.program("curl");
        // Each page has matches and sources of its own, so that its reports do not conflict with those of other pages.
        Map<String, String> replacements = new LinkedHashMap<>();
        replacements.put(ADDRESS, Api.uri("").getAuthority());
        for (String id : List.of("fra-arg", "world-cup-2022", "northern-league", "camera-7", "scout-1")) {
            replacements.put(id, UniqueIds.id(id));
        }
        List<Execution> executions = new ArrayList<>();
        boolean justRun = false;
        for (Block block : MarkdownPage.read(Path.of(page)).blocks()) {
            if (block.isRun()) {
                Api.awaitProcessed();
                executions.add(run(block, replacements));
            } else if (block.isOutput() && justRun) {
                awaitOutput(block, executions, replacements);
            }
            justRun = block.isRun();
        }
    }

    private Execution run(Block block, Map<String, String> replacements) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        Process process = new ProcessBuilder("bash", "-c", PRELUDE + replace(block.text(), replacements))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        started.add(process);
        Execution execution = new Execution(block, process, output, errors);
        if (STREAM.matcher(block.text()).find()) {
            Api.eventually().until(() -> execution.printed().contains("event:"));
        } else {
            awaitSuccess(execution);
        }
        return execution;
    }

    private static void awaitSuccess(Execution execution) {
        try {
            assertTrue(execution.process().waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS), execution::toString);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        assertEquals(0, execution.process().exitValue(), execution::toString);
        List<String> statuses = STATUS.matcher(read(execution.errors()))
                .results()
                .map(status -> status.group(1))
                .toList();
        if (execution.block().marker() == null) {
            assertTrue(statuses.stream().allMatch(status -> status.startsWith("2")), execution::toString);
        } else {
            assertEquals(execution.block().marker().value(), String.join(" ", statuses), execution::toString);
        }
    }

    /**
     * Waits until the last command, or a stream that is still open, has printed the output. "…" stands for anything, and so
     * does the position in an id, which depends on earlier updates.
     */
    private static void awaitOutput(Block expected, List<Execution> executions, Map<String, String> replacements) {
        String text = replace(expected.text().strip(), replacements).replaceAll("(?m)^(id: \\d+-)\\d+$", "$1…");
        Pattern pattern = Pattern.compile(
                Arrays.stream(text.split("…", -1)).map(Pattern::quote).collect(Collectors.joining("[^\n]*")));
        List<Execution> candidates = executions.stream()
                .filter(execution ->
                        execution.process().isAlive() || execution == executions.get(executions.size() - 1))
                .toList();
        try {
            Api.eventually().until(() -> candidates.stream()
                    .anyMatch(execution -> pattern.matcher(execution.printed()).find()));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(expected.place() + "\n" + pattern + "\nis not printed by\n" + candidates, e);
        }
    }

    private static String replace(String text, Map<String, String> replacements) {
        String replaced = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            replaced = replaced.replace(replacement.getKey(), replacement.getValue());
        }
        return replaced;
    }

    // --- Paths ------------------------------------------------------------------------------------------------------

    @Test
    void requestsInTheDocumentationAreDescribedByOpenApi() {
        Map<String, List<Pattern>> described = describedPaths();
        Set<String> unknown = new TreeSet<>();
        int checked = 0;
        for (MarkdownPage page : MarkdownPage.all()) {
            for (String[] request : requests(page)) {
                checked++;
                boolean known = request[1].startsWith("/q/")
                        || described.getOrDefault(request[0], List.of()).stream()
                                .anyMatch(path -> path.matcher(request[1]).matches());
                if (!known) {
                    unknown.add(page.path() + ": " + request[0] + " " + request[1]);
                }
            }
        }
        assertEquals(Set.of(), unknown);
        assertTrue(checked > 20, "requests: " + checked);
    }

    private static Map<String, List<Pattern>> describedPaths() {
        JsonNode document = Api.json(Api.request().accept(Api.PLAIN).get("/q/openapi?format=json"));
        Map<String, List<Pattern>> described = new LinkedHashMap<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> described
                        .computeIfAbsent(method.toUpperCase(Locale.ROOT), any -> new ArrayList<>())
                        .add(Pattern.compile(path.getKey().replaceAll("\\{\\w+}", "[^/]+")))));
        return described;
    }

    /** Method and path of each request in commands and inline code. */
    private static List<String[]> requests(MarkdownPage page) {
        List<String[]> requests = new ArrayList<>();
        for (Block block : page.commandBlocks().toList()) {
            for (String arguments : matches(CURL, block.commands())) {
                Matcher url = URL.matcher(arguments);
                if (url.find() && url.group(1) != null) {
                    requests.add(new String[] {method(arguments), url.group(1)});
                }
            }
        }
        for (String code : page.inlineCode()) {
            Matcher request = REQUEST.matcher(code);
            if (request.matches() && !request.group(2).contains("…")) {
                requests.add(new String[] {request.group(1), request.group(2)});
            }
        }
        return requests;
    }

    private static List<String> matches(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return Collections.unmodifiableList(found);
    }

    private static String method(String arguments) {
        Matcher method = METHOD_OPTION.matcher(arguments);
        if (method.find()) {
            return method.group(1);
        }
        return Pattern.compile(" (?:-d|--data\\S*) ").matcher(arguments).find() ? "POST" : "GET";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

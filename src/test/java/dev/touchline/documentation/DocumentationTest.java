package dev.touchline.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.deployment.EnvironmentVariables;
import dev.touchline.testing.ContainerFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documentation names only things that exist. {@link DocumentedCommandsTest} runs the commands that can run in a
 * test; the others have a marker of the list in CONTRIBUTING.md.
 */
class DocumentationTest {

    private static final int MAX_LINES_OF_README = 150;
    private static final Path MAIN = Path.of("src", "main", "java");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final List<MarkdownPage> PAGES = MarkdownPage.all();

    private static final Pattern LISTED_MARKER = Pattern.compile("(?m)^\\| `((?:answer|needs|run by): [^`]+)` \\|");
    private static final Pattern REPOSITORY_PATH = Pattern.compile(
            "(?<![\\w/.-])(?:\\./)?(?:(?:\\.ci|benchmarks|compose|examples|k8s|proxy|src)/[\\w./-]*\\w|docker-compose[\\w.]*\\.yml)(?![\\w*/…])");
    private static final Pattern CHANGE_OF_DIRECTORY = Pattern.compile("^cd (\\S+)");
    private static final Pattern KUSTOMIZATION =
            Pattern.compile("kubectl .*?-k (\\S+)|kustomize (?:build )?(\\S+/\\S+)");
    private static final Pattern COMPOSE = Pattern.compile("docker compose ([^|<>;&)]*)");
    private static final Pattern OWN_COMMAND =
            Pattern.compile("(?:quarkus-run\\.jar|touchline-runner|run --rm --no-TTY keys) ([a-z]+)([^|<>;&)]*)");
    private static final Pattern LONG_OPTION = Pattern.compile("(?<= )--[a-z-]+");
    private static final Pattern TEST_OPTION = Pattern.compile("-D(?:it\\.)?test=(\\w+)");
    private static final Pattern PROFILE_OPTION = Pattern.compile(" -P(\\w+)");
    private static final Pattern ENVIRONMENT_VARIABLE =
            Pattern.compile("\\b(?:TOUCHLINE|QUARKUS|RABBITMQ|MP_JWT|SMALLRYE_JWT)_[A-Z0-9_]*[A-Z0-9]_?");
    private static final Pattern KEY =
            Pattern.compile("(?<![\\w.])touchline\\.[a-z]+(?:\\.[a-z]+(?:-[a-z0-9]+)*)?(?![\\w.-]*[/(])");
    private static final Pattern TYPE = Pattern.compile("^([A-Z][a-z]+[A-Za-z]*)(?:\\.([a-z]\\w*)|\\.[A-Z]\\w*)?$");

    /** A row such as {@code | question | `Type.method`, in `package` |}. */
    private static final Pattern PLACE =
            Pattern.compile("^\\| where [^|]*\\| `(?<type>[A-Z]\\w+)(?:\\.\\w+)?`.*?,? in `(?<package>[a-z.]+)`");

    /** The name that CONTRIBUTING.md uses to run no unit test. */
    private static final String NO_TEST = "NoneSuch";

    private static final Set<String> COMPOSE_WITH_SERVICES =
            Set.of("up", "stop", "start", "restart", "logs", "exec", "run", "pull", "build", "ps");
    private static final Set<String> COMPOSE_WITH_ONE_SERVICE = Set.of("exec", "run");
    private static final Set<String> COMPOSE_OPTIONS_WITH_VALUE = Set.of(
            "-f", "--file", "-p", "--project-name", "--profile", "-e", "--env", "-u", "--user", "-v", "--volume");

    // --- Blocks -----------------------------------------------------------------------------------------------------

    @Test
    void everyCommandBlockIsRunOrHasAListedMarker() {
        Set<String> listed = new TreeSet<>();
        LISTED_MARKER.matcher(read(Path.of("CONTRIBUTING.md"))).results().forEach(row -> listed.add(row.group(1)));
        Set<String> used = new TreeSet<>();
        PAGES.stream().flatMap(MarkdownPage::commandBlocks).forEach(block -> {
            assertTrue(
                    block.marker() != null || !block.language().isEmpty(),
                    () -> block.place() + ": name the language of the block after its fence");
            if (block.marker() != null) {
                used.add(
                        switch (block.marker().kind()) {
                            case "answer" -> "answer: <status> …";
                            case "run by" -> "run by: <class>";
                            default -> block.marker().toString();
                        });
            }
        });
        assertEquals(listed, used, "the markers listed in CONTRIBUTING.md, and those in the documentation");
    }

    @Test
    void testClassesThatRunCommandsExist() {
        PAGES.stream()
                .flatMap(MarkdownPage::commandBlocks)
                .filter(block -> block.marker() != null && block.marker().kind().equals("run by"))
                .forEach(block -> assertTrue(
                        source(TESTS, block.marker().value()) != null,
                        () -> block.place() + ": there is no test class "
                                + block.marker().value()));
    }

    @Test
    void readmeIsShort() {
        long lines = read(Path.of("README.md")).lines().count();
        assertTrue(lines <= MAX_LINES_OF_README, "README.md has " + lines + " lines; details belong in docs/");
    }

    // --- Files ------------------------------------------------------------------------------------------------------

    @Test
    void linksPointToFilesAndHeadings() {
        List<String> broken = new ArrayList<>();
        for (MarkdownPage page : PAGES) {
            for (String link : page.links()) {
                if (!link.startsWith("http") && !leadsSomewhere(page, link)) {
                    broken.add(page.path() + ": " + link);
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leadsSomewhere(MarkdownPage page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page.path()
                : page.path().resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]));
    }

    @Test
    void everyPageIsLinked() {
        Path records = Path.of("docs", "adr");
        for (MarkdownPage page : PAGES) {
            boolean isRecord = page.path().startsWith(records) && !page.path().equals(records.resolve("README.md"));
            Path index = isRecord ? records.resolve("README.md") : Path.of("README.md");
            boolean linked = page.path().equals(index)
                    || MarkdownPage.read(index).links().stream()
                            .anyMatch(link ->
                                    index.resolveSibling(link).normalize().equals(page.path()));
            assertTrue(linked, () -> index + " has no link to " + page.path());
        }
    }

    @Test
    void pathsOfTheRepositoryExist() {
        assertAllKnown(
                line -> REPOSITORY_PATH.matcher(line).results().map(MatchResult::group),
                path -> Files.exists(Path.of(path)));
    }

    @Test
    void kustomizationsExist() {
        PAGES.stream().flatMap(MarkdownPage::commandBlocks).forEach(block -> {
            Path directory = Path.of("");
            for (String line : block.commands().lines().toList()) {
                Matcher change = CHANGE_OF_DIRECTORY.matcher(line);
                if (change.find()) {
                    directory = directory.resolve(change.group(1));
                    assertTrue(Files.isDirectory(directory), block.place() + ": " + line);
                }
                Matcher kustomization = KUSTOMIZATION.matcher(line);
                if (kustomization.find()) {
                    String folder = kustomization.group(1) == null ? kustomization.group(2) : kustomization.group(1);
                    assertTrue(
                            Files.exists(directory.resolve(folder).resolve("kustomization.yaml")),
                            block.place() + ": " + line);
                }
            }
        });
    }

    // --- Commands ---------------------------------------------------------------------------------------------------

    @Test
    void composeServicesExist() {
        Set<String> services = new TreeSet<>();
        for (String file : List.of("docker-compose.yml", "docker-compose.jvm.yml", "docker-compose.dev.yml")) {
            ContainerFiles.compose(Path.of(file)).path("services").fieldNames().forEachRemaining(services::add);
        }
        assertAllKnown(
                line -> COMPOSE.matcher(line).results().flatMap(command -> services(command.group(1))),
                services::contains);
    }

    private static Stream<String> services(String arguments) {
        List<String> named = new ArrayList<>();
        String command = null;
        boolean ended = false;
        List<String> tokens = List.of(arguments.strip().split("\\s+"));
        for (int index = 0; index < tokens.size(); index++) {
            String token = tokens.get(index);
            if (token.equals("--scale") && index + 1 < tokens.size()) {
                index++;
                named.add(tokens.get(index).replaceFirst("=.*", ""));
            } else if (COMPOSE_OPTIONS_WITH_VALUE.contains(token)) {
                index++;
            } else if (!token.startsWith("-") && !ended) {
                if (command == null) {
                    command = token;
                    ended = !COMPOSE_WITH_SERVICES.contains(command);
                } else {
                    named.add(token);
                    ended = COMPOSE_WITH_ONE_SERVICE.contains(command);
                }
            }
        }
        return named.stream();
    }

    @Test
    void commandsOfTheApplicationExist() {
        String sources = sourcesOf("command");
        assertAllKnown(
                line -> OWN_COMMAND
                        .matcher(line)
                        .results()
                        .flatMap(command -> Stream.concat(
                                Stream.of("\"" + command.group(1) + "\""),
                                LONG_OPTION.matcher(command.group(2)).results().map(option -> option.group()))),
                sources::contains);
    }

    @Test
    void testsAndProfilesOfTheBuildExist() {
        String pom = read(Path.of("pom.xml"));
        assertAllKnown(
                line -> TEST_OPTION.matcher(line).results().map(option -> option.group(1)),
                test -> test.equals(NO_TEST) || source(TESTS, test) != null);
        assertAllKnown(
                line -> line.startsWith("./mvnw")
                        ? PROFILE_OPTION.matcher(line).results().map(option -> option.group(1))
                        : Stream.empty(),
                profile -> pom.contains("<id>" + profile + "</id>"));
    }

    // --- Configuration ----------------------------------------------------------------------------------------------

    @Test
    void environmentVariablesExist() {
        Set<String> known = knownVariables();
        String compose = read(Path.of("docker-compose.yml")) + read(Path.of("docker-compose.tls.yml"));
        String manifests = sources(Path.of("k8s"), ".yaml");
        String tests = sources(TESTS, ".java");
        Set<String> unknown = new TreeSet<>();
        for (MarkdownPage page : PAGES) {
            String text = page.text().replaceAll("<[A-Z]+>", "X");
            ENVIRONMENT_VARIABLE.matcher(text).results().map(MatchResult::group).forEach(name -> {
                String generic = generic(name);
                boolean exists = name.endsWith("_")
                        ? known.stream().anyMatch(variable -> variable.startsWith(name.replaceFirst("_+$", "")))
                        : known.contains(generic)
                                || compose.contains("${" + name)
                                || manifests.contains("key: " + name)
                                || tests.contains("getenv(\"" + name + "\")");
                if (!exists) {
                    unknown.add(page.path() + ": " + name);
                }
            });
        }
        assertEquals(Set.of(), unknown);
    }

    /** Names with the keys of maps and the numbers of lists replaced. */
    private static Set<String> knownVariables() {
        Set<String> known = EnvironmentVariables.all().stream()
                .map(DocumentationTest::generic)
                .collect(Collectors.toCollection(TreeSet::new));
        List.of("NAME", "ROLES", "SOURCES", "MATCHES", "COMPETITIONS")
                .forEach(field -> known.add(generic("TOUCHLINE_SECURITY_SUBJECTS_0__" + field)));
        return known;
    }

    private static String generic(String variable) {
        return variable.replaceAll("__[A-Z0-9_]+?__", "__X__").replaceAll("_\\d+__", "_N__");
    }

    @Test
    void keysExist() {
        Set<String> known = EnvironmentVariables.all();
        assertAllKnown(
                line -> line.contains("/") || line.contains("docker")
                        ? Stream.empty()
                        : KEY.matcher(line).results().map(MatchResult::group),
                key -> {
                    String variable = key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
                    return Set.of("touchline.measure", "touchline.all-faults").contains(key)
                            || known.stream()
                                    .anyMatch(name -> name.equals(variable) || name.startsWith(variable + "_"));
                });
    }

    // --- Names in the code ------------------------------------------------------------------------------------------

    @Test
    void typesAndMethodsNamedByTheArchitectureExist() {
        List<String> unknown = new ArrayList<>();
        for (Path path : List.of(Path.of("README.md"), Path.of("docs", "architecture.md"))) {
            for (String code : MarkdownPage.read(path).inlineCode()) {
                Matcher type = TYPE.matcher(code);
                if (type.matches()) {
                    String source = source(type.group(1).endsWith("Test") ? TESTS : MAIN, type.group(1));
                    String method = type.group(2);
                    if (source == null || method != null && !source.contains(" " + method + "(")) {
                        unknown.add(path + ": " + code);
                    }
                }
            }
        }
        assertEquals(List.of(), unknown);
    }

    @Test
    void placesNamedByTheArchitectureExist() {
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (String row : read(Path.of("docs", "architecture.md")).lines().toList()) {
            Matcher place = PLACE.matcher(row);
            if (place.find()) {
                checked++;
                Path folder = MAIN.resolve(Path.of("dev", "touchline"))
                        .resolve(place.group("package").replace('.', '/'));
                if (!Files.exists(folder.resolve(place.group("type") + ".java"))) {
                    missing.add(row);
                }
            }
        }
        assertEquals(List.of(), missing);
        assertTrue(checked > 5, "places: " + checked);
    }

    // ----------------------------------------------------------------------------------------------------------------

    private static void assertAllKnown(Function<String, Stream<String>> names, Predicate<String> exists) {
        Set<String> unknown = new TreeSet<>();
        int checked = 0;
        for (MarkdownPage page : PAGES) {
            for (String line : page.commandLines().toList()) {
                for (String name : names.apply(line).toList()) {
                    checked++;
                    if (!exists.test(name)) {
                        unknown.add(page.path() + ": " + name);
                    }
                }
            }
        }
        assertEquals(Set.of(), unknown);
        assertFalse(checked == 0, "no name was checked");
    }

    /** The source of a type, which has a file of its own; null if there is none. */
    private static String source(Path root, String type) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.getFileName().toString().equals(type + ".java"))
                    .findFirst()
                    .map(DocumentationTest::read)
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sourcesOf(String name) {
        return Arrays.stream(
                        MAIN.resolve(Path.of("dev", "touchline", name)).toFile().listFiles())
                .filter(file -> file.getName().endsWith(".java"))
                .map(file -> read(file.toPath()))
                .collect(Collectors.joining());
    }

    private static String sources(Path root, String extension) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .map(DocumentationTest::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

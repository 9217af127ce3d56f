package dev.touchline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages of {@code src/main/java} as their sources show them. Names are relative to {@code dev.touchline}.
 *
 * <p>Constants are read here and not from class files, in which the compiler replaces them by their values.
 */
final class SourcePackages {

    /** The package that contains all others. */
    static final String ROOT = "dev.touchline";

    private static final Path MAIN = Path.of("src", "main", "java", "dev", "touchline");
    private static final Path TESTS = Path.of("src", "test", "java", "dev", "touchline");
    private static final String PACKAGE_INFO = "package-info.java";
    /** {@code Depends on nothing.} or {@code Depends on {@code a}, {@code b} and {@code c}.} */
    private static final Pattern DEPENDENCIES =
            Pattern.compile("Depends on (?:nothing|((?:\\{@code [a-z.]+}(?:, | and )?)+))\\.");

    private static final Pattern NAME = Pattern.compile("\\{@code ([a-z.]+)}");
    private static final String BETWEEN_COMMENT_LINES = "\\s*\\n \\* ?";

    private final Map<String, List<String>> sources = new TreeMap<>();
    private final Map<String, List<String>> tests = new TreeMap<>();
    private final Map<String, String> descriptions = new TreeMap<>();

    private SourcePackages() {}

    static SourcePackages read() {
        SourcePackages packages = new SourcePackages();
        read(MAIN, (name, file) -> {
            if (file.endsWith(PACKAGE_INFO)) {
                packages.descriptions.put(name, text(file));
            }
            packages.sources.computeIfAbsent(name, first -> new ArrayList<>()).add(text(file));
        });
        read(TESTS, (name, file) -> packages.tests
                .computeIfAbsent(name, first -> new ArrayList<>())
                .add(text(file)));
        return packages;
    }

    private static void read(Path folder, BiConsumer<String, Path> reader) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> reader.accept(
                            folder.relativize(file.getParent()).toString().replace('/', '.'), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every package that contains a file. */
    Set<String> names() {
        return sources.keySet();
    }

    /** The lines of all files of a package, without those of the packages within it. */
    long lines(String name) {
        return sources.get(name).stream()
                .mapToLong(text -> text.lines().count())
                .sum();
    }

    /** The packages that the package-info names as dependencies; null if it does not say. */
    Set<String> dependencies(String name) {
        String text = descriptions.getOrDefault(name, "").replaceAll(BETWEEN_COMMENT_LINES, " ");
        Matcher sentence = DEPENDENCIES.matcher(text);
        if (!sentence.find()) {
            return null;
        }
        Set<String> dependencies = new TreeSet<>();
        if (sentence.group(1) != null) {
            NAME.matcher(sentence.group(1)).results().forEach(named -> dependencies.add(named.group(1)));
        }
        return dependencies;
    }

    /** Whether a file of another package, or of a test there, contains the text. */
    boolean isMentionedOutside(String name, Pattern text) {
        return Stream.of(sources, tests)
                .flatMap(all -> all.entrySet().stream())
                .filter(other -> !other.getKey().equals(name))
                .flatMap(other -> other.getValue().stream())
                .anyMatch(source -> text.matcher(source).find());
    }
}

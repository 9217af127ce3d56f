package dev.touchline.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, split into prose and fenced blocks.
 *
 * @param path its file
 * @param prose its text without the blocks; lines keep their numbers
 * @param blocks the fenced blocks, in the order of the page
 */
record MarkdownPage(Path path, String prose, List<Block> blocks) {

    private static final Set<String> COMMAND_LANGUAGES = Set.of("", "sh", "bash", "console");
    private static final Pattern MARKER = Pattern.compile("<!-- (?<kind>answer|needs|run by): (?<value>.+) -->");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.+?) *$");
    private static final Pattern INLINE_CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final String FENCE = "```";

    /**
     * The marker of a block of commands: its prerequisite, its expected statuses, or the test that runs it.
     *
     * @param kind {@code answer}, {@code needs} or {@code run by}
     * @param value the text after the colon
     */
    record Marker(String kind, String value) {

        static Marker of(String line) {
            Matcher matcher = MARKER.matcher(line.strip());
            return matcher.matches() ? new Marker(matcher.group("kind"), matcher.group("value")) : null;
        }

        boolean isAnswer() {
            return kind.equals("answer");
        }

        @Override
        public String toString() {
            return kind + ": " + value;
        }
    }

    /**
     * A fenced block.
     *
     * @param place file and line, for messages
     * @param language the info string of the fence; empty if there is none
     * @param text the lines between the fences
     * @param marker the marker of the block, else that of the page, else null
     */
    record Block(String place, String language, String text, Marker marker) {

        boolean isCommands() {
            return COMMAND_LANGUAGES.contains(language);
        }

        /** Whether {@link DocumentedCommandsTest} runs the block. */
        boolean isRun() {
            return isCommands() && (marker == null || marker.isAnswer());
        }

        boolean isOutput() {
            return language.equals("text");
        }

        /** The commands, with continued lines joined. */
        String commands() {
            return text.replaceAll("\\\\\n\\s*", "");
        }
    }

    static MarkdownPage read(Path path) {
        try {
            return parse(path, Files.readString(path).lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** README.md, its neighbours, the pages in {@code docs}, and the READMEs of manifests and benchmarks. */
    static List<MarkdownPage> all() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of(
                                    Path.of("README.md"),
                                    Path.of("CHANGELOG.md"),
                                    Path.of("CONTRIBUTING.md"),
                                    Path.of("PERFORMANCE.md"),
                                    Path.of("SECURITY.md"),
                                    Path.of("k8s", "README.md"),
                                    Path.of("benchmarks", "README.md")),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(MarkdownPage::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MarkdownPage parse(Path path, List<String> lines) {
        StringBuilder prose = new StringBuilder();
        List<Block> blocks = new ArrayList<>();
        Marker ofPage = null;
        Marker last = null;
        boolean sectionSeen = false;
        int index = 0;
        while (index < lines.size()) {
            String line = lines.get(index);
            if (line.startsWith(FENCE)) {
                int end = index + 1;
                while (!lines.get(end).equals(FENCE)) {
                    end++;
                }
                String text = String.join("\n", lines.subList(index + 1, end)) + "\n";
                String place = path + ":" + (index + 1);
                blocks.add(
                        new Block(place, line.substring(FENCE.length()).strip(), text, last == null ? ofPage : last));
                prose.append("\n".repeat(end - index + 1));
                last = null;
                index = end + 1;
                continue;
            }
            sectionSeen |= line.startsWith("## ");
            if (!sectionSeen && last != null && line.isBlank()) {
                ofPage = last;
            }
            last = Marker.of(line);
            prose.append(line).append('\n');
            index++;
        }
        return new MarkdownPage(path, prose.toString(), List.copyOf(blocks));
    }

    /** The anchors of its headings, as GitHub derives them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(prose)
                .results()
                .forEach(heading -> anchors.add(heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-')));
        return anchors;
    }

    /** The targets of its links and images. */
    List<String> links() {
        return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
    }

    /** Its inline code, with line breaks as spaces. */
    List<String> inlineCode() {
        return INLINE_CODE
                .matcher(prose)
                .results()
                .map(code -> code.group(1).replaceAll("\\s+", " "))
                .toList();
    }

    /** Its blocks of commands. */
    Stream<Block> commandBlocks() {
        return blocks.stream().filter(Block::isCommands);
    }

    /** Each line of its commands, and all of its inline code. */
    Stream<String> commandLines() {
        return Stream.concat(commandBlocks().flatMap(block -> block.commands().lines()), inlineCode().stream());
    }

    /** The whole page. */
    String text() {
        StringBuilder text = new StringBuilder(prose);
        blocks.forEach(block -> text.append(block.text()));
        return text.toString();
    }
}

package dev.touchline.documentation;

import java.util.List;

/** The commands of the documentation that a test class runs. */
public final class CommandBlocks {

    private CommandBlocks() {}

    /** The blocks with the marker {@code run by} of a test class, in the order of the pages. */
    public static List<String> runBy(Class<?> test) {
        MarkdownPage.Marker marker = new MarkdownPage.Marker("run by", test.getSimpleName());
        return MarkdownPage.all().stream()
                .flatMap(MarkdownPage::commandBlocks)
                .filter(block -> marker.equals(block.marker()))
                .map(MarkdownPage.Block::text)
                .toList();
    }
}

package dev.touchline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of docs/security.md, section "Who may do what".
 *
 * @param rows its rows
 */
public record AccessTable(List<Row> rows) {

    private static final Pattern SECTION = Pattern.compile("(?ms)^## Who may do what$(.*?)^## ");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`(\\w+)`|anyone)[^|]*\\| (.*?)[|]$");
    private static final Pattern QUOTED = Pattern.compile("`(?:([A-Z]+) )?(/[^`]*)`");

    /**
     * Requests, and who may make them.
     *
     * @param method the method, or null for any
     * @param path the path; at its end, a {@code /**} stands for itself and all below
     * @param role the role, or null for anyone
     */
    public record Row(String method, String path, String role) {

        /** Whether it is about this request. */
        public boolean covers(String requestMethod, String requestPath) {
            boolean methodFits = method == null || method.equals(requestMethod);
            String below = path.replaceFirst("/\\*\\*$", "");
            boolean pathFits = path.equals(below)
                    ? requestPath.equals(path)
                    : requestPath.equals(below) || requestPath.startsWith(below + "/");
            return methodFits && pathFits;
        }
    }

    /** Reads it. */
    public static AccessTable readFromDocs() {
        List<Row> rows = new ArrayList<>();
        Matcher section = SECTION.matcher(page());
        if (!section.find()) {
            throw new AssertionError("docs/security.md has no section \"Who may do what\"");
        }
        Matcher row = ROW.matcher(section.group(1));
        while (row.find()) {
            Matcher quoted = QUOTED.matcher(row.group(3));
            while (quoted.find()) {
                rows.add(new Row(quoted.group(1), quoted.group(2), row.group(2)));
            }
        }
        return new AccessTable(rows);
    }

    private static String page() {
        try {
            return Files.readString(Path.of("docs", "security.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.touchline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The access table of docs/security.md: the role that each request needs.
 *
 * @param rows the rows of the table
 */
public record AccessTable(List<Row> rows) {

    private static final Pattern SECTION = Pattern.compile("(?ms)^## Who may do what$(.*?)^## ");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`\\w+`|anyone)([^|]*)\\| (.*?)[|]$");
    private static final Pattern ROLE = Pattern.compile("`([a-z]+)`");
    private static final Pattern QUOTED = Pattern.compile("`(?:([A-Z]+) )?(/[^`]*)`");

    /**
     * A row of the table: requests, and the role they need.
     *
     * @param method the method, or null for any
     * @param path the path; a trailing {@code /**} covers the path itself and everything below it
     * @param roles the roles, each of which is enough; empty if no token is needed
     */
    public record Row(String method, String path, Set<String> roles) {

        /** Returns whether this row covers the request. */
        public boolean covers(String requestMethod, String requestPath) {
            boolean methodFits = method == null || method.equals(requestMethod);
            String below = path.replaceFirst("/\\*\\*$", "");
            boolean pathFits = path.equals(below)
                    ? requestPath.equals(path)
                    : requestPath.equals(below) || requestPath.startsWith(below + "/");
            return methodFits && pathFits;
        }
    }

    /** Reads the table from docs/security.md. */
    public static AccessTable readFromDocs() {
        List<Row> rows = new ArrayList<>();
        Matcher section = SECTION.matcher(page());
        if (!section.find()) {
            throw new AssertionError("docs/security.md has no section \"Who may do what\"");
        }
        Matcher row = ROW.matcher(section.group(1));
        while (row.find()) {
            Set<String> roles = row.group(1).equals("anyone")
                    ? Set.of()
                    : ROLE.matcher(row.group(1) + row.group(2))
                            .results()
                            .map(role -> role.group(1))
                            .collect(Collectors.toSet());
            Matcher quoted = QUOTED.matcher(row.group(3));
            while (quoted.find()) {
                rows.add(new Row(quoted.group(1), quoted.group(2), roles));
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

package dev.touchline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped configuration of the proxy. */
public final class ProxyFiles {

    public static final Path FOLDER = Path.of("proxy");

    private static final Pattern ROUTE =
            Pattern.compile("(?m)^\\s*(?:\"~(?<pattern>[^\"]+)\"|(?<default>default))" + "\\s+(?<role>[a-z]+);$");
    private static final Pattern LINE = Pattern.compile("(?m)^ {4}\\S.*;$");

    private final List<Route> routes = new ArrayList<>();
    private String otherwise;

    private record Route(Pattern request, String role) {}

    /** Reads the table of routes. */
    public static ProxyFiles read() {
        ProxyFiles files = new ProxyFiles();
        String table = text("routes.conf");
        Matcher route = ROUTE.matcher(table);
        int read = 0;
        for (; route.find(); read++) {
            if (route.group("default") != null) {
                files.otherwise = route.group("role");
            } else {
                files.routes.add(new Route(Pattern.compile(route.group("pattern")), route.group("role")));
            }
        }
        if (read != LINE.matcher(table).results().count()) {
            throw new AssertionError("routes.conf has a line that is not a route");
        }
        return files;
    }

    /** The text of one of the files. */
    public static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The role that a request is routed to. */
    public String role(String method, String path) {
        return routes.stream()
                .filter(route -> route.request.matcher(method + " " + path).find())
                .map(Route::role)
                .findFirst()
                .orElse(otherwise);
    }
}

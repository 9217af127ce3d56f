package dev.touchline.database;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts of a JDBC URL of PostgreSQL.
 *
 * @param names with ports as in the URL; empty for a URL without hosts
 */
record DatabaseHosts(String url, List<String> names) {

    private static final Pattern URL = Pattern.compile("(jdbc:postgresql://)([^/?]+)(.*)");

    static DatabaseHosts of(String url) {
        Matcher parts = URL.matcher(url);
        return new DatabaseHosts(url, parts.matches() ? List.of(parts.group(2).split(",")) : List.of());
    }

    /** Whether the driver chooses one of several hosts. */
    boolean areSeveral() {
        return names.size() > 1;
    }

    /** A URL for each host, by its name. */
    Map<String, String> single() {
        Map<String, String> urls = new LinkedHashMap<>();
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            urls.put("localhost", url);
        }
        names.forEach(name -> urls.put(name, parts.group(1) + name + parts.group(3)));
        return urls;
    }
}

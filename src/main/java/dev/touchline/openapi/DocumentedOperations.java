package dev.touchline.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.json.Json;
import io.quarkus.runtime.Startup;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The operations of this application, as its OpenAPI document has them. */
@ApplicationScoped
@Startup
class DocumentedOperations {

    private static final String DOCUMENT = OpenApiConstants.BASE_NAME + ".JSON";
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    private final List<DocumentedPath> paths = new ArrayList<>();

    /**
     * A path and its operations.
     *
     * @param segments of the path; null for a parameter
     * @param operations the names of the query parameters by method
     */
    private record DocumentedPath(List<String> segments, SortedMap<String, SortedSet<String>> operations) {

        static DocumentedPath of(String template, JsonNode item) {
            List<String> segments = new ArrayList<>();
            for (String segment : split(template)) {
                segments.add(segment.startsWith("{") ? null : segment);
            }
            SortedMap<String, SortedSet<String>> operations = new TreeMap<>();
            item.properties().forEach(operation -> {
                if (METHODS.contains(operation.getKey())) {
                    SortedSet<String> parameters = new TreeSet<>();
                    for (JsonNode parameter : operation.getValue().path("parameters")) {
                        if (parameter.path("in").asText().equals("query")) {
                            parameters.add(parameter.path("name").asText());
                        }
                    }
                    operations.put(operation.getKey().toUpperCase(Locale.ROOT), parameters);
                }
            });
            return new DocumentedPath(segments, operations);
        }

        boolean matches(String[] path) {
            if (path.length != segments.size()) {
                return false;
            }
            for (int i = 0; i < path.length; i++) {
                if (segments.get(i) != null && !segments.get(i).equals(path[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    DocumentedOperations() throws IOException {
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(DOCUMENT)) {
            Json.MAPPER
                    .readTree(document)
                    .path("paths")
                    .properties()
                    .forEach(path -> paths.add(DocumentedPath.of(path.getKey(), path.getValue())));
        }
    }

    /** The names of the query parameters of each method at a path, as in a request; empty if no operation has the path. */
    SortedMap<String, SortedSet<String>> at(String path) {
        String[] segments = split(path);
        SortedMap<String, SortedSet<String>> operations = new TreeMap<>();
        for (DocumentedPath documented : paths) {
            if (documented.matches(segments)) {
                documented.operations().forEach(operations::putIfAbsent);
            }
        }
        return operations;
    }

    private static String[] split(String path) {
        String inner = path.substring(1);
        return (inner.endsWith("/") ? inner.substring(0, inner.length() - 1) : inner).split("/", -1);
    }
}

package dev.touchline.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Kustomization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An HTTPRoute of the Gateway API, evaluated by the precedence rules of the API. */
final class HttpRoute {

    private static final Comparator<Match> PRECEDENCE = Comparator.comparing(Match::exact)
            .thenComparing(match -> match.path.length())
            .thenComparing(match -> match.method != null)
            .reversed();

    private final List<Match> matches = new ArrayList<>();

    private HttpRoute() {}

    private record Match(String path, boolean exact, String method, String backend) {

        boolean matches(String requestMethod, String requestPath) {
            String prefix = path.endsWith("/") ? path : path + "/";
            return (method == null || method.equals(requestMethod))
                    && (exact ? requestPath.equals(path) : (requestPath + "/").startsWith(prefix));
        }
    }

    static HttpRoute read(Path file) {
        try {
            return of(Kustomization.YAML.readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpRoute of(JsonNode route) {
        HttpRoute read = new HttpRoute();
        for (JsonNode rule : route.at("/spec/rules")) {
            for (JsonNode match : rule.path("matches")) {
                read.matches.add(new Match(
                        match.at("/path/value").asText("/"),
                        match.at("/path/type").asText("PathPrefix").equals("Exact"),
                        match.path("method").textValue(),
                        rule.at("/backendRefs/0/name").asText()));
            }
        }
        return read;
    }

    /** The service that a request is routed to, or null. */
    String backend(String method, String path) {
        return matches.stream()
                .filter(match -> match.matches(method, path))
                .min(PRECEDENCE)
                .map(Match::backend)
                .orElse(null);
    }
}

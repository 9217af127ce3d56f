package dev.touchline.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.AccessTable;
import dev.touchline.testing.AccessTable.Row;
import dev.touchline.testing.Api;
import dev.touchline.testing.Tokens;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The authorization of each endpoint in the OpenAPI document matches the table in docs/security.md. */
@QuarkusTest
@TestProfile(SecuredProfile.class)
class EndpointsTest {

    private static final AccessTable TABLE = AccessTable.readFromDocs();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An operation of the OpenAPI document. */
    private record Endpoint(String method, String path, JsonNode description) {

        Row row() {
            List<Row> covering = TABLE.rows().stream()
                    .filter(row -> row.covers(method, path))
                    .toList();
            assertEquals(1, covering.size(), () -> this + " is in the table exactly once, and not as " + covering);
            return covering.get(0);
        }

        int statusWith(Tokens token) {
            HttpRequest.Builder request = HttpRequest.newBuilder(Api.uri(path.replaceAll("\\{\\w+}", "nothing")))
                    .header("Content-Type", Api.PLAIN)
                    .method(method, HttpRequest.BodyPublishers.ofString("{}"));
            if (token != null) {
                request.header("Authorization", token.bearer());
            }
            // Some answers are streams, so only their status is read.
            try {
                HttpResponse<InputStream> response =
                        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                response.body().close();
                return response.statusCode();
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Test
    void onlyPublicEndpointsAreServedWithoutAToken() {
        for (Endpoint endpoint : endpoints()) {
            int status = endpoint.statusWith(null);
            if (endpoint.row().roles().isEmpty()) {
                assertNotEquals(401, status, endpoint::toString);
                assertNotEquals(403, status, endpoint::toString);
            } else {
                assertEquals(401, status, endpoint::toString);
            }
        }
    }

    @Test
    void rolesAuthorizeExactlyTheEndpointsInTheTable() {
        for (Endpoint endpoint : endpoints()) {
            Set<String> needed = endpoint.row().roles();
            for (String role : TokenRoles.ROLES) {
                int status = endpoint.statusWith(Tokens.of("someone", role));
                String description = endpoint + " as " + role + ": " + status;
                if (needed.isEmpty() || needed.contains(role)) {
                    assertTrue(status != 401 && status != 403, description);
                } else {
                    assertEquals(403, status, description);
                }
            }
        }
    }

    @Test
    void openApiMarksProtectedEndpoints() {
        for (Endpoint endpoint : endpoints()) {
            boolean needsToken = !endpoint.row().roles().isEmpty();
            JsonNode description = endpoint.description();
            assertEquals(needsToken, description.path("security").size() == 1, endpoint::toString);
            for (String status : List.of("401", "403")) {
                assertEquals(needsToken, description.path("responses").has(status), endpoint + " " + status);
            }
        }
        JsonNode scheme = document().path("components").path("securitySchemes").path("bearer");
        assertEquals("http", scheme.path("type").textValue());
        assertEquals("bearer", scheme.path("scheme").textValue());
    }

    @Test
    void tableListsOnlyExistingEndpoints() {
        assertFalse(TABLE.rows().isEmpty());
        for (Row row : TABLE.rows()) {
            assertTrue(TokenRoles.ROLES.containsAll(row.roles()), row::toString);
            assertTrue(
                    endpoints().stream().anyMatch(endpoint -> row.covers(endpoint.method(), endpoint.path())),
                    row::toString);
        }
    }

    private static JsonNode document() {
        return Api.json(Api.request().accept(Api.PLAIN).get("/q/openapi?format=json"));
    }

    private static List<Endpoint> endpoints() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation.getValue().has("responses")) {
                    endpoints.add(new Endpoint(
                            operation.getKey().toUpperCase(Locale.ROOT), path.getKey(), operation.getValue()));
                }
            }
        }
        return endpoints;
    }
}

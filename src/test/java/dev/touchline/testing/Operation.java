package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.openapi.OperationsFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An operation of the OpenAPI document.
 *
 * @param method the HTTP method
 * @param path the path, with a value for each parameter
 * @param role the role that serves the operation, or null if every role does
 * @param stream whether the response is a stream of Server-Sent Events
 */
public record Operation(String method, String path, String role, boolean stream) {

    /** All operations of the document. */
    public static List<Operation> all(JsonNode openApi) {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : openApi.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (operation.getValue().has("responses")) {
                    JsonNode described = operation.getValue();
                    operations.add(new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey().replaceAll("\\{\\w+}", "x-1"),
                            described.path(OperationsFilter.ROLE_EXTENSION).textValue(),
                            described.at("/responses/200/content").has("text/event-stream")));
                }
            }
        }
        return operations;
    }
}

package dev.touchline.security;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;

/** Says in the OpenAPI document how those are answered whose token is missing, not good, or not good enough. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class SecurityOpenApiFilter implements OASFilter {

    private static final String SCHEME = "bearer";

    @Override
    public Operation filterOperation(Operation operation) {
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            // The scopes of a bearer token are OAuth's; our roles are told in words.
            operation.setSecurity(operation.getSecurity().stream()
                    .map(requirement -> OASFactory.createSecurityRequirement().addScheme(SCHEME))
                    .toList());
            operation
                    .getResponses()
                    .addAPIResponse("401", OASFactory.createAPIResponse().ref("Unauthorized"))
                    .addAPIResponse("403", OASFactory.createAPIResponse().ref("Forbidden"));
        }
        return operation;
    }
}

package dev.touchline.security;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/** Documents responses 401 and 403 in OpenAPI. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class SecurityOpenApiFilter implements OASFilter {

    private static final String SCHEME = "bearer";

    @Override
    public Operation filterOperation(Operation operation) {
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            // Without roles: scopes of a bearer scheme are those of OAuth.
            operation.setSecurity(operation.getSecurity().stream()
                    .map(requirement -> OASFactory.createSecurityRequirement().addScheme(SCHEME))
                    .toList());
            APIResponses responses = operation.getResponses();
            responses.addAPIResponse("401", OASFactory.createAPIResponse().ref("Unauthorized"));
            responses.addAPIResponse("403", OASFactory.createAPIResponse().ref("Forbidden"));
        }
        return operation;
    }
}

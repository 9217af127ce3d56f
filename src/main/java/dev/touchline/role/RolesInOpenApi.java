package dev.touchline.role;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.IndexView;

/**
 * Adds the extension {@value #EXTENSION} with the serving role to each operation of the OpenAPI document, for the
 * routes of proxies and gateways. An operation without it is served by every role.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class RolesInOpenApi implements OASFilter {

    public static final String EXTENSION = "x-touchline-role";

    private final Map<String, String> roles = new HashMap<>();

    /** Called by Quarkus with the annotations of the resources. */
    public RolesInOpenApi(IndexView index) {
        for (AnnotationInstance servedBy : index.getAnnotations(ServedBy.class)) {
            roles.put(
                    servedBy.target().asClass().simpleName(),
                    servedBy.value().asEnum().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public Operation filterOperation(Operation operation) {
        // The operation id is "<class>_<method>": quarkus.smallrye-openapi.operation-id-strategy.
        String resource = operation.getOperationId().replaceFirst("_[^_]*$", "");
        if (roles.containsKey(resource)) {
            operation.addExtension(EXTENSION, roles.get(resource));
        }
        return operation;
    }
}

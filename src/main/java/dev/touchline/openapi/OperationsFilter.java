package dev.touchline.openapi;

import dev.touchline.live.cache.Cacheable;
import dev.touchline.role.ServedBy;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.IndexView;

/**
 * Documents what follows from the form of an operation: its errors, its token, the headers of a conditional GET, and the
 * role that serves it. A resource declares only the responses that its meaning adds.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OperationsFilter implements OASFilter {

    /** Has the serving role, for the routes of proxies and gateways. An operation without it is served by every role. */
    public static final String ROLE_EXTENSION = "x-touchline-role";

    private static final String SECURITY_SCHEME = "bearer";

    private final IndexView resources;

    /** Called by Quarkus with the annotations of the resources. */
    public OperationsFilter(IndexView resources) {
        this.resources = resources;
    }

    @Override
    public Operation filterOperation(Operation operation) {
        addErrors(operation);
        annotation(operation, ServedBy.class)
                .ifPresent(servedBy -> operation.addExtension(
                        ROLE_EXTENSION, servedBy.value().asEnum().toLowerCase(Locale.ROOT)));
        annotation(operation, Cacheable.class).ifPresent(cacheable -> addConditionalGet(operation));
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            addToken(operation);
        }
        // In the order of their status codes.
        operation
                .getResponses()
                .setAPIResponses(new TreeMap<>(operation.getResponses().getAPIResponses()));
        return operation;
    }

    private Optional<AnnotationInstance> annotation(Operation operation, Class<?> type) {
        // The operation id is "<class>_<method>": quarkus.smallrye-openapi.operation-id-strategy.
        String resource = operation.getOperationId().replaceFirst("_[^_]*$", "");
        return resources.getAnnotations(type).stream()
                .filter(annotation -> annotation.target().asClass().simpleName().equals(resource))
                // The index may list it twice.
                .findFirst();
    }

    private static void addErrors(Operation operation) {
        boolean hasBody = operation.getRequestBody() != null;
        if (hasBody || hasParameter(operation, Parameter.In.QUERY)) {
            addResponse(operation, "400", "Malformed");
        }
        if (hasParameter(operation, Parameter.In.PATH)) {
            addResponse(operation, "404", "NotFound");
        }
        if (hasBody) {
            addResponse(operation, "422", "Invalid");
            // By BodyLimit, whose memory the bodies of all requests share.
            addResponse(operation, "408", "Timeout");
            addResponse(operation, "413", "TooLarge");
            addResponse(operation, "429", "TooManyRequests");
            if (acceptsOnlyJson(operation)) {
                addResponse(operation, "415", "UnsupportedMediaType");
            }
        }
        // Without the broker or the database, or while the keys that verify a token cannot be fetched.
        addResponse(operation, "503", "Unavailable");
    }

    private static boolean hasParameter(Operation operation, Parameter.In in) {
        return operation.getParameters() != null
                && operation.getParameters().stream().anyMatch(parameter -> parameter.getIn() == in);
    }

    private static boolean acceptsOnlyJson(Operation operation) {
        return operation.getRequestBody().getContent().getMediaTypes().keySet().stream()
                .allMatch(type -> type.endsWith("json"));
    }

    private static void addToken(Operation operation) {
        // Without roles: scopes of a bearer scheme are those of OAuth.
        operation.setSecurity(operation.getSecurity().stream()
                .map(requirement -> OASFactory.createSecurityRequirement().addScheme(SECURITY_SCHEME))
                .toList());
        addResponse(operation, "401", "Unauthorized");
        addResponse(operation, "403", "Forbidden");
    }

    private static void addConditionalGet(Operation operation) {
        operation.addParameter(OASFactory.createParameter()
                .name(HttpHeaders.IF_NONE_MATCH)
                .in(Parameter.In.HEADER)
                .description("The ETag of the client's copy")
                .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
        APIResponse ok = operation.getResponses().getAPIResponse("200");
        ok.addHeader(HttpHeaders.ETAG, OASFactory.createHeader().ref("ETag"));
        ok.addHeader(HttpHeaders.CACHE_CONTROL, OASFactory.createHeader().ref("CacheControl"));
        addResponse(operation, "304", "NotModified");
    }

    /** Adds a response of the components, or replaces that of Quarkus, which does not say that it is a problem. */
    private static void addResponse(Operation operation, String status, String ref) {
        operation
                .getResponses()
                .addAPIResponse(status, OASFactory.createAPIResponse().ref(ref));
    }
}

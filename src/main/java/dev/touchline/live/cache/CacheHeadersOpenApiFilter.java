package dev.touchline.live.cache;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Adds to the OpenAPI document what {@link ConditionalGetFilter} adds to answers. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class CacheHeadersOpenApiFilter implements OASFilter {

    @Override
    public Operation filterOperation(Operation operation) {
        boolean conditional =
                operation.getResponses() != null && operation.getResponses().hasAPIResponse("304");
        APIResponse found = conditional ? operation.getResponses().getAPIResponse("200") : null;
        if (found != null) {
            operation.addParameter(OASFactory.createParameter()
                    .name(HttpHeaders.IF_NONE_MATCH)
                    .in(Parameter.In.HEADER)
                    .description("The ETag of what the client has")
                    .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
            found.addHeader(HttpHeaders.ETAG, OASFactory.createHeader().ref("ETag"));
            found.addHeader(HttpHeaders.CACHE_CONTROL, OASFactory.createHeader().ref("CacheControl"));
        }
        return operation;
    }
}

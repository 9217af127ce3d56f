package dev.touchline.live.cache;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Documents the headers of {@link ConditionalGetFilter} in OpenAPI. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class CacheHeadersOpenApiFilter implements OASFilter {

    @Override
    public Operation filterOperation(Operation operation) {
        boolean conditional =
                operation.getResponses() != null && operation.getResponses().hasAPIResponse("304");
        APIResponse ok = conditional ? operation.getResponses().getAPIResponse("200") : null;
        if (ok != null) {
            operation.addParameter(OASFactory.createParameter()
                    .name(HttpHeaders.IF_NONE_MATCH)
                    .in(Parameter.In.HEADER)
                    .description("The ETag of the client's copy")
                    .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
            ok.addHeader(HttpHeaders.ETAG, OASFactory.createHeader().ref("ETag"));
            ok.addHeader(HttpHeaders.CACHE_CONTROL, OASFactory.createHeader().ref("CacheControl"));
        }
        return operation;
    }
}

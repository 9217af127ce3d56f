package dev.touchline.live.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.http.query.IfNoneMatch;
import dev.touchline.security.ReadAccessFilter;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Adds ETag and Cache-Control and answers 304 if the client's copy is current (RFC 9110, section 13.1.2), so that
 * shared caches carry the load.
 */
@Provider
@Cacheable
public class ConditionalGetFilter implements ContainerResponseFilter {

    /** One second: concurrent readers share a response, and scores stay current. */
    private static final String PUBLIC_CACHE = "public, max-age=1";

    /** Responses that require a token must not enter a shared cache. */
    private static final String PRIVATE_CACHE = "private, max-age=1";

    private final ObjectMapper json;
    private final ReadAccessFilter readAccess;

    ConditionalGetFilter(ObjectMapper json, ReadAccessFilter readAccess) {
        this.json = json;
        this.readAccess = readAccess;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() != Response.Status.OK.getStatusCode() || !response.hasEntity()) {
            return;
        }
        EncodedResponse encoded =
                response.getEntity() instanceof EncodedResponse ready ? ready : encode(response.getEntity());
        MultivaluedMap<String, Object> headers = response.getHeaders();
        headers.putSingle(HttpHeaders.ETAG, encoded.tag());
        headers.putSingle(HttpHeaders.CACHE_CONTROL, readAccess.requiresToken() ? PRIVATE_CACHE : PUBLIC_CACHE);
        if (IfNoneMatch.hasCurrent(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), encoded.tag())) {
            response.setStatus(Response.Status.NOT_MODIFIED.getStatusCode());
            headers.remove(HttpHeaders.CONTENT_TYPE);
            response.setEntity(null);
        } else {
            response.setEntity(encoded.json());
        }
    }

    private EncodedResponse encode(Object entity) {
        try {
            return EncodedResponse.withContentTag(json.writeValueAsBytes(entity));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be encoded as JSON", e);
        }
    }
}

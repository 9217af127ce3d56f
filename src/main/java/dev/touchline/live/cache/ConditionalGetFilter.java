package dev.touchline.live.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.security.ReadAccessFilter;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;

/**
 * Gives what is read an entity tag, and answers 304 to who has the same already (RFC 9110, section 13.1.2), so that
 * caches on the way carry the load.
 */
@Provider
@Cacheable
public class ConditionalGetFilter implements ContainerResponseFilter {

    /** Long enough that a thousand who look at once are one, short enough that nobody sees an old score. */
    private static final String PUBLIC_CACHE = "public, max-age=1";

    /** What not everyone may read must not be in a cache that everyone shares. */
    private static final String PRIVATE_CACHE = "private, max-age=1";

    private final ObjectMapper json;
    private final ReadAccessFilter readers;

    ConditionalGetFilter(ObjectMapper json, ReadAccessFilter readers) {
        this.json = json;
        this.readers = readers;
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
        headers.putSingle(HttpHeaders.CACHE_CONTROL, readers.requiresToken() ? PRIVATE_CACHE : PUBLIC_CACHE);
        if (request.getRequest().evaluatePreconditions(encoded.tag()) != null) {
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
            throw new IllegalStateException("not writable as JSON", e);
        }
    }
}

package dev.touchline.testing;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Records which requests reach a REST resource, so that tests can distinguish REST from plain routes. Requests are identified
 * by a header.
 */
public class RestRequestLog {

    private static final String NAME = "Known-As";
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @ServerRequestFilter(preMatching = true)
    void record(ContainerRequestContext request) {
        String name = request.getHeaderString(NAME);
        if (name != null) {
            SEEN.add(name);
        }
    }

    /** A response, and whether a REST resource produced it. */
    public record LoggedResponse(int status, String contentType, String body, boolean byRest) {

        /** Posts the body, with a token or without one if it is null. */
        public static LoggedResponse post(String path, String body, String contentType, Tokens token) {
            String name = UniqueIds.id("request");
            RequestSpecification request = Api.request()
                    .header(NAME, name)
                    .header("Content-Type", contentType)
                    .body(body.getBytes(StandardCharsets.UTF_8));
            if (token != null) {
                request.header("Authorization", token.bearer());
            }
            Response response = request.post(path);
            return new LoggedResponse(
                    response.statusCode(), response.contentType(), response.asString(), SEEN.contains(name));
        }
    }
}

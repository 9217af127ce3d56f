package dev.touchline.page;

import dev.touchline.http.query.IfNoneMatch;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;

/** Adds headers to the page's files, and hides them without the live role. */
@ApplicationScoped
class PageFileFilter {

    private static final String FOLDER = "/page/";
    private static final String INDEX = "/index.html";
    private static final int FILTER_PRIORITY = 1000;
    private static final int NOT_MODIFIED = 304;

    /** No foreign or inline content, no frames. */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy", CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer");

    private final Roles roles;
    private final FileEntityTags tags;

    PageFileFilter(Roles roles, FileEntityTags tags) {
        this.roles = roles;
        this.tags = tags;
    }

    void register(@Observes Filters filters) {
        filters.register(this::filter, FILTER_PRIORITY);
    }

    private void filter(RoutingContext context) {
        String path = context.normalizedPath().equals("/") ? INDEX : context.normalizedPath();
        if (!path.equals(INDEX) && !path.startsWith(FOLDER)) {
            context.next();
        } else if (roles.has(Role.LIVE)) {
            serve(context, tags.find(path).orElse(null));
        } else {
            // A path without a resource, for the usual 404.
            context.reroute(context.request().method(), "/nothing");
        }
    }

    private static void serve(RoutingContext context, String tag) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        HEADERS.forEach(response::putHeader);
        context.addHeadersEndHandler(sent -> {
            if (response.getStatusCode() < 400) {
                // File names have no version, and the files must match: browsers revalidate each time.
                response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
                response.headers().remove(HttpHeaders.LAST_MODIFIED);
                if (tag != null) {
                    response.putHeader(HttpHeaders.ETAG, tag);
                }
            }
        });
        if (tag != null && IfNoneMatch.hasCurrent(request.getHeader(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatusCode(NOT_MODIFIED).end();
            return;
        }
        request.headers().remove(HttpHeaders.IF_MODIFIED_SINCE);
        context.next();
    }
}

package dev.touchline.page;

import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.ServedBy;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.ResponseHeader;

/** {@code GET /page.json}: the settings of the page. */
@Path("/page.json")
@ServedBy(Role.LIVE)
@Produces(MediaType.APPLICATION_JSON)
public class PageResource {

    private final Settings settings;

    PageResource(PageConfig config, Roles roles) {
        settings = new Settings(config.reporting() && roles.has(Role.INGEST));
    }

    /** @param mayReport whether the page has a form to report events, which requires the ingest role */
    record Settings(boolean mayReport) {}

    /** The settings of this process. */
    @GET
    @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-cache")
    @Operation(hidden = true)
    public Settings settings() {
        return settings;
    }
}

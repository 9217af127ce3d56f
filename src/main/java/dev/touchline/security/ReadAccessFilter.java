package dev.touchline.security;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Requires a token for reads if {@link SecurityConfig#readAccess()} does. */
@ApplicationScoped
public class ReadAccessFilter {

    private final CurrentIdentityAssociation identities;
    private final boolean requiresToken;

    ReadAccessFilter(CurrentIdentityAssociation identities, SecurityConfig config) {
        this.identities = identities;
        this.requiresToken = config.enabled() && config.readAccess() == SecurityConfig.ReadAccess.AUTHENTICATED;
    }

    /** Whether reads require a token. */
    public boolean requiresToken() {
        return requiresToken;
    }

    @PublicRead
    @ServerRequestFilter
    Uni<Response> requireToken() {
        if (!requiresToken) {
            // No Uni, which would suspend the request.
            return null;
        }
        return identities.getDeferredIdentity().map(identity -> {
            if (identity.isAnonymous()) {
                throw new UnauthorizedException();
            }
            return null;
        });
    }
}

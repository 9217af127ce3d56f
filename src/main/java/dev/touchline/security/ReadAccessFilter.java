package dev.touchline.security;

import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Asks readers for a token, where reading is not for everyone. */
@ApplicationScoped
public class ReadAccessFilter {

    private final CurrentIdentityAssociation identities;
    private final boolean requiresToken;

    ReadAccessFilter(CurrentIdentityAssociation identities, SecurityConfig config) {
        this.identities = identities;
        this.requiresToken = config.enabled() && config.readAccess() == SecurityConfig.ReadAccess.AUTHENTICATED;
    }

    /** Whether it does. */
    public boolean requiresToken() {
        return requiresToken;
    }

    @PublicRead
    @ServerRequestFilter
    Uni<Response> requireToken() {
        if (!requiresToken) {
            // Nothing to wait for, not even for a moment: the request goes on as it is.
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

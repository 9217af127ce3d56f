package dev.touchline.security;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Refuses tokens whose claims have another shape than they should; the library takes those for faults of its own. */
@ApplicationScoped
@Alternative
@Priority(1)
class StrictClaimsPrincipalFactory extends DefaultJWTCallerPrincipalFactory {

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo authContextInfo) throws ParseException {
        try {
            return super.parse(token, authContextInfo);
        } catch (ClassCastException e) {
            throw new ParseException("a claim has another shape than it should", e);
        }
    }
}

package dev.touchline.security;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/** Rejects tokens with claims of a wrong type, at which the library throws ClassCastException. */
@ApplicationScoped
@Alternative
@Priority(1)
class StrictClaimsPrincipalFactory extends DefaultJWTCallerPrincipalFactory {

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo authContextInfo) throws ParseException {
        try {
            return super.parse(token, authContextInfo);
        } catch (ClassCastException e) {
            throw new ParseException("a claim has the wrong type", e);
        }
    }
}

package dev.touchline.security;

import dev.touchline.event.Reporter;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Clock;

/**
 * Rejects tokens that the library accepts: of a longer life than allowed, issued in the future, revoked, or with a name
 * that cannot be stored. And tokens with claims of a wrong type, at which the library throws ClassCastException.
 */
@ApplicationScoped
@Alternative
@Priority(1)
class StrictClaimsPrincipalFactory extends DefaultJWTCallerPrincipalFactory {

    private final long maxLife;
    private final RevokedTokens revoked;
    private final Clock clock = Clock.systemUTC();

    StrictClaimsPrincipalFactory(SecurityConfig config, RevokedTokens revoked) {
        this.maxLife = config.maxTokenLife().toSeconds();
        this.revoked = revoked;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo authContextInfo) throws ParseException {
        JWTCallerPrincipal principal;
        try {
            principal = super.parse(token, authContextInfo);
        } catch (ClassCastException e) {
            throw new ParseException("a claim has the wrong type", e);
        }
        check(principal, authContextInfo.getClockSkew());
        return principal;
    }

    private void check(JWTCallerPrincipal token, long skew) throws ParseException {
        long now = clock.instant().getEpochSecond();
        boolean issued = token.getClaim("iat") != null;
        long begin = issued ? token.getIssuedAtTime() : now;
        if (begin < 0 || begin > now + skew) {
            throw new ParseException("the token was issued in the future");
        }
        if (token.getExpirationTime() > begin + maxLife) {
            throw new ParseException("the token lives longer than touchline.security.max-token-life");
        }
        if (revoked.contains(token.getTokenID())) {
            throw new ParseException("the token was revoked");
        }
        String name = token.getName();
        if (name.isBlank()
                || name.length() > Reporter.MAX_LENGTH
                || name.codePoints().anyMatch(c -> !isText(c))) {
            throw new ParseException("the token's name is empty, too long, or has control characters");
        }
    }

    // PostgreSQL cannot store NUL or half a surrogate pair.
    private static boolean isText(int c) {
        return !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
    }
}

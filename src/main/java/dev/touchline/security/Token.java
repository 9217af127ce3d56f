package dev.touchline.security;

import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/**
 * What a token says (RFC 7519).
 *
 * @param issuer who vouches for it
 * @param audience who it is for
 * @param name whose it is
 * @param roles what may be done with it
 * @param sources what may be reported under besides the name
 * @param lifetime how long it is good
 */
public record Token(
        String issuer, String audience, String name, List<String> roles, List<String> sources, Duration lifetime) {

    /** The issuer and the audience of what this application's own commands make, and by default of what it accepts. */
    public static final String TOUCHLINE = "touchline";

    /**
     * Signs it with RS256.
     *
     * @throws IllegalArgumentException if that cannot be done with the key
     */
    public String signedWith(PrivateKey key) {
        NumericDate now = NumericDate.now();
        NumericDate end = NumericDate.fromSeconds(now.getValue() + lifetime.toSeconds());
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer);
        claims.setAudience(audience);
        claims.setSubject(name);
        claims.setStringListClaim("groups", roles);
        if (!sources.isEmpty()) {
            claims.setStringListClaim(ProducerResolver.SOURCES, sources);
        }
        claims.setIssuedAt(now);
        claims.setExpirationTime(end);
        claims.setGeneratedJwtId();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}

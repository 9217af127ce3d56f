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
 * A JSON Web Token (RFC 7519).
 *
 * @param name the subject
 * @param sources allowed sources besides the name
 */
public record Token(
        String issuer, String audience, String name, List<String> roles, List<String> sources, Duration lifetime) {

    /** The issuer and audience of tokens that the command creates, and the accepted ones by default. */
    public static final String TOUCHLINE = "touchline";

    /** Signs the token with RS256. Throws IllegalArgumentException if the key is unsuitable. */
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

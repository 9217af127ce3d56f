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
 * @param matches the matches that may be reported on; empty for all
 * @param competitions the competitions that may be used; empty for all
 * @param teams the teams whose names may be kept
 * @param players the players whose names may be kept
 */
public record Token(
        String issuer,
        String audience,
        String name,
        List<String> roles,
        List<String> sources,
        List<String> matches,
        List<String> competitions,
        List<String> teams,
        List<String> players,
        Duration lifetime) {

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
        addUnlessEmpty(ProducerResolver.SOURCES, sources, claims);
        addUnlessEmpty(ProducerResolver.MATCHES, matches, claims);
        addUnlessEmpty(ProducerResolver.COMPETITIONS, competitions, claims);
        addUnlessEmpty(ProducerResolver.TEAMS, teams, claims);
        addUnlessEmpty(ProducerResolver.PLAYERS, players, claims);
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

    private static void addUnlessEmpty(String claim, List<String> names, JwtClaims claims) {
        if (!names.isEmpty()) {
            claims.setStringListClaim(claim, names);
        }
    }
}

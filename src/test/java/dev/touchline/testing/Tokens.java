package dev.touchline.testing;

import dev.touchline.security.KeyFiles;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;

/** Valid and invalid JWTs: the invalid ones are a valid token with one thing changed. */
public final class Tokens {

    /** The private key that belongs to the public key of the application under test; generated for each run. */
    private static final PrivateKey PRIVATE_KEY;

    private static final String PUBLIC_KEY;
    private static final String SHARED = "touchline.test.keys";

    // In system properties, because tests and their profiles are loaded by different class loaders, which would
    // generate two pairs.
    static {
        String[] shared = System.getProperties()
                .computeIfAbsent(SHARED, absent -> text(KeyFiles.newPair()))
                .toString()
                .split(" ");
        try {
            PRIVATE_KEY = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(shared[0])));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        PUBLIC_KEY = shared[1];
    }

    private static String text(KeyPair pair) {
        Base64.Encoder encoder = Base64.getEncoder();
        return encoder.encodeToString(pair.getPrivate().getEncoded()) + " "
                + encoder.encodeToString(pair.getPublic().getEncoded());
    }

    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final Map<String, Object> claims = new TreeMap<>();
    private String algorithm = AlgorithmIdentifiers.RSA_USING_SHA256;
    private Key key = PRIVATE_KEY;

    private Tokens() {}

    /** A valid token of this owner with these roles. */
    public static Tokens of(String name, String... roles) {
        Instant now = Instant.now();
        return new Tokens()
                .with("iss", "touchline")
                .with("aud", "touchline")
                .with("sub", name)
                .with("groups", List.of(roles))
                .with("iat", now.getEpochSecond())
                .with("exp", now.plus(LIFETIME).getEpochSecond());
    }

    /** The public key in the format of the configuration. */
    public static String publicKey() {
        return PUBLIC_KEY;
    }

    /** Replaces a claim, or removes it if the value is null. */
    public Tokens with(String claim, Object value) {
        if (value == null) {
            claims.remove(claim);
        } else {
            claims.put(claim, value);
        }
        return this;
    }

    /** Sets the validity, relative to now. */
    public Tokens from(Duration begin, Duration end) {
        Instant now = Instant.now();
        return with("iat", now.plus(begin).getEpochSecond())
                .with("nbf", now.plus(begin).getEpochSecond())
                .with("exp", now.plus(end).getEpochSecond());
    }

    /** Signs with another key. */
    public Tokens signedWith(Key other) {
        key = other;
        return this;
    }

    /** Uses the algorithm {@code none}. */
    public Tokens unsigned() {
        algorithm = AlgorithmIdentifiers.NONE;
        key = null;
        return this;
    }

    /** Signs by HMAC with the public key as the secret: the algorithm confusion attack. */
    public Tokens signedByHmacWithPublicKey() {
        algorithm = AlgorithmIdentifiers.HMAC_SHA256;
        return signedWith(new HmacKey(publicPem().getBytes(StandardCharsets.US_ASCII)));
    }

    private static String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n" + publicKey() + "\n-----END PUBLIC KEY-----\n";
    }

    /** The encoded token. */
    public String text() {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        signature.setPayload(Api.text(claims));
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    /** The value of the header {@code Authorization}. */
    public String bearer() {
        return "Bearer " + text();
    }

    /** Adds sources until the token has at least this length. */
    public Tokens ofLength(int characters) {
        List<String> sources = new ArrayList<>();
        for (int i = 0; i * 12 < characters; i++) {
            sources.add("source-%05d".formatted(i));
        }
        return with("sources", sources);
    }
}

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

/** Tokens as they should be, and as they should not. Each is a good one with something changed. */
public final class Tokens {

    /** The pair whose public half the application under test knows, made anew for each run of the tests. */
    private static final PrivateKey PRIVATE_KEY;

    private static final String PUBLIC_KEY;
    private static final String SHARED = "touchline.test.keys";

    // A test and its profile are loaded by different class loaders, and what is static is there twice.
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

    /** A good token of this owner with these roles. */
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

    /** The public key as the configuration takes it. */
    public static String publicKey() {
        return PUBLIC_KEY;
    }

    /** With another value of the claim, or without it if that is null. */
    public Tokens with(String claim, Object value) {
        if (value == null) {
            claims.remove(claim);
        } else {
            claims.put(claim, value);
        }
        return this;
    }

    /** Good from then until then, counted from now. */
    public Tokens from(Duration begin, Duration end) {
        Instant now = Instant.now();
        return with("iat", now.plus(begin).getEpochSecond())
                .with("nbf", now.plus(begin).getEpochSecond())
                .with("exp", now.plus(end).getEpochSecond());
    }

    /** Signed with another key. */
    public Tokens signedWith(Key other) {
        key = other;
        return this;
    }

    /** Not signed at all. */
    public Tokens unsigned() {
        algorithm = AlgorithmIdentifiers.NONE;
        key = null;
        return this;
    }

    /** Signed with what everybody knows, in the hope that it is taken for a secret. */
    public Tokens signedWithThePublicKeyAsSecret() {
        algorithm = AlgorithmIdentifiers.HMAC_SHA256;
        return signedWith(new HmacKey(publicPem().getBytes(StandardCharsets.US_ASCII)));
    }

    private static String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n" + publicKey() + "\n-----END PUBLIC KEY-----\n";
    }

    /** The token. */
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

    /** The header that presents it. */
    public String bearer() {
        return "Bearer " + text();
    }

    /** A token with as long a list of sources as makes it this long at least. */
    public Tokens ofLength(int characters) {
        List<String> sources = new ArrayList<>();
        for (int i = 0; i * 12 < characters; i++) {
            sources.add("source-%05d".formatted(i));
        }
        return with("sources", sources);
    }
}

package dev.touchline.security;

import dev.touchline.testing.Tokens;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Security on, as in production. */
public class SecuredProfile implements QuarkusTestProfile {

    /** A producer whose tokens have no claims of Touchline's, such as a Kubernetes service account. */
    static final String ACCOUNT = "system:serviceaccount:feeds:camera";

    /** The id of a token that is revoked from the start. */
    static final String REVOKED = "leaked-1";

    // Suites run at the same time.
    static final Path REVOKED_TOKENS =
            Path.of("target", "revoked-tokens-" + ProcessHandle.current().pid());

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Files.writeString(REVOKED_TOKENS, REVOKED + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new HashMap<>();
        settings.put("touchline.security.enabled", "true");
        settings.put("mp.jwt.verify.publickey", Tokens.publicKey());
        settings.put("touchline.security.subjects[0].name", ACCOUNT);
        settings.put("touchline.security.subjects[0].roles", TokenRoles.PRODUCER);
        settings.put("touchline.security.subjects[0].sources", "camera-*,goal-line");
        settings.put("touchline.security.revoked-tokens", REVOKED_TOKENS.toString());
        settings.put("touchline.ingest.max-rate", "5");
        settings.put("touchline.ingest.max-burst", "500");
        return settings;
    }
}

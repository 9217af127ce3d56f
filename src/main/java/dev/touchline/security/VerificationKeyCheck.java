package dev.touchline.security;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.KeyLocationResolver;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Keeps a process from starting that could check no token: it would refuse everyone, and nobody would know why. A key
 * set that is fetched is not looked at, since its server may be away for a moment.
 */
@ApplicationScoped
class VerificationKeyCheck {

    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String LOCATION = "mp.jwt.verify.publickey.location";

    private final boolean enabled;
    private final ConfiguredSubjects subjects;
    private final Optional<String> key;
    private final Optional<String> location;
    private final Instance<JWTAuthContextInfo> tokens;

    VerificationKeyCheck(
            SecurityConfig config,
            ConfiguredSubjects subjects,
            @ConfigProperty(name = KEY) Optional<String> key,
            @ConfigProperty(name = LOCATION) Optional<String> location,
            Instance<JWTAuthContextInfo> tokens) {
        this.enabled = config.enabled();
        this.subjects = subjects;
        this.key = key;
        this.location = location;
        this.tokens = tokens;
    }

    // Before anything asks for the broker or the database.
    void requireKey(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        if (!enabled) {
            return;
        }
        subjects.validate();
        if (key.isEmpty() && location.isEmpty()) {
            throw new IllegalStateException(
                    "No key to check tokens with: set " + LOCATION + " (MP_JWT_VERIFY_PUBLICKEY_LOCATION)"
                            + " to the file or https address of a public key or key set, or " + KEY
                            + " (MP_JWT_VERIFY_PUBLICKEY) to the key itself. touchline.security.enabled=false"
                            + " (TOUCHLINE_SECURITY_ENABLED) asks nobody for a token.");
        }
        if (location.filter(where -> !where.startsWith("http")).isPresent()) {
            try {
                new KeyLocationResolver(tokens.get());
            } catch (DeploymentException | UnresolvableKeyException e) {
                throw new IllegalStateException(LOCATION + " names no key that can be read: " + location.get(), e);
            }
        }
    }
}

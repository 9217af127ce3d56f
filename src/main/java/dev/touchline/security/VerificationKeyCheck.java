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
 * Prevents the start of a process without a usable verification key, which would reject every token. A remote key set
 * is not checked, since its server may be unavailable at the moment.
 */
@ApplicationScoped
class VerificationKeyCheck {

    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String LOCATION = "mp.jwt.verify.publickey.location";

    // Before broker and database are used.
    void requireKey(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event,
            SecurityConfig config,
            ConfiguredSubjects subjects,
            @ConfigProperty(name = KEY) Optional<String> key,
            @ConfigProperty(name = LOCATION) Optional<String> location,
            Instance<JWTAuthContextInfo> tokens) {
        if (!config.enabled()) {
            return;
        }
        subjects.validate();
        if (key.isEmpty() && location.isEmpty()) {
            throw new IllegalStateException(
                    "No key to verify tokens with: set " + LOCATION + " (MP_JWT_VERIFY_PUBLICKEY_LOCATION)"
                            + " to the file or https address of a public key or key set, or " + KEY
                            + " (MP_JWT_VERIFY_PUBLICKEY) to the key itself. touchline.security.enabled=false"
                            + " (TOUCHLINE_SECURITY_ENABLED) disables authorization.");
        }
        if (location.filter(address -> !address.startsWith("http")).isPresent()) {
            try {
                new KeyLocationResolver(tokens.get());
            } catch (DeploymentException | UnresolvableKeyException e) {
                throw new IllegalStateException(LOCATION + " has no readable key: " + location.get(), e);
            }
        }
    }
}

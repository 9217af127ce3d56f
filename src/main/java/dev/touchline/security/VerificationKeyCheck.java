package dev.touchline.security;

import dev.touchline.role.RoleConfigSource;
import io.quarkus.runtime.LaunchMode;
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
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jose4j.lang.UnresolvableKeyException;

/**
 * Prevents the start of a process without a usable verification key, which would reject every token. A remote key set
 * is not checked, since its server may be unavailable at the moment.
 */
@ApplicationScoped
class VerificationKeyCheck {

    private static final String KEY = "mp.jwt.verify.publickey";
    private static final String LOCATION = "mp.jwt.verify.publickey.location";

    private static final Logger LOG = Logger.getLogger(VerificationKeyCheck.class);
    // Except to this machine, where nobody is on the way.
    private static final Pattern PLAIN_HTTP =
            Pattern.compile("(?i)http://(?!(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?(/|$)).*");

    private static boolean isPlainHttp(String address) {
        return PLAIN_HTTP.matcher(address).matches();
    }

    // Before broker and database are used.
    void requireKey(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event,
            SecurityConfig config,
            ConfiguredSubjects subjects,
            @ConfigProperty(name = KEY) Optional<String> key,
            @ConfigProperty(name = LOCATION) Optional<String> location,
            @ConfigProperty(name = RoleConfigSource.COMMAND) Optional<String> command,
            Instance<JWTAuthContextInfo> tokens) {
        if (!config.enabled()) {
            if (LaunchMode.current() == LaunchMode.NORMAL && command.isEmpty()) {
                LOG.warn(
                        "Authorization is disabled by touchline.security.enabled=false: anyone who reaches this process"
                                + " may report, subscribe and administrate. Enable it unless nobody else can reach the process.");
            }
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
        if (LaunchMode.current() == LaunchMode.NORMAL
                && location.filter(VerificationKeyCheck::isPlainHttp).isPresent()) {
            throw new IllegalStateException(LOCATION + " is " + location.get()
                    + ": anyone on the way could replace the keys. Use https or a file.");
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

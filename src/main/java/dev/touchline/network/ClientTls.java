package dev.touchline.network;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The trust and the certificates with which this process connects to others: {@code quarkus.tls.<name>.trust-store},
 * {@code .key-store} and the rest. Without a configuration of that name, the certificate authorities that Java trusts
 * are trusted. Whoever asks again after {@code reload-period} gets what the files hold by then.
 */
@ApplicationScoped
public class ClientTls {

    /** The configuration's name for connections to the broker. */
    public static final String RABBITMQ = "rabbitmq";
    /** The configuration's name for calls of webhooks. */
    public static final String WEBHOOKS = "webhooks";
    /** The configuration's name for reports of simulated agents. */
    public static final String SIMULATION = "simulation";

    private static final String NO_VERIFICATION = "NONE";

    private final TlsConfigurationRegistry registry;

    /** The configurations of this registry. */
    public ClientTls(TlsConfigurationRegistry registry) {
        this.registry = registry;
    }

    /** A configuration, if there is one of that name. */
    public Optional<TlsConfiguration> named(String name) {
        return registry.get(name);
    }

    /**
     * A context with the trust and the certificates of a configuration, as they are now.
     *
     * @throws IllegalStateException if the certificates or keys are unusable; Quarkus refuses to start with such
     */
    public SSLContext context(String name) {
        Optional<TlsConfiguration> configuration = registry.get(name);
        try {
            return configuration.isPresent() ? configuration.get().createSSLContext() : SSLContext.getDefault();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            throw new IllegalStateException("quarkus.tls." + name + " is unusable", e);
        }
    }

    /** Whether a peer's certificate must be for the host that was asked for: yes, unless the configuration says NONE. */
    public boolean verifiesHost(String name) {
        return registry.get(name)
                .flatMap(TlsConfiguration::getHostnameVerificationAlgorithm)
                .map(algorithm -> !algorithm.equalsIgnoreCase(NO_VERIFICATION))
                .orElse(true);
    }
}
